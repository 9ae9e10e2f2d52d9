import * as z from "zod";
import type { Action, Card, RecordKind, Row, ShownRecord } from "../cards/card.ts";
import { readablePhone } from "../crm/customer.ts";
import type { Args, Command } from "./command.ts";

const KINDS = [
  "customer",
  "ticket",
  "deal",
  "product",
  "campaign",
  "gift",
  "digest",
  "alert",
] as const satisfies readonly RecordKind[];

/** A record as the store keeps it. */
export const ShownRecordShape = z.object({ kind: z.enum(KINDS), reference: z.string(), name: z.string() });
export const Opened = z.object({ command: z.string(), args: z.record(z.string(), z.string()) });
export type Opened = z.infer<typeof Opened>;
/** One of several to choose from, with the words on it: `"Đặng Thị Lan 0821 485 646 · Đang chăm sóc"`. */
export const Choice = z.object({ words: z.string(), does: Opened });
export type Choice = z.infer<typeof Choice>;
/** A row keeps its place in the list, even if it names no record. */
export const ListRow = z.object({ record: ShownRecordShape.nullable(), open: Opened.nullable() });
export type ListRow = z.infer<typeof ListRow>;

/** Nobody counts further than this in a chat. */
const ROWS_MAX = 20;

/**
 * Returns what the card is about: its own records, those that it names because the person meant them, and the customer
 * that the call found, if it is one.
 */
export function recordsOn(
  { about = [] }: Card,
  recalled: readonly ShownRecord[],
  found: readonly ShownRecord[],
): ShownRecord[] {
  const customers = new Map(found.map((one) => [one.reference, one]));
  const only = customers.size === 1 ? [...customers.values()] : [];
  const [main = [], ...others] = [about, recalled, only];
  return others.reduce<ShownRecord[]>(
    (all, more) => all.concat(more.filter(({ kind }) => all.every((one) => one.kind !== kind))),
    [...main],
  );
}

/** Returns the records that arguments name by a number or an address. A person's name may be that of several. */
export function recordsIn(command: Command, args: Args): ShownRecord[] {
  return command.arguments.flatMap(({ name, kind }): ShownRecord[] => {
    const reference = args[name];
    if (reference === undefined || !/\d|@/.test(reference) || reference.startsWith("name:")) return [];
    if (kind === "ticket" || kind === "deal") return [{ kind, reference, name: `#${reference}` }];
    const own = KINDS.find((one) => name === argumentName(one) && BY_NUMBER[one]?.includes(command.name));
    if (own !== undefined) return [{ kind: own, reference, name: `#${reference}` }];
    if (kind !== "customer") return [];
    return [{ kind, reference, name: /^[+0]/.test(reference) ? readablePhone(reference) : "" }];
  });
}

/** Returns the card's lists in which a row names a record. */
export function listsOn({ blocks }: Card): ListRow[][] {
  return blocks
    .flatMap((block) => (block.kind === "list" ? [block.rows.slice(0, ROWS_MAX).map(listRow)] : []))
    .filter((rows) => rows.some(({ record }) => record !== null));
}

/** Returns what a card offers to choose from: its rows, else its buttons. Empty for a card that asks nothing like that. */
export function choicesOn({ chooses, blocks }: Card): Choice[] {
  if (!chooses) return [];
  const rows = blocks.flatMap((block) => (block.kind === "list" ? block.rows : []));
  const shown = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return rows.length > 0
    ? rows.flatMap(({ title, detail = "", buttons = [] }) =>
        buttons.slice(0, 1).map(({ action }) => choice(`${title} ${detail}`, action)),
      )
    : shown.map(({ label, action }) => choice(label, action));
}

/** Returns what the card's button for the next page does, behind the page that is shown; null on the last page. */
export function nextPageOn({ blocks }: Card, page: number): Opened | null {
  const shown = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  const next = shown.find(({ inPlace, action }) => inPlace && Number(action.args.page) > page);
  return next === undefined ? null : { command: next.action.command, args: { ...next.action.args } };
}

/** Returns the draft of the card's button that writes in spite of an earlier write; null without one. */
export function goOnOn({ blocks }: Card): string | null {
  const shown = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return shown.find(({ action }) => action.command === GO_ON)?.action.args.draft ?? null;
}

function choice(words: string, { command, args }: Action): Choice {
  return { words, does: { command, args: { ...args } } };
}

/** The button that asks for a write in spite of an earlier one. */
export const GO_ON = ":anyway";

/** The commands whose number is that of a digest, or of an alert. */
export const BY_NUMBER: Partial<Record<RecordKind, readonly string[]>> = {
  digest: ["digestchange", "digestnow"],
  alert: ["alertchange"],
};

/** Kinds of the bot's own records. A button of their rows changes one, and none opens it. */
const OWN = new Set(Object.keys(BY_NUMBER)) as ReadonlySet<RecordKind>;

/** Returns the record of a row, which its first button names and opens. */
function listRow({ title, about, buttons = [] }: Row): ListRow {
  const isOwn = about !== undefined && OWN.has(about.kind);
  const open = isOwn ? undefined : buttons[0]?.action;
  const record = about ?? (open === undefined ? null : recordOf(open, title));
  const opened = open === undefined ? null : { command: open.command, args: { ...open.args } };
  return { record, open: opened };
}

function recordOf({ args }: Action, name: string): ShownRecord | null {
  const kind = KINDS.find((one) => !OWN.has(one) && args[argumentName(one)] !== undefined);
  return kind === undefined ? null : { kind, reference: args[argumentName(kind)] ?? "", name };
}

/** Returns the name of the arguments that take a record of this kind. */
export function argumentName(kind: RecordKind): string {
  if (OWN.has(kind)) return "number";
  return kind === "gift" ? "code" : kind;
}
