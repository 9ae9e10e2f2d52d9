import { cutTo } from "../i18n/graphemes.ts";
import type { FurtherRecords } from "../understanding/grammar.ts";
import type { Call } from "./call.ts";
import { type Args, type Command, customerArgument } from "./command.ts";
import {
  type CommandRequest,
  commandRequest,
  type Request,
  type RequestPorts,
  SOURCE,
} from "./request-kinds.ts";
import { LONGEST_TEXT } from "./text-limit.ts";

export type WhichRequest = Extract<Request, { kind: "which" }>;

/** Returns the question which of several records is meant. Its buttons keep the message that the request is about. */
export function whichRequest(
  { command, args, source }: CommandRequest,
  further: FurtherRecords,
): WhichRequest {
  const { argument, kind, values } = further;
  const records = [args[argument] ?? "", ...values];
  const kept = source === null ? args : { ...args, [SOURCE]: source };
  return { kind: "which", which: { command, args: kept, argument, kind, records } };
}

/** Adds arguments from the message that was replied to. Typed arguments take precedence. */
export function withSource(
  call: Call,
  command: Command,
  typed: Args,
  ports: RequestPorts,
): CommandRequest | WhichRequest {
  if (call.source === undefined) return commandRequest(command, typed);
  const given = command.fromSource(call.source);
  const text = cutTo(call.source.text, LONGEST_TEXT);
  const about = customerIn(text, command, ports);
  const request = { ...commandRequest(command, { ...given, ...about, ...typed }), source: call.source.id };
  const further = command.effect === "write" ? ports.intents.furtherIn(command.name, text, about) : null;
  return further === null || typed[further.argument] !== undefined ? request : whichRequest(request, further);
}

/** Returns the customer by a phone number or an e-mail in the message. A name in it is not a good guess. */
export function customerIn(text: string, command: Command, { intents, reading }: RequestPorts): Args {
  const argument = customerArgument(command);
  if (argument === undefined) return {};
  const value = intents.readArguments(command.name, text, reading())[argument];
  return value?.startsWith("+") || value?.includes("@") ? { [argument]: value } : {};
}
