import type { ShownRecord } from "../cards/card.ts";
import type { Operation } from "../operations/operation.ts";
import type { CustomerSearch } from "../search/customer-search.ts";
import type { Act, ReadingContext } from "../understanding/grammar.ts";
import type { Intents } from "../understanding/understand.ts";
import type { Courtesy } from "../understanding/word-lists.ts";
import type { Actions } from "./actions.ts";
import type { Args, Command } from "./command.ts";
import type { Conversations } from "./conversation.ts";
import type { Draft, Drafts } from "./forms/draft.ts";
import type { OpenQuestion, OpenQuestionsPorts } from "./open-questions.ts";
import type { Registry } from "./registry.ts";
import type { Opened } from "./shown-records.ts";
import type { Which } from "./which.ts";

export interface RequestPorts extends OpenQuestionsPorts {
  registry: Registry;
  intents: Intents;
  drafts: Drafts;
  actions: Actions;
  conversations: Conversations;
  search: CustomerSearch;
  reading(): ReadingContext;
}

/** What a call turned out to ask for. */
export type Request =
  | {
      kind: "command";
      command: Command;
      /** Raw arguments: typed, canonical, or carried by a button. */
      args: Args;
      /** The draft that this request continues. */
      draft: Draft | null;
      /** The argument that this call has answered or skipped. */
      answered: string | null;
      /** The person filled a whole form and sent it. */
      filled: boolean;
      /** The id of the message that the request is about. */
      source: string | null;
      /** The person wants to see the form even if nothing is missing. */
      review: boolean;
      /** Records that the text means and does not name; they were shown before, and the answer names them. */
      recalled: readonly ShownRecord[];
      /** Words that mean a record which was not shown, and the argument to ask for: `"khách đó"`. */
      unclear: { argument: string; said: string } | null;
      /** A part of the text that was not understood; the answer says so. */
      ignored: string | null;
      /** The name beside a customer's number in the text: `"Bình"`. The answer says so if it is not the found one's. */
      called: string | null;
      /** The person agreed to as many calls to AntCRM as it needs. */
      unbounded: boolean;
      /** The id of the open question that this request changes and replaces. */
      replaces: string | null;
      /** A form that stays open beside the answer. */
      staysOpen: Draft | null;
      /** Its words alone do not say this: a choice from a list, an answer to a question, "trang sau". */
      dependsOnOthers: boolean;
    }
  /** One of the framework's own buttons: `":confirm"` with its arguments. */
  | { kind: "control"; name: string; args: Args }
  /** "Never mind": the open question is dropped, if there is one. */
  | { kind: "cancel"; question: OpenQuestion | null }
  /** Thanks, a greeting, an "ok": nothing is asked for, and an open question stays open. */
  | { kind: "courtesy"; said: Courtesy; question: OpenQuestion | null }
  /** A change of an open confirmation that could not be read. */
  | { kind: "unclear-change"; operation: Operation }
  /** "Thôi" to an older confirmation, or "để em hỏi lại khách đã": it stays open, and the answer says so. */
  | { kind: "pending"; wants: "cancel" | "time"; operation: Operation }
  /** A denial, a report, talk between people: nothing is to be done. `act` says which. */
  | { kind: "nothing"; act: Act }
  | { kind: "unknown"; nearest: readonly Offer[] }
  /** Of those that a card offered, the person wants none, or all. */
  | { kind: "choice"; said: "none" | "all" }
  /** The text may be the answer to the form's question or ask for something else: nothing is stored before it is known. */
  | { kind: "doubtful-answer"; draft: Draft; said: string; offers: readonly Offer[] }
  /** Several records are named, and the command takes one. */
  | { kind: "which"; which: Which };

/** A command that the person may have meant, with the arguments that the text surely has for it. */
export interface Offer {
  command: Command;
  args: Args;
}

export type CommandRequest = Extract<Request, { kind: "command" }>;

/** The key in a button's arguments for the message that the request is about. No argument can have this name. */
export const SOURCE = ":source";
/** The key in a button's arguments that says: the person agrees to as many calls to AntCRM as it needs. */
export const UNBOUNDED = ":unbounded";

/** Returns the request of a button, or of a typed answer that stands for one. */
export function buttonRequest({ command, args: all }: Opened, registry: Registry): CommandRequest {
  const { [SOURCE]: source = null, [UNBOUNDED]: unbounded, ...args } = all;
  const request = commandRequest(registry.get(command), args);
  return { ...request, source, unbounded: unbounded !== undefined };
}

/** Returns a request for this command, as if it had been typed. */
export function commandRequest(command: Command, args: Args): CommandRequest {
  const nothing = { draft: null, answered: null, source: null, unclear: null, ignored: null, called: null };
  const usual = { filled: false, review: false, unbounded: false, recalled: [] };
  const alone = { replaces: null, staysOpen: null, dependsOnOthers: false };
  return { kind: "command", command, args, ...usual, ...nothing, ...alone };
}

/** Returns the request as it continues a draft. */
export function ofDraft(request: CommandRequest, draft: Draft): CommandRequest & { draft: Draft } {
  return { ...request, draft, source: draft.source ?? null, recalled: draft.recalled ?? [] };
}
