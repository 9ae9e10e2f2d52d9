import { fold } from "../understanding/fold.ts";
import type { Understanding } from "../understanding/grammar.ts";
import { mayBeStopped } from "../understanding/unconfirmed-writes.ts";
import { understandAskedAgain } from "./asked-again.ts";
import { isComplete } from "./command.ts";
import { customerShown } from "./conversation.ts";
import { understandEllipsis } from "./ellipsis.ts";
import { DIGITS } from "./named-customer.ts";
import type { Pointed } from "./pointing.ts";
import {
  type CommandRequest,
  commandRequest,
  type Offer,
  type Request,
  type RequestPorts,
} from "./request-kinds.ts";
import { whichRequest, withSource } from "./source-request.ts";
import type { TypedMessage } from "./typed-message.ts";

/** Returns what the text asks for by itself, with the records that were shown before. */
export function ownRequest(message: TypedMessage, ports: RequestPorts): Request {
  const { call, text, conversation, pointed, understood } = message;
  const { draft } = message.open;
  if (pointed !== null) return { ...pointedRequest(pointed), staysOpen: draft };
  const completed = completedFromShown(message, ports);
  if (completed !== null) return { ...pointedRequest(completed), staysOpen: draft };
  if (understood.kind !== "command") return notUnderstood(understood, text, ports);
  const command = ports.registry.get(understood.command);
  // What is done at once is offered, and not done, where a part of the text was not understood or may say stop.
  const isAtOnce = command.undo !== null && isComplete(command, understood.args);
  if (isAtOnce && (!PARTICLES.test(fold(understood.ignored ?? "")) || mayBeStopped(command.name, text)))
    return { kind: "unknown", nearest: [offer(command.name, text, ports)] };
  // A look-up is for the customer that it names, and never for the one shown before.
  const isOwn = understood.further || command === ports.registry.ofName();
  const shown = isOwn ? null : customerShown(command, understood.args, conversation);
  const args = { ...understood.args, ...shown?.args };
  // A write that is hardly asked for is not completed from the message it replies to.
  const isHalf = understood.isUncertain === true && command.effect === "write";
  const request = isHalf ? commandRequest(command, args) : withSource(call, command, args, ports);
  if (request.kind === "which") return request;
  if (understood.further) return whichRequest(request, understood.further);
  const recalled = shown === null ? [] : [shown.record];
  return {
    ...request,
    recalled,
    ignored: understood.ignored ?? null,
    called: understood.called ?? null,
    staysOpen: draft,
  };
}

/** Completes a text that leaves out the record shown last: "còn mấy điểm?" after a customer. Null for a whole request. */
function completedFromShown(
  { call, text, open: { draft }, conversation, understood }: TypedMessage,
  ports: RequestPorts,
): Pointed | null {
  const isOfForm = draft !== null && (understood.kind !== "command" || understood.command === draft.command);
  // "Khách có số 0770 888" is not the customer shown before, although the number is too short.
  const isOfAnother = isLookUpByDigits(understood, ports) && /\d{3}/.test(text);
  if (isOfForm || isOfAnother || text.startsWith("/") || call.source !== undefined) return null;
  return (
    understandAskedAgain(text, understood, conversation, askingAgain(ports)) ??
    understandEllipsis(text, understood, conversation, pointing(ports))
  );
}

/** Words that say nothing of their own: "báo khi có phiếu gấp thôi", "báo khi khách chấm dưới 3 sao". */
const PARTICLES =
  /^(?:(?:thoi|nua|luon|lien|ngay|nha|nhe|nghen|nhen|hen|di|a|em|e|giup|voi|truoc|khach|cham|co|bi|cho|duoc|dc)(?: |$))*$/u;

/** True for a look-up by a part of a number, which no argument can hold: "0770 888". */
function isLookUpByDigits(understood: Understanding, { registry }: RequestPorts): boolean {
  if (understood.kind !== "command" || understood.command !== registry.ofName()?.name) return false;
  return Object.values(understood.args).every((value) => DIGITS.test(value));
}

/** Returns the request of a text that asks for no command. */
export function notUnderstood(
  understood: Exclude<Understanding, { kind: "command" }>,
  text: string,
  ports: RequestPorts,
): Request {
  if (understood.kind === "nothing") return understood;
  return { kind: "unknown", nearest: understood.nearest.map((name) => offer(name, text, ports)) };
}

export function pointing({ registry, intents, reading }: RequestPorts) {
  const understand = (text: string) => intents.understand(text, reading());
  return { registry, understand, isRequest: intents.isRequest, reading };
}

function askingAgain({ registry, intents, reading }: RequestPorts) {
  const readAll = (command: string, text: string) => intents.readAll(command, text, reading());
  return { registry, readAll };
}

export function asUnderstood({ command, args, ...pointed }: Pointed): Understanding {
  const ignored = pointed.kind === "command" ? pointed.ignored : null;
  return {
    kind: "command",
    command: command.name,
    args: { ...args },
    ...(ignored === null ? {} : { ignored }),
  };
}

export function pointedRequest({ command, args, ...pointed }: Pointed): CommandRequest {
  const request = commandRequest(command, args);
  if (pointed.kind === "command") {
    return { ...request, recalled: pointed.recalled, ignored: pointed.ignored };
  }
  return { ...request, unclear: { argument: pointed.argument, said: pointed.said } };
}

/** Only words with capitals: "Trần Thị Bình". */
const NAME = /^\s*\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]*)*\s*$/u;

/** Offers a command with the arguments read for it. Texts that are only a guess (a title, most names) are left out. */
function offer(name: string, text: string, ports: RequestPorts): Offer {
  const command = ports.registry.get(name);
  const read = ports.intents.readArguments(name, text, ports.reading());
  const sure = command.arguments.flatMap(({ name: key, kind }) => {
    const value = read[key];
    const isGuess = kind === "line" || kind === "lines" || (value?.startsWith("name:") && !NAME.test(text));
    return value === undefined || isGuess ? [] : [[key, value] as const];
  });
  return { command, args: Object.fromEntries(sure) };
}
