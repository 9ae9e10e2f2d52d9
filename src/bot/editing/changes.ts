import { type Card, card, context, field, fields, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";

const noChangeMessages = defineMessages({
  en: {
    empty: "(empty)",
    nothingTitle: "Nothing to change",
    nothing: "The record holds these values already, so nothing was sent.",
    wholeLists: "Lists (phones, tags …) are sent back whole, as you see them on the right.",
  },
  vi: {
    empty: "(trống)",
    nothingTitle: "Không có gì để sửa",
    nothing: "Bản ghi đã đúng như vậy rồi nên bot không gửi gì.",
    wholeLists: "Danh sách (số điện thoại, nhãn…) được gửi lại nguyên như bên phải mũi tên.",
  },
});

/** One field of a record, as people read it: `{ label: "Tên", before: "An", after: "Nguyễn Văn An" }`. */
export interface Change {
  label: string;
  before: string;
  after: string;
  /** Identifies a person even without phone numbers: hidden where a card is masked. */
  personal?: true;
}

/** `"Tên: An → Nguyễn Văn An"`, a line for each change that people can see. */
export function changesBlock(changes: readonly Change[], locale: Locale) {
  const { empty } = noChangeMessages[locale];
  return fields(
    ...changes
      .filter(({ before, after }) => before !== after)
      .map(({ label, before, after, personal }) => ({
        ...field(label, `${before || empty} → ${after || empty}`),
        ...(personal && { personal }),
      })),
  );
}

/** The note beside changed lists: they are sent whole, because AntCRM may replace them. See src/crm/API.md#updates */
export function wholeListsNote(locale: Locale) {
  return context(noChangeMessages[locale].wholeLists);
}

export function nothingToChangeCard(locale: Locale): Card {
  const t = noChangeMessages[locale];
  return card(t.nothingTitle, text(t.nothing));
}
