import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import type { BoundWrite } from "../command.ts";
import type { Context } from "../context.ts";
import { askedIn } from "./asked.ts";

const droppingMessages = defineMessages({
  en: {
    dropped: (what: string) => `Cancelled: ${what}`,
    droppedTitle: "Cancelled",
    note: "Cancelled",
    replaced: "Replaced by the question below",
    nothingSent: "Nothing was sent.",
    nothingChanged: "Nothing was changed.",
    tooLate: "Too late to cancel or change: you had already pressed the confirming button.",
    which: "What should be changed?",
    unread:
      "I could not read the change, so nothing has changed. Choose the field, or type it like “title: …”.",
    unreadOf: (what: string) =>
      `I could not read the change to “${what}”, so nothing has changed. Choose the field, or type it like “title: …”.`,
    edit: "Edit",
    pending: "Is this what you want to cancel?",
    waiting: "The question still waits for you",
    pendingText: (what: string) => `“${what}” still waits for its button, further up.`,
    pendingUnknown: "A question still waits for its button, further up.",
    cancelIt: "Cancel it",
    onlyByButton: "Confirmed by button only",
    onlyByButtonText: "I take a confirmation only by its button. Please press it on the message above.",
  },
  vi: {
    dropped: (what) => `Đã huỷ: ${what}`,
    droppedTitle: "Đã huỷ",
    note: "Đã huỷ",
    replaced: "Đã thay bằng câu hỏi bên dưới",
    nothingSent: "Chưa có gì được gửi.",
    nothingChanged: "Chưa có gì thay đổi.",
    tooLate: "Không kịp huỷ hay sửa: bạn đã bấm nút xác nhận trước đó.",
    which: "Bạn muốn sửa gì?",
    unread: "Bot chưa hiểu cần sửa gì nên chưa sửa. Bạn chọn mục cần sửa, hoặc nhắn kiểu “tiêu đề: …” nhé.",
    unreadOf: (what) =>
      `Bot chưa hiểu cần sửa gì ở “${what}” nên chưa sửa. Bạn chọn mục cần sửa, hoặc nhắn kiểu “tiêu đề: …” nhé.`,
    edit: "Sửa lại",
    pending: "Bạn muốn huỷ việc này?",
    waiting: "Câu hỏi vẫn chờ bạn",
    pendingText: (what) => `“${what}” vẫn đang chờ bạn bấm nút ở tin nhắn trước.`,
    pendingUnknown: "Một câu hỏi vẫn đang chờ bạn bấm nút ở tin nhắn trước.",
    cancelIt: "Huỷ việc này",
    onlyByButton: "Chưa xác nhận",
    onlyByButtonText: "Bot chỉ nhận xác nhận bằng nút. Bạn bấm nút trên tin nhắn ở trên giúp nhé.",
  },
});

/** Builds the card after an open question was dropped by a text: "Đã huỷ: đổi quà DAUMAY01 cho Trần Thị Bình". */
export function droppedCard(
  { id }: Operation,
  asked: string | null,
  { inBot }: BoundWrite,
  { who }: Context,
): Card {
  const t = droppingMessages[who.locale];
  const title = asked === null ? t.droppedTitle : t.dropped(withSmallLetter(asked));
  const nothing = inBot ? t.nothingChanged : t.nothingSent;
  return { ...card(title, text(nothing)), closes: { question: id, note: t.note } };
}

/** Returns the card of a question that replaces another one. */
export function replacing(question: string, shown: Card, locale: Locale): Card {
  return { ...shown, closes: { question, note: droppingMessages[locale].replaced } };
}

/** Adds to the card of a write that it could not be dropped any more. */
export function tooLateCard(standing: Card, { who }: Context): Card {
  return { ...standing, blocks: [text(droppingMessages[who.locale].tooLate), ...standing.blocks] };
}

/** Builds the card for a change that could not be read. The question stays open. */
export function whatToChangeCard(
  operation: string,
  asked: string | null,
  draft: string,
  { who, common }: Context,
): Card {
  const t = droppingMessages[who.locale];
  const sentence = asked === null ? t.unread : t.unreadOf(withSmallLetter(asked));
  const ways = buttons(
    button(t.edit, ":fill", { draft }, { style: "primary" }),
    button(common.cancel, ":decline", { operation }),
  );
  return { ...card(t.which, text(sentence), ways), tone: "warning" };
}

/**
 * Builds the card for a text that leaves a question open: it names the question that still waits. `wants`: the person seems
 * to cancel it, or only wants time.
 */
export function pendingCard(
  { wants, operation }: { wants: "cancel" | "time"; operation: Operation },
  locale: Locale,
): Card {
  const t = droppingMessages[locale];
  const asked = askedIn(operation);
  const sentence = asked === null ? t.pendingUnknown : t.pendingText(withSmallLetter(asked));
  const cancel = button(t.cancelIt, ":decline", { operation: operation.id });
  return card(wants === "time" ? t.waiting : t.pending, text(sentence), buttons(cancel));
}

/** Builds the card for an "ok" while a confirmation is open. */
export function onlyByButtonCard(locale: Locale): Card {
  const t = droppingMessages[locale];
  return card(t.onlyByButton, text(t.onlyByButtonText));
}

function withSmallLetter(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}
