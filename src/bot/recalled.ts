import { type Card, context, type RecordKind, type ShownRecord } from "../cards/card.ts";
import { commonMessages } from "../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Args } from "./command.ts";
import type { Context } from "./context.ts";
import { argumentFor } from "./pointing.ts";
import type { CommandRequest } from "./request-kinds.ts";

/** What a record that was shown before is called on the answer. */
const shownBefore = defineMessages<Record<RecordKind, string>>({
  en: {
    customer: "the customer shown before",
    ticket: "the ticket shown before",
    deal: "the order shown before",
    product: "the product shown before",
    campaign: "the campaign shown before",
    gift: "the gift shown before",
    digest: "the digest shown before",
    alert: "the alert shown before",
  },
  vi: {
    customer: "khách vừa xem",
    ticket: "phiếu vừa xem",
    deal: "đơn vừa xem",
    product: "sản phẩm vừa xem",
    campaign: "chiến dịch vừa xem",
    gift: "quà vừa xem",
    digest: "báo cáo vừa xem",
    alert: "cảnh báo vừa xem",
  },
});

/** Asks for a record whose words mean nothing here, by the kind of its argument. */
const unclearMessages = defineMessages({
  en: {
    customer: (said: string) => `I am not sure who “${said}” is: please send a phone number.`,
    ticket: (said: string) => `I am not sure which ticket “${said}” is: please send its number.`,
    deal: (said: string) => `I am not sure which order “${said}” is: please send its number.`,
    other: (said: string) => `I am not sure what “${said}” is: please name it.`,
  },
  vi: {
    customer: (said) => `Bot chưa rõ “${said}” là ai, bạn gửi số điện thoại giúp nhé.`,
    ticket: (said) => `Bot chưa rõ “${said}” là phiếu nào, bạn gửi số phiếu giúp nhé.`,
    deal: (said) => `Bot chưa rõ “${said}” là đơn nào, bạn gửi số đơn giúp nhé.`,
    other: (said) => `Bot chưa rõ “${said}” là gì, bạn nói rõ tên giúp nhé.`,
  },
});

/** Names the records that the person meant and did not name: "Trần Thị Bình · khách vừa xem". */
export function withRecalled(
  shown: Card,
  { command, args, recalled }: CommandRequest,
  { who }: Context,
): Card {
  const { locale } = who;
  const meant = recalled.filter(
    (record) => record.name !== shown.title && isAmong(record, args, argumentFor(command, record.kind)?.name),
  );
  if (meant.length === 0) return shown;
  const notes = meant.map(({ kind, name }) =>
    context(`${name || commonMessages[locale].unnamed} · ${shownBefore[locale][kind]}`),
  );
  const customers = meant.filter(({ kind, name }) => kind === "customer" && name !== "");
  const names = [...(shown.names ?? []), ...customers.map(({ name }) => name)];
  return { ...shown, blocks: [...notes, ...shown.blocks], ...(names.length > 0 && { names }) };
}

function isAmong({ reference }: ShownRecord, args: Args, argument: string | undefined): boolean {
  return argument !== undefined && args[argument] === reference;
}

/** Returns what to say at the question for a record that the text means and nobody was shown; empty without one. */
export function unclearIn({ command, unclear }: CommandRequest, locale: Locale): Args {
  if (unclear === null) return {};
  const t = unclearMessages[locale];
  const kind = command.asked.find(({ name }) => name === unclear.argument)?.kind;
  const say = kind === "customer" || kind === "ticket" || kind === "deal" ? t[kind] : t.other;
  return { [unclear.argument]: say(unclear.said) };
}
