import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { readablePhone } from "../crm/customer.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { RecordArgumentKind } from "../understanding/grammar.ts";
import type { Args, Command } from "./command.ts";

const whichMessages = defineMessages({
  en: {
    title: (what: string) => `Which ${what}?`,
    ask: (command: string, what: string, records: string) =>
      `“${command}” is for one ${what} at a time: ${records}?`,
    customer: "customer",
    ticket: "ticket",
    deal: "order",
    code: "gift",
    or: " or ",
    id: (number: string) => `customer ${number}`,
    noneTitle: "Cancelled",
    none: "I do this for none of them.",
    allTitle: "One at a time",
    all: "Please pick one first, and ask again for the others.",
  },
  vi: {
    title: (what) => `Bạn chọn ${what} nào?`,
    ask: (command, what, records) => `“${command}” mỗi lần chỉ làm cho một ${what}: ${records}?`,
    customer: "khách",
    ticket: "phiếu",
    deal: "đơn",
    code: "quà",
    or: " hay ",
    id: (number) => `khách ${number}`,
    noneTitle: "Đã huỷ",
    none: "Bot không làm cho ai hay mục nào trong đó.",
    allTitle: "Bot làm từng cái một",
    all: "Bạn chọn một cái trước, rồi nhắn tiếp cho những cái còn lại nhé.",
  },
});

/** A request that names several records of a kind, and whose command takes one. */
export interface Which {
  command: Command;
  args: Args;
  /** The argument that takes the record. */
  argument: string;
  kind: RecordArgumentKind;
  /** As canonical text: `["+84867123456", "+84900000001"]`, `["16001", "16002"]`. */
  records: readonly string[];
}

/** Asks which of the records in a text is meant. A button does for one what the text asked for. */
export function whichCard({ command, args, argument, kind, records }: Which, locale: Locale): Card {
  const t = whichMessages[locale];
  const nameOf = (record: string) => {
    if (kind === "customer") return customerName(record, locale);
    return kind === "code" ? record : `#${record}`;
  };
  const choices = records.map((record) =>
    button(nameOf(record), command.name, { ...args, [argument]: record }),
  );
  const asked = t.ask(command.title(locale), t[kind], records.map(nameOf).join(t.or));
  return { ...card(t.title(t[kind]), text(asked), buttons(...choices)), chooses: true };
}

/** Answers "thôi" and "cả hai" to the question which one is meant. After "all" it stays open. */
export function choiceCard(said: "none" | "all", locale: Locale): Card {
  const t = whichMessages[locale];
  if (said === "all") return card(t.allTitle, text(t.all));
  return { ...card(t.noneTitle, text(t.none)), chooses: false };
}

function customerName(customer: string, locale: Locale): string {
  if (customer.startsWith("+")) return readablePhone(customer);
  if (customer.startsWith("name:")) return customer.slice("name:".length);
  const number = /^(?:id|customer|lead):(\d+)$/.exec(customer)?.[1];
  return number === undefined ? customer : whichMessages[locale].id(number);
}
