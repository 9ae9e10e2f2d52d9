import * as z from "zod";
import type { Card, RecordKind, ShownRecord } from "../cards/card.ts";
import { toAppError } from "../errors.ts";
import { fold } from "../understanding/fold.ts";
import type { Reference } from "../understanding/references.ts";
import { type Call, placeKey } from "./call.ts";
import { type Args, type Command, customerArgument } from "./command.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./forms/draft.ts";
import {
  Choice,
  choicesOn,
  goOnOn,
  ListRow,
  listsOn,
  nextPageOn,
  Opened,
  recordsIn,
  recordsOn,
  ShownRecordShape,
} from "./shown-records.ts";

/** What was last shown to a person in a place, and what for. */
const Conversation = z.object({
  /** The record of each kind that was shown last, the newest first; `at` is the time in milliseconds. */
  records: z.array(z.object({ ...ShownRecordShape.shape, at: z.number() })),
  /** The lists of the card that was shown last with any, and before them the last of each other kind. */
  lists: z.array(z.object({ rows: z.array(ListRow), at: z.number() })),
  /** True if nothing was shown after the list. */
  isListLast: z.boolean(),
  /** What the last card offers to choose from. */
  choices: z.array(z.object({ ...Choice.shape, at: z.number() })).default([]),
  /** What shows the next page of the last card's list; null on its last page. */
  next: z
    .object({ ...Opened.shape, at: z.number() })
    .nullable()
    .default(null),
  /** The draft of the button that was shown last to write in spite of an earlier write; null if none was. */
  goOn: z.object({ draft: z.string(), at: z.number() }).nullable().default(null),
  /** The reading command that was answered last, so that "còn hôm qua?" has a meaning. */
  asked: z.object({ ...Opened.shape, at: z.number() }).nullable(),
  /** When a card was last shown that asks for no confirmation, in milliseconds; 0 if none was. */
  answeredAt: z.number(),
});

export type Conversation = z.infer<typeof Conversation>;

/** A conversation as it is stored. */
export interface ConversationRow {
  /** The pseudonym of the person and the place; of an event for what `createKeptRequests` stores. */
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

/** The request that a card answers. */
interface AnsweredRequest {
  command: Command;
  args: Args;
  /** The records that the person meant without naming them; the card names them. */
  recalled: readonly ShownRecord[];
}

/** A record that was shown longer ago is not meant any more. */
const KEPT_MS = 30 * 60_000;
/**
 * The time until which a row is stored is rounded up, so that most answers leave this indexed column as it is. Postgres
 * then updates the row in place (https://www.postgresql.org/docs/current/storage-hot.html). Otherwise each answer leaves
 * a dead index entry, and while a backup runs every read of the row steps over all of them.
 */
const UNTIL_STEP_MS = 5 * 60_000;
/** So many lists of different kinds are kept. */
const LISTS_MAX = 4;
const NOTHING: Conversation = {
  ...{
    records: [],
    lists: [],
    isListLast: false,
    choices: [],
    next: null,
    goOn: null,
    asked: null,
    answeredAt: 0,
  },
};

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
    const isKept = ({ at }: { at: number }) => at > since;
    const lists = kept.lists.filter(isKept);
    return {
      records: kept.records.filter(isKept),
      lists,
      isListLast: kept.isListLast && lists.length > 0,
      choices: kept.choices.filter(isKept),
      next: kept.next !== null && isKept(kept.next) ? kept.next : null,
      goOn: kept.goOn !== null && isKept(kept.goOn) ? kept.goOn : null,
      asked: kept.asked !== null && isKept(kept.asked) ? kept.asked : null,
      answeredAt: kept.answeredAt,
    };
  }

  return {
    recall,

    /**
     * Remembers the records on a card that its person is about to see, and the reading command that it answers. A failure
     * of the store changes nothing.
     */
    async remember(
      shown: Card,
      request: AnsweredRequest | null,
      { call, found }: Pick<Context, "call" | "found">,
    ): Promise<void> {
      const listed = listsOn(shown);
      const records = recordsOn(shown, request?.recalled ?? [], found);
      const asked = askedBy(request);
      const choices = choicesOn(shown);
      const page = nextPageOn(shown, Number(request?.args.page ?? 1));
      const goOn = goOnOn(shown);
      const showsNothing = goOn === null && [records, listed, choices].every(({ length }) => length === 0);
      if (request === null && showsNothing && shown.chooses !== false) return;
      const at = now().getTime();
      try {
        const before = withoutSought(await recall(call), request, [...records, ...listed.flat()]);
        const next = {
          ...(records.length === 0 && listed.length === 0 ? before : after(before, records, listed, at)),
          choices: choices.map((one) => ({ ...one, at })),
          next: page === null ? null : { ...page, at },
          goOn: goOn === null ? before.goOn : { draft: goOn, at },
          asked: asked === null ? before.asked : { ...asked, at },
          answeredAt: shown.asks === undefined ? at : before.answeredAt,
        };
        const until = new Date(Math.ceil((at + KEPT_MS) / UNTIL_STEP_MS) * UNTIL_STEP_MS);
        await rows.save({ id: idOf(call), content: JSON.stringify(next), until });
      } catch (thrown) {
        // The answer itself does not depend on it: the bot asks whom, should the next message say "this customer".
        if (toAppError(thrown).fault !== "storage") throw thrown;
      }
    },
  };
}

/** Drops the record before it, if a search by name found none: "khách này" is then nobody. */
function withoutSought(
  before: Conversation,
  request: AnsweredRequest | null,
  shown: readonly (ShownRecord | ListRow)[],
): Conversation {
  const kindOf = (one: ShownRecord | ListRow) => ("kind" in one ? one.kind : one.record?.kind);
  const sought = (request?.command.arguments ?? []).flatMap(({ name, kind }) => {
    const value = request?.args[name];
    const isSought = kind === "product" || (kind === "customer" && value?.startsWith("name:"));
    return isSought && value !== undefined ? [kind] : [];
  });
  const lost = sought.filter((kind) => shown.every((one) => kindOf(one) !== kind));
  return { ...before, records: before.records.filter(({ kind }) => !lost.some((one) => one === kind)) };
}

/** Returns the command that a request has answered by reading; null for all others. */
function askedBy(request: AnsweredRequest | null): z.infer<typeof Opened> | null {
  if (request === null || request.command.hidden || request.command.effect === "write") return null;
  return { command: request.command.name, args: { ...request.args } };
}

/** The command that looks for a customer: of several with a name, another one may be meant. */
const FINDS = "customer";

/** Returns the customer that was shown last if a command names them: "chị Bình" after Trần Thị Bình. */
export function customerShown(
  command: Command,
  args: Args,
  { records }: Conversation,
): { record: ShownRecord; args: Args } | null {
  const record = records.find(({ kind }) => kind === "customer");
  const argument = customerArgument(command);
  const said = argument === undefined ? undefined : /^name:(.+)$/su.exec(args[argument] ?? "")?.[1];
  if (command.name === FINDS || record === undefined || argument === undefined || said === undefined)
    return null;
  const isMeant = isPartOf(said, record.name) && hasGivenName(said, record.name);
  return isMeant ? { record, args: { [argument]: record.reference } } : null;
}

/** True if the last word is that of the name: "Vũ An" is another one than Vũ An Bình. A note in brackets is no name. */
function hasGivenName(said: string, name: string): boolean {
  const last = (text: string) =>
    fold(
      text
        .replace(/\([^()]*\)/g, " ")
        .trim()
        .split(/\s+/)
        .at(-1) ?? "",
    );
  return last(said) === last(name);
}

/** True if each word is one of the name's, also typed without accents. */
export function isPartOf(said: string, name: string): boolean {
  const words = name.toLowerCase().normalize("NFC").split(/\s+/);
  const all = new Set([...words, ...words.map(fold)]);
  return said
    .toLowerCase()
    .normalize("NFC")
    .split(/\s+/)
    .every((word) => all.has(word));
}

/** True if the card shown last was about a record of this kind. */
export function isLastShown(kind: RecordKind, { records }: Pick<Conversation, "records">): boolean {
  const newest = Math.max(...records.map(({ at }) => at));
  return records.some((one) => one.kind === kind && one.at === newest);
}

/** Returns the conversation in an open form: its own records are those that the words mean first. */
export function inForm(before: Conversation, command: Command, { args, askedAt }: Draft): Conversation {
  const own = recordsIn(command, args).map((one) => ({ ...one, at: askedAt.getTime() }));
  const others = before.records.filter(({ kind }) => own.every((one) => one.kind !== kind));
  return { ...before, records: [...own, ...others] };
}

/** Returns the conversation after these records and rows were shown. */
function after(
  before: Conversation,
  records: readonly ShownRecord[],
  lists: ListRow[][],
  at: number,
): Pick<Conversation, "records" | "lists" | "isListLast"> {
  const listed = lists.flat().flatMap(({ record }) => record ?? []);
  const fresh = [...records, ...onlyOnes(records, listed)];
  // After several customers were listed, "this customer" is none of them, and not the one before them either.
  const replaced = new Set([...fresh, ...listed].map(({ kind }) => kind));
  const others = before.lists.filter(({ rows }) => !lists.some((shown) => kindIn(shown) === kindIn(rows)));
  return {
    records: [
      ...fresh.map((one) => ({ ...one, at })),
      ...before.records.filter(({ kind }) => !replaced.has(kind)),
    ],
    lists: [...lists.map((rows) => ({ rows, at })), ...others].slice(0, LISTS_MAX),
    isListLast: lists.length > 0,
  };
}

/** Returns the kind of the records in a list. */
function kindIn(rows: readonly ListRow[]): RecordKind | undefined {
  return rows.flatMap(({ record }) => record ?? [])[0]?.kind;
}

/** Returns the listed records that are the only ones of their kind: a customer's only ticket. */
function onlyOnes(records: readonly ShownRecord[], listed: readonly ShownRecord[]): ShownRecord[] {
  const ofKind = (all: readonly ShownRecord[], kind: RecordKind) =>
    all.filter((one) => one.kind === kind).length;
  return listed.filter(({ kind }) => ofKind(records, kind) === 0 && ofKind(listed, kind) === 1);
}

/** A record that words stand for, and what opens it. */
export interface Meant {
  record: ShownRecord;
  /** What the row's own button does; null for a record that is no row. */
  open: ListRow["open"];
  /** The words say which row of a list. */
  isRow: boolean;
}

const WOMAN = /^(?:chi|c|co|ba|di|her|she)(?: |$)/;
const MAN = /^(?:anh|a|ong|chu|him|he|his)(?: |$)/;

/** True for "chị ấy" about a man. Only the middle names Văn and Thị say it: "Nguyễn Văn An", "Trần Thị Bình". */
function isOtherSex(said: string, { kind, name }: ShownRecord): boolean {
  if (kind !== "customer") return false;
  const middle = fold(name).split(/\s+/).slice(1, -1);
  if (middle.includes("thi")) return MAN.test(fold(said));
  return middle.includes("van") && WOMAN.test(fold(said));
}

/** Returns the record that the words stand for, or null. */
export function meantBy({ kind, which, said }: Reference, conversation: Conversation): Meant | null {
  if (which === "last") {
    const record = conversation.records.find((one) => kind === null || one.kind === kind);
    return record === undefined || isOtherSex(said, record) ? null : { record, open: null, isRow: false };
  }
  const isMeant = ({ record }: ListRow) => record !== null && (kind === null || record.kind === kind);
  const { rows = [] } = conversation.lists.find((list) => list.rows.some(isMeant)) ?? {};
  const row = which === "end" ? rows.at(-1) : rows[which.row - 1];
  if (row == null || row.record === null || !isMeant(row)) return null;
  return { record: row.record, open: row.open, isRow: true };
}
