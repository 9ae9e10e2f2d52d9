import { parsePhone } from "../../src/crm/phone.ts";
import { parseDealLines } from "../../src/understanding/deal-lines.ts";
import { fold } from "../../src/understanding/fold.ts";
import type { ArgumentGrammar, CommandGrammar, ReadingContext } from "../../src/understanding/grammar.ts";
import { readValue } from "../../src/understanding/value.ts";
import type { Sample } from "./corpus.ts";

/** What a text's label says of one argument of the command. */
interface Label {
  name: string;
  /** The acceptable values. */
  values: readonly string[];
}

type Plain = string | number | boolean;

/** The labels whose names differ from the command's arguments, `null` for those that say nothing about a value. */
const NAMES: Readonly<Record<string, string | null>> = {
  "tickets.customer": "phone",
  "segment.customer": "members",
  "editticket.closing": "closes",
  "editticket.reopening": null,
  "alert.about": null,
  "editcustomer.kind": null,
  // The owner is named by e-mail address only.
  "editcustomer.owner": null,
  "newcustomer.owner": null,
  // A topic of help is chosen, not read.
  "help.topic": null,
};

/** The labels' words for a choice, where they differ from the command's. */
const WORDS: Readonly<Record<string, string>> = {
  "customers.kind lead": "leads",
  "customers.kind customer": "contacts",
  "tasks.due week": "this-week",
  "tasks.priority urgent": "HIGH",
  "tasks.status open": "TO_DO",
  "tasks.status done": "DONE",
  "editticket.closes true": "yes",
};

/** Returns what a sample's labels say about the arguments that the command has. */
export function labelsOf({ args, expected }: Sample, { arguments: all }: CommandGrammar): Label[] {
  const command = expected[0] ?? "";
  return Object.entries(args).flatMap(([label, said]) => {
    const named = NAMES[`${command}.${label}`];
    const values = flatten(said);
    const own = all.some((one) => one.name === label) ? label : named;
    // A colleague is named like a customer; the command tells them apart.
    const name =
      command === "tickets" && label === "assignee" && !values[0]?.includes("@") ? "customer" : own;
    if (named === null || name === undefined || name === null || isReference(values)) return [];
    const argument = all.find((one) => one.name === name);
    if (!argument || (argument.kind === "phone" && !values.every((one) => parsePhone(one)))) return [];
    if (isElsewhere(command, name, values)) return [];
    return [{ name, values: values.map((one) => WORDS[`${command}.${name} ${one}`] ?? one) }];
  });
}

/** True for what the command says with another argument: "đóng" is `closes` and not a status. */
function isElsewhere(command: string, name: string, values: readonly string[]): boolean {
  const [value = ""] = values;
  if (command === "editticket" && name === "status") return /^(?:open|closed)$/i.test(value);
  if (command === "digest" && name === "place") return !/^(?:here|nhom nay|kenh nay|this)/.test(fold(value));
  if (command === "tasks") {
    return /^(?:today|tomorrow|overdue)$/.test(value) || (name === "person" && !value.startsWith("@"));
  }
  return false;
}

function flatten(said: unknown): string[] {
  if (!Array.isArray(said)) return [String(said as Plain)];
  return said.map((one) => (typeof one === "object" ? lineOf(one) : String(one)));
}

function lineOf(said: { quantity?: number; product?: string }): string {
  return `${said.quantity ?? 1} ${said.product ?? ""}`;
}

function isReference(values: readonly string[]): boolean {
  return values.some((value) => value.startsWith("@") && /^@(?:last|\d+|end)$/.test(value));
}

/** True if the value that was read means what the label says. */
export function matches(
  argument: ArgumentGrammar,
  labels: readonly string[],
  read: string,
  context: ReadingContext,
): boolean {
  const [label = ""] = labels;
  switch (argument.kind) {
    case "customer":
      return isCustomer(label, read);
    case "phones":
    case "emails":
    case "list":
      return isSameList(
        labels.flatMap((one) => one.split(/[,;\n]/)),
        read.split("\n"),
      );
    case "deal-lines":
      return isSameOrder(labels, read);
    case "line":
    case "lines":
      return isLine(argument, labels, read, context);
    case "choices":
      return isSameList(labels, read.split("\n"));
    case "code":
    case "product":
      return plain(label) === plain(read);
    case "person":
      return plain(label).replace(/^@/, "") === plain(read).replace(/^name:/, "");
    default: {
      const meant = readValue(argument, label, context);
      return plain(read) === plain(label) || (meant !== null && meant === read);
    }
  }
}

function isLine(argument: ArgumentGrammar, labels: readonly string[], read: string, context: ReadingContext) {
  const label = labels.join(", ");
  if (argument.name === "hours") return hours(label) === hours(read);
  if (argument.choices && readValue(argument, label, context) === read) return true;
  return isSameText(label, read);
}

/** `"21:00-08:00"`, `"21h tới 8h"` → `"21:0 8:0"` */
function hours(text: string): string {
  const times = [...fold(text).matchAll(/(\d{1,2})(?:(?:h|:| gio)(\d{2})?)?/g)];
  return times.length === 0
    ? fold(text)
    : times.map(([, hour, minute]) => `${Number(hour)}:${Number(minute ?? 0)}`).join(" ");
}

const TITLES =
  /^(?:(?:khach(?: hang)?|kh|anh|chi|co|chu|bac|ong|ba|em|be|thay|cau|di|thim|mo|me|ac|o|mr|mrs|ms|sir|miss|a|c|e)\.? )+(?=\S)/;

function isCustomer(label: string, read: string): boolean {
  const phone = parsePhone(label);
  if (phone) return read === phone;
  if (/^\d+$/.test(label)) return read.replace(/^(?:id|customer|lead):/, "") === label;
  if (label.includes("@")) return label.toLowerCase() === read;
  const [meant, found] = [label, read.replace(/^name:/, "")].map((name) => withoutTelex(plain(name)));
  return meant?.replace(TITLES, "") === found?.replace(TITLES, "");
}

function isSameList(labels: readonly string[], read: readonly string[]): boolean {
  const canonical = (one: string) => parsePhone(one) ?? withoutTelex(plain(one.trim()));
  const meant = new Set(labels.map(canonical).filter((one) => one !== ""));
  const found = new Set(read.map(canonical));
  return meant.size === found.size && [...meant].every((one) => found.has(one));
}

function isSameOrder(labels: readonly string[], read: string): boolean {
  const meant = labels.flatMap((label) => label.split(/[,;\n]/)).map((one) => one.trim());
  const lines = parseDealLines(read);
  if (meant.length !== lines.length) return false;
  return meant.every((one, index) => {
    const line = lines[index];
    const [, quantity = "1", product = ""] = /^(?:(\d+) ?(?:x |× )?)?(.*)$/.exec(one) ?? [];
    return line?.quantity === Number(quantity) && isSameText(withoutUnit(product), withoutUnit(line.product));
  });
}

function withoutUnit(product: string): string {
  return plain(product).replace(
    /^(?:cai|chiec|bo|hop|thung|chai|goi|cuon|con|quyen|cay|tui|bao|kg) (?=\S)/,
    "",
  );
}

const FILLERS =
  /(?<!\p{L})(?:nha|nhe|nhen|nghen|hen|a|oi|voi|giup|gium|dum|ho|em|minh|anh|chi|toi|e|c|di|luon|la|bi|khach|roi|the|an?)(?!\p{L})/gu;

/** At least four of five words are the same, fillers aside. */
function isSameText(label: string, read: string): boolean {
  const [meant, found] = [label, read].map((text) => withoutTelex(plain(text)));
  if (meant === found) return true;
  const [a, b] = [meant, found].map(
    (text) => (text ?? "").replace(FILLERS, " ").match(/[\p{L}\p{N}%]+/gu) ?? [],
  );
  if (!a || !b || a.length + b.length === 0) return false;
  const left = [...b];
  const shared = a.filter((word) => {
    const at = left.indexOf(word);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  }).length;
  return (2 * shared) / (a.length + b.length) >= 0.8;
}

function plain(text: string): string {
  return fold(text)
    .replace(/["“”'‘’«»]/g, "")
    .replace(/\s+/g, " ")
    .replace(/^[\s.,:;!?-]+|[\s.,:;!?-]+$/g, "");
}

/** `"thij"` and `"yeens"` in a label or a text that an input method left are `"thi"` and `"yen"`. */
function withoutTelex(text: string): string {
  return text.replace(/[a-z]{2,}/g, (word) =>
    word
      .replace(/dd/g, "d")
      .replace(/([aeo])\1/g, "$1")
      .replace(/([aou])w/g, "$1")
      .replace(/(?<=[aeiouy][a-z]{0,3})[sfrxj]$/, "")
      .replace(/([aeiouy])[sfrxj](?=[a-z])/, "$1"),
  );
}
