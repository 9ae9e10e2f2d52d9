import * as z from "zod";
import { type Button, button, type Card, card, text } from "../cards/card.ts";
import { AppError } from "../errors.ts";
import { commonMessages } from "../i18n/common-messages.ts";
import { defineMessages } from "../i18n/messages.ts";
import type { Context } from "./context.ts";

const undoMessages = defineMessages({
  en: {
    done: "Undone",
    partly: "Undone in part",
    already: "Nothing to undo any more",
    asBefore: "It is as it was before:",
    late: "It cannot be undone any more",
    lateText: "Undo works for 5 minutes. This is how it stands now:",
    changed: "Not undone",
    changedText: "It was changed again after that, so it stays as it is:",
  },
  vi: {
    done: "Đã hoàn tác",
    partly: "Mới hoàn tác được một phần",
    already: "Không cần hoàn tác nữa",
    asBefore: "Hiện đã giống như trước khi đổi:",
    late: "Không hoàn tác được nữa",
    lateText: "Nút Hoàn tác chỉ dùng được trong 5 phút. Hiện tại là như sau:",
    changed: "Chưa hoàn tác",
    changedText: "Sau đó lại có thay đổi khác nên bot giữ nguyên. Hiện tại là như sau:",
  },
});

/** The button that undoes a change. Its arguments are those of `argsOf`. */
export const UNDO = ":undo";

const UNDO_MS = 5 * 60_000;

/** A change of the bot's own data that a command made at once. */
export interface UndoableChange {
  /** What was changed: `"alert:3"`. */
  subject: string;
  /** The states before and after, as the command's `undo` writes and reads them: `"paused"`. */
  before: string;
  after: string;
  /** What the change left. Every later change leaves something else, such as another time of the last change. */
  version: string;
}

/** How the changes of a command are undone. */
export interface UndoSpec {
  /**
   * Writes `before` back by one conditional update.
   * @returns false if the subject has changed since `version`; nothing is written then
   * @throws AppError `forbidden`
   */
  restore(change: UndoableChange, ctx: Context): Promise<boolean>;
  /** Returns the current state, and describes it: `"Cảnh báo số 3: đang gửi"`. */
  standing(subject: string, ctx: Context): Promise<{ state: string; words: string }>;
}

interface Undoable {
  /** The command that made the changes, and that declares how to undo them. */
  command: string;
  changes: readonly UndoableChange[];
  /** Who sees the outcome: those who have seen the change. */
  audience?: Card["audience"];
}

/**
 * Returns the button *Undo* for the card of a command that has acted at once; null if nothing has changed. The stored
 * button holds the state before, so it works after a restart. Only the person who made the change may press it.
 */
export function undoButton(
  undoable: Undoable,
  { who, clock }: Pick<Context, "who" | "clock">,
): Button | null {
  const changes = undoable.changes.filter(({ before, after }) => before !== after);
  if (changes.length === 0) return null;
  const until = new Date(clock.now().getTime() + UNDO_MS);
  return button(commonMessages[who.locale].undo, UNDO, argsOf({ ...undoable, changes }, until), {
    inPlace: true,
  });
}

function argsOf({ command, changes, audience = "private" }: Undoable, until: Date): Record<string, string> {
  return { command, changes: JSON.stringify(changes), audience, until: until.toISOString() };
}

const ArgsShape = z.object({
  changes: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(
      z.array(z.object({ subject: z.string(), before: z.string(), after: z.string(), version: z.string() })),
    ),
  audience: z.enum(["private", "shared"]),
  until: z.coerce.date(),
});

/** What became of one change. `already`: the subject is as it was before. */
type Result = "done" | "already" | "late" | "changed";

/**
 * Undoes the changes that the button names, each only if its subject is still as the change left it.
 * @param spec  null if this version of the command has no undo
 */
export async function undo(
  spec: UndoSpec | null,
  args: Readonly<Record<string, string>>,
  ctx: Context,
): Promise<Card> {
  if (spec === null) throw new AppError("expired", "this change cannot be undone any more");
  const { changes, audience, until } = ArgsShape.parse(args);
  const isLate = ctx.clock.now() > until;
  const results: { result: Result; words: string }[] = [];
  for (const change of changes) results.push(await undoOne(change, isLate, spec, ctx));
  const outcomes = changes.map(({ subject }, index) => `${subject}: ${results[index]?.result}`);
  ctx.recordAccess(null, `undo ${outcomes.join(", ")}`);
  return { ...outcomeCard(results, ctx), audience };
}

async function undoOne(change: UndoableChange, isLate: boolean, spec: UndoSpec, ctx: Context) {
  const isDone = !isLate && (await spec.restore(change, ctx));
  const { state, words } = await spec.standing(change.subject, ctx);
  if (isDone) return { result: "done" as const, words };
  if (state === change.before) return { result: "already" as const, words };
  return { result: isLate ? ("late" as const) : ("changed" as const), words };
}

function outcomeCard(results: readonly { result: Result; words: string }[], { who }: Context): Card {
  const t = undoMessages[who.locale];
  const wordsOf = (...wanted: Result[]) =>
    results.filter(({ result }) => wanted.includes(result)).map(({ words }) => words);
  const [undone, already, late, changed] = [
    wordsOf("done"),
    wordsOf("already"),
    wordsOf("late"),
    wordsOf("changed"),
  ];
  const said = (sentence: string, words: readonly string[]) =>
    words.length === 0 ? null : text([sentence, ...words].join("\n"));
  const isAsBefore = late.length + changed.length === 0;
  const title = () => {
    if (late.length > 0) return t.late;
    if (isAsBefore) return undone.length > 0 ? t.done : t.already;
    return undone.length > 0 ? t.partly : t.changed;
  };
  return {
    ...card(
      title(),
      undone.length === 0 ? null : text(undone.join("\n")),
      said(t.asBefore, already),
      said(t.lateText, late),
      said(t.changedText, changed),
    ),
    tone: isAsBefore ? "good" : "warning",
  };
}
