import { z } from "zod";
import type { Action, Card, RecordKind, Row, ShownRecord } from "../cards/card.ts";
import { toAppError } from "../errors.ts";
import type { Reference } from "../understanding/references.ts";
import { type Call, placeKey } from "./call.ts";
import type { Context } from "./context.ts";

const KINDS = [
  "customer",
  "ticket",
  "deal",
  "product",
  "campaign",
  "gift",
] as const satisfies readonly RecordKind[];

/** A record as the store keeps it. */
export const ShownRecordShape = z.object({ kind: z.enum(KINDS), reference: z.string(), name: z.string() });
const Opened = z.object({ command: z.string(), args: z.record(z.string(), z.string()) });
/** A row keeps its place in the list, even if it names no record. */
const ListRow = z.object({ record: ShownRecordShape.nullable(), open: Opened.nullable() });

/** What was last shown to a person in a place. */
const Conversation = z.object({
  /** The record of each kind that was shown last, the newest first; `at` is the time in milliseconds. */
  records: z.array(z.object({ ...ShownRecordShape.shape, at: z.number() })),
  /** The lists of the card that was shown last with any. */
  lists: z.array(z.array(ListRow)),
  /** When the list was shown, in milliseconds. */
  listedAt: z.number(),
  /** True if nothing was shown after the list. */
  isListLast: z.boolean(),
});

export type Conversation = z.infer<typeof Conversation>;
type ListRow = z.infer<typeof ListRow>;

/** A conversation as it is stored. */
export interface ConversationRow {
  /** The pseudonym of the person and the place. */
  id: string;
  /** JSON; sealed on disk. */
  content: string;
  until: Date;
}

export interface ConversationRepository {
  /** Stores or replaces it. */
  save(row: ConversationRow): Promise<void>;
  /** Finds a row even after its time, until it is swept: check `until`. Does not find a row changed outside the bot. */
  find(id: string): Promise<ConversationRow | null>;
}

/** A record that was shown longer ago is not meant any more. */
const KEPT_MS = 30 * 60_000;
/** Nobody counts further than this in a chat. */
const ROWS_MAX = 20;
const NOTHING: Conversation = { records: [], lists: [], listedAt: 0, isListLast: false };

export type Conversations = ReturnType<typeof createConversations>;

/** Remembers for each person and place what was shown there, so that "this customer" has a meaning. */
export function createConversations(
  rows: ConversationRepository,
  { now, pseudonym }: { now: () => Date; pseudonym: (clear: string) => string },
) {
  const idOf = ({ person, place }: Pick<Call, "person" | "place">) =>
    pseudonym(`conversation ${person} ${placeKey(place)}`);

  async function recall(call: Pick<Call, "person" | "place">): Promise<Conversation> {
    const row = await rows.find(idOf(call));
    const since = now().getTime() - KEPT_MS;
    if (row === null || row.until <= now()) return NOTHING;
    // Another version of the bot may have written it.
    const { data: kept } = Conversation.safeParse(JSON.parse(row.content));
    if (kept === undefined) return NOTHING;
    const isListKept = kept.listedAt > since;
    return {
      ...kept,
      records: kept.records.filter(({ at }) => at > since),
      ...(isListKept ? {} : { lists: [], isListLast: false }),
    };
  }

  return {
    recall,

    /** Remembers the records on a card that its person is about to see. A failure of the store changes nothing. */
    async remember(shown: Card, { call, found }: Pick<Context, "call" | "found">): Promise<void> {
      const records = recordsOn(shown, found);
      const listed = listsOn(shown);
      if (records.length === 0 && listed.length === 0) return;
      const at = now().getTime();
      try {
        const next = after(await recall(call), records, listed, at);
        const until = new Date(at + KEPT_MS);
        await rows.save({ id: idOf(call), content: JSON.stringify(next), until });
      } catch (thrown) {
        // The answer itself does not depend on it: the bot asks whom, should the next message say "this customer".
        if (toAppError(thrown).fault !== "storage") throw thrown;
      }
    },
  };
}

/** Returns what the card is about: its own records, and the customer that the call found, if it is one. */
function recordsOn({ about = [] }: Card, found: readonly ShownRecord[]): ShownRecord[] {
  const customers = new Map(found.map((one) => [one.reference, one]));
  const [only] = customers.size === 1 ? customers.values() : [];
  const isNamed = about.some(({ kind }) => kind === "customer");
  return only === undefined || isNamed ? [...about] : [...about, only];
}

/** Returns the card's lists in which a row names a record. */
function listsOn({ blocks }: Card): ListRow[][] {
  return blocks
    .flatMap((block) => (block.kind === "list" ? [block.rows.slice(0, ROWS_MAX).map(listRow)] : []))
    .filter((rows) => rows.some(({ record }) => record !== null));
}

/** Returns the record of a row, which its first button names and opens. */
function listRow({ title, about, buttons = [] }: Row): ListRow {
  const open = buttons[0]?.action;
  const record = about ?? (open === undefined ? null : recordOf(open, title));
  const opened = open === undefined ? null : { command: open.command, args: { ...open.args } };
  return { record, open: opened };
}

function recordOf({ args }: Action, name: string): ShownRecord | null {
  const kind = KINDS.find((one) => args[argumentName(one)] !== undefined);
  return kind === undefined ? null : { kind, reference: args[argumentName(kind)] ?? "", name };
}

/** Returns the conversation after these records and rows were shown. */
function after(
  before: Conversation,
  records: readonly ShownRecord[],
  lists: ListRow[][],
  at: number,
): Conversation {
  const listed = lists.flat().flatMap(({ record }) => record ?? []);
  const fresh = [...records, ...onlyOnes(records, listed)];
  // After several customers were listed, "this customer" is none of them, and not the one before them either.
  const replaced = new Set([...fresh, ...listed].map(({ kind }) => kind));
  const list =
    lists.length === 0
      ? { lists: before.lists, listedAt: before.listedAt, isListLast: false }
      : { lists, listedAt: at, isListLast: true };
  return {
    records: [
      ...fresh.map((one) => ({ ...one, at })),
      ...before.records.filter(({ kind }) => !replaced.has(kind)),
    ],
    ...list,
  };
}

/** Returns the listed records that are the only ones of their kind: a customer's only ticket. */
function onlyOnes(records: readonly ShownRecord[], listed: readonly ShownRecord[]): ShownRecord[] {
  const ofKind = (all: readonly ShownRecord[], kind: RecordKind) =>
    all.filter((one) => one.kind === kind).length;
  return listed.filter(({ kind }) => ofKind(records, kind) === 0 && ofKind(listed, kind) === 1);
}

/** Returns the name of the arguments that take a record of this kind. */
export function argumentName(kind: RecordKind): string {
  return kind === "gift" ? "code" : kind;
}

/** A record that words stand for, and what opens it. */
export interface Meant {
  record: ShownRecord;
  /** What the row's own button does; null for a record that is no row. */
  open: ListRow["open"];
  /** The words say which row of a list. */
  isRow: boolean;
}

/** Returns the record that the words stand for, or null. */
export function meantBy({ kind, which }: Reference, conversation: Conversation): Meant | null {
  if (which === "last") {
    const record = conversation.records.find((one) => kind === null || one.kind === kind);
    return record === undefined ? null : { record, open: null, isRow: false };
  }
  const isMeant = ({ record }: ListRow) => record !== null && (kind === null || record.kind === kind);
  const rows = conversation.lists.find((list) => list.some(isMeant)) ?? [];
  const row = which === "end" ? rows.at(-1) : rows[which.row - 1];
  if (row == null || row.record === null || !isMeant(row)) return null;
  return { record: row.record, open: row.open, isRow: true };
}
