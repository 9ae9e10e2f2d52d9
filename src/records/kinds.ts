import { readablePhone } from "../crm/customer.ts";
import type { Priority } from "../crm/tickets.ts";
import { priorityName } from "../i18n/formats.ts";
import type { Kind, Label } from "./record.ts";

/** A text of one line. */
export const line: Kind<string> = {
  typedAs: "line",
  read: (typed) => typed,
  cleared: () => "",
  typed: (value) => value.trim(),
  shown: (value) => value.trim(),
};

/** A text of several lines. */
export const lines: Kind<string> = { ...line, typedAs: "lines" };

/** Money in whole dong. */
export const money: Kind<number> = {
  typedAs: "amount",
  read: Number,
  cleared: () => 0,
  typed: String,
  shown: (value, { formats }) => formats.money(value),
};

/** A phone number. One that AntCRM holds and nobody can read does not fill a form. */
export const phone: Kind<string> = {
  ...line,
  typedAs: "phone",
  typed: (value) => (value.startsWith("+") ? value : ""),
  shown: readablePhone,
  compared: (value) => value?.trim() ?? "",
};

export const priority: Kind<Priority | (string & {})> = {
  ...line,
  typedAs: "priority",
  shown: (value, { who }) => value && priorityName(value, who.locale),
};

/** Is it one of two things? The names are the values that are typed. */
export function yesOrNo<const N extends string>(
  yes: N,
  no: N,
  names: Readonly<Record<N, Label>>,
): Kind<boolean> {
  const nameOf = (value: boolean) => (value ? yes : no);
  return {
    typedAs: "choice",
    values: [yes, no],
    read: (typed) => typed === yes,
    cleared: () => false,
    typed: nameOf,
    shown: (value, { who }) => names[nameOf(value)][who.locale],
  };
}
