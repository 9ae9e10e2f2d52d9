import { readAmendment } from "../understanding/amendment.ts";
import {
  assents,
  beforeKeptRest,
  declines,
  isEmojiOnly,
  stops,
} from "../understanding/answers-to-question.ts";
import { type ArgumentKind, TEXTS, type Understanding } from "../understanding/grammar.ts";
import { asksForTime, isTimeAlone, onlyAsksToWait, putsOff } from "../understanding/putting-off.ts";
import { leavesBlank } from "../understanding/says-none.ts";
import { courtesyOf } from "../understanding/word-lists.ts";
import { type Command, customerArgument } from "./command.ts";
import type { Draft } from "./forms/draft.ts";
import { leavesOut } from "./forms/steps.ts";
import { isDenial, type Reply, type ReplyPorts } from "./reply-kinds.ts";
import { sparesOther } from "./spared.ts";

/** Kinds whose answer may be any words: "ok" may be part of it. */
const ANY_WORDS: ReadonlySet<ArgumentKind> = new Set([...TEXTS, "list", "deal-lines"]);

/** Kinds that accept almost any text. Only a text that says nothing but stop is no answer to them. */
const TAKES_ANY: ReadonlySet<ArgumentKind> = new Set([...ANY_WORDS, "customer", "person", "code", "product"]);

/** A longer text is no person's name. */
const NAME_WORDS = 4;

/**
 * Returns what a text says to the question of a form; null if it is an answer, or asks for something else.
 * @param understood what the text asks for as a request of its own
 */
export function readReplyToForm(
  text: string,
  draft: Draft,
  understood: Understanding,
  { registry, reading }: ReplyPorts,
): Reply | null {
  if (namesRightCustomer(text, draft, { registry, reading })) return null;
  const command = registry.get(draft.command);
  const asked = command.asked.find(({ name }) => name === draft.asking);
  const question = { kind: "form", draft } as const;
  const stays: Reply = { kind: "courtesy", said: "assent", question };
  const cancel: Reply = { kind: "cancel", question };
  const denied = beforeKeptRest(text);
  if (denied !== null && stops(denied)) return stays;
  const isStop = stops(text, asked !== undefined && TAKES_ANY.has(asked.kind));
  if ((isStop || isDenial(understood)) && sparesOther(text, draft)) return stays;
  if (asked === undefined) {
    if (isStop) return cancel;
    return assents(text) ? stays : null;
  }
  if (leavesOutAtStart(text, command, draft)) return null;
  // What is required cannot be left empty. The question for it stays.
  if (asked.required && leavesBlank(text)) return stays;
  // "Không" leaves out a value that is not required.
  if (isStop || (asked.required && declines(text))) return cancel;
  if (ANY_WORDS.has(asked.kind)) return isNoText(text, asked.kind) ? stays : null;
  if (isEmojiOnly(text) || assents(text, true)) return stays;
  // "Tomorrow" is the day that is asked for.
  const off = asked.kind === "date" && isTimeAlone(text) ? null : putsOff(text);
  if (off === "later") return cancel;
  if (off === "time") return stays;
  if (understood.kind !== "nothing") return null;
  // Without its accents, "đừng" is the name Dung.
  if (isDenial(understood) && text.trim().split(/\s+/).length > NAME_WORDS) return cancel;
  return understood.act === "thanks" ? { kind: "courtesy", said: "thanks", question } : null;
}

/** True if a text names another customer than the form has: "không phải anh An, chị Bình nha". */
function namesRightCustomer(text: string, draft: Draft, { registry, reading }: ReplyPorts): boolean {
  const whom = customerArgument(registry.get(draft.command));
  const command = registry.grammars.find(({ name }) => name === draft.command);
  if (command === undefined || whom === undefined || draft.args[whom] === undefined) return false;
  const change = readAmendment(text, { command, args: draft.args, context: reading() });
  const isSure = change.kind === "values" && change.isCorrection && !change.isGuess;
  return isSure && change.args[whom] !== undefined;
}

/** True for "k có sđt, email là hoa@shop.vn": the value that is asked for is left out, and the rest is read as another one. */
function leavesOutAtStart(text: string, command: Command, draft: Draft): boolean {
  const [first = ""] = text.split(/[,;]/, 1);
  const behind = text.slice(first.length);
  return behind !== "" && !stops(behind, true) && leavesOut(first, command, draft);
}

/** True for the few texts that are no title and no note, although those may be any words. */
function isNoText(text: string, kind: ArgumentKind): boolean {
  if (isEmojiOnly(text) || courtesyOf(text) === "assent" || asksForTime(text)) return true;
  return kind === "line" && onlyAsksToWait(text);
}
