import * as z from "zod";
import { line, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { type Days, daysFromToday, daysIn, readableDays } from "../../bot/days.ts";
import { askedArgs, paged } from "../../bot/pagination.ts";
import { button, buttons, type Card, card, context, type Row, text } from "../../cards/card.ts";
import { customerReference } from "../../crm/customer.ts";
import type { Message, Session } from "../../crm/messages.ts";
import { timeOfObjectId } from "../../crm/shapes.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";

const messageListMessages = defineMessages({
  en: {
    name: "Conversations",
    summary: "Messages of a Zalo or Facebook conversation",
    title: (channel: string) => (channel === "" ? "Conversation" : `Conversation · ${channel}`),
    sessions: (days: string) => `Conversations · ${days}`,
    count: (count: number) => `${count} messages, the newest first`,
    sessionCount: (count: number) => `${count} conversations, the newest first`,
    none: (days: string) => `No messages of ${days}. Name other days if it is older: 01/10 - 31/10.`,
    noSession: (id: string) => `“${id}” is no conversation's id: it has 24 digits and letters from a to f.`,
    more: "AntCRM gives 100 messages at a time, and there are more: shorter days show the rest.",
    customer: "Customer",
    shop: "Shop",
    bot: "Bot",
    attachments: (count: number) => (count === 1 ? "1 attachment" : `${count} attachments`),
    undelivered: (why: string) => `not delivered: ${why}`,
    messages: (count: number) => `${count} messages`,
    back: "All conversations",
  },
  vi: {
    name: "Hội thoại",
    summary: "Tin nhắn của một hội thoại Zalo hoặc Facebook",
    title: (channel) => (channel === "" ? "Hội thoại" : `Hội thoại · ${channel}`),
    sessions: (days) => `Hội thoại · ${days}`,
    count: (count) => `${count} tin nhắn, mới nhất trước`,
    sessionCount: (count) => `${count} hội thoại, mới nhất trước`,
    none: (days) => `Không có tin nhắn trong ${days}. Nếu cũ hơn, hãy gõ thêm ngày: 01/10 - 31/10.`,
    noSession: (id) => `“${id}” không phải mã hội thoại: mã gồm 24 chữ số và chữ cái từ a đến f.`,
    more: "AntCRM trả mỗi lần 100 tin nhắn và vẫn còn nữa: chọn khoảng ngày ngắn hơn để xem phần còn lại.",
    customer: "Khách",
    shop: "Cửa hàng",
    bot: "Bot",
    attachments: (count) => `${count} tệp đính kèm`,
    undelivered: (why) => `chưa gửi được: ${why}`,
    messages: (count) => `${count} tin nhắn`,
    back: "Mọi hội thoại",
  },
});

const labels = defineMessages({ en: { session: "Conversation" }, vi: { session: "Mã hội thoại" } });

const SHOWN = 10;
const USUAL_DAYS = { first: -29, last: 0 };
const DAY_MS = 24 * 3_600_000;
const SESSION_ID = /^[0-9a-f]{24}$/i;

/** Shows a conversation by its id, which a rating contains, or lists those of some days: src/crm/API.md#get-messages */
export const messages = defineCommand({
  name: "messages",
  aliases: ["hội thoại", "tin nhắn", "xem hội thoại", "xem tin nhắn", "conversation", "conversations"],
  role: "viewer",
  messages: messageListMessages,
  examples: {
    vi: ["tin nhắn hôm nay", "xem hội thoại hôm qua", "tin nhan tuan nay"],
    en: ["conversations today"],
  },
  labels,
  input: z.object({ session: line(100).optional(), range: range().optional(), page: page() }),

  async run(ctx) {
    const { input, t, crm } = ctx;
    const { session: id } = input;
    if (id !== undefined && !SESSION_ID.test(id)) {
      return {
        ...card(t.name, text(t.noSession(id)), buttons(button(t.back, "messages"))),
        tone: "bad",
      } satisfies Card;
    }
    const days = input.range ? daysIn(input.range, ctx) : usualDays(id, ctx);
    const { sessions, more } = await crm.messages.list({ ...(id && { sessionId: id }), ...days });
    const [session] = sessions;
    ctx.recordAccess(session && id ? customerOf(session) : null, session ? "shown" : "none");
    if (session === undefined) {
      const back = id === undefined ? null : buttons(button(t.back, "messages"));
      return card(t.name, text(t.none(readableDays(days, ctx))), back);
    }
    if (id !== undefined) ctx.countShown(shownIn(session));
    const isOne = id !== undefined;
    const said = sessions.flatMap((one) => one.messages).toReversed();
    const channel = said.find((one) => one.channel !== null)?.channel ?? "";
    const rows = isOne
      ? said.map((one) => messageRow(one, ctx))
      : sessions.map((one) => sessionRow(one, ctx));
    const heading = isOne ? t.count(rows.length) : t.sessionCount(rows.length);
    const asked = { page: input.page, command: "messages", args: askedArgs(input), locale: ctx.who.locale };
    return {
      ...card(
        isOne ? t.title(channel) : t.sessions(readableDays(days, ctx)),
        ...paged(rows, { ...asked, size: SHOWN, heading }),
        more ? context(t.more) : null,
        isOne ? wayOn(session, ctx) : null,
      ),
      // Messages contain customers' data, so they are masked like other lists.
      names: [],
    };
  },
});

function messageRow(message: Message, { who, formats }: Context): Row {
  const t = messageListMessages[who.locale];
  const { text: said, outbound, byBot, attachments, error, at } = message;
  const speaker = byBot ? t.bot : outbound ? t.shop : t.customer;
  const detail = [
    at === null ? null : formats.time(at),
    attachments === 0 ? null : t.attachments(attachments),
    error === null ? null : t.undelivered(error),
  ];
  return {
    title: `${speaker}: ${said ?? t.attachments(attachments)}`,
    detail: detail.filter(Boolean).join(" · "),
  };
}

function sessionRow(session: Session, { who, common, formats }: Context): Row {
  const { sessionId, createdAt, messages: said } = session;
  const whom = shownIn(session);
  const t = messageListMessages[who.locale];
  const last = said.findLast(({ text: words }) => words !== null);
  const channel = said.find((one) => one.channel !== null)?.channel;
  const detail = [channel, createdAt === null ? null : formats.time(createdAt), t.messages(said.length)];
  return {
    title: last?.text ?? sessionId,
    detail: detail.filter(Boolean).join(" · "),
    buttons: [button(common.show, "messages", { session: sessionId })],
    ...(whom !== null && { customer: whom }),
  };
}

function wayOn(session: Session, { t, who }: CommandContext<unknown, { back: string }>) {
  const customer = customerOf(session);
  return buttons(customer === null ? null : customerButton(customer, who.locale), button(t.back, "messages"));
}

/**
 * Returns the default days. AntCRM requires a time range even for one conversation. The conversation's id contains its
 * start. See src/crm/API.md#get-messages
 */
function usualDays(session: string | undefined, ctx: Context): Days {
  const days = daysFromToday(USUAL_DAYS, ctx);
  const begun = timeOfObjectId(session ?? null);
  const from = begun && new Date(begun.getTime() - DAY_MS);
  return from && from < days.from ? { ...days, from } : days;
}

/** Returns whom a session shows, for the audit and the quota. Texts of an unknown customer count as one person. */
function shownIn(session: Session): string | null {
  const { sessionId, conversationId, messages: said } = session;
  const isSaid = said.some(({ text: words }) => words !== null);
  return customerOf(session) ?? (isSaid ? `conversation:${conversationId ?? sessionId}` : null);
}

/** Returns the customer of a session. It contains only the customer's number, no phone and no e-mail. */
function customerOf(session: Session): string | null {
  return customerReference({ ...session, phones: [], emails: [] });
}
