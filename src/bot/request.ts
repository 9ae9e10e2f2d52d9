import { stops } from "../understanding/answers-to-question.ts";
import type { FurtherRecords, ReadingContext, Understanding } from "../understanding/grammar.ts";
import { asksToImport } from "../understanding/import-request.ts";
import type { Intents } from "../understanding/understand.ts";
import { courtesyOf } from "../understanding/word-lists.ts";
import type { Actions } from "./actions.ts";
import { understandAskedAgain } from "./asked-again.ts";
import type { Body, Call } from "./call.ts";
import { type Args, type Command, isComplete } from "./command.ts";
import type { Who } from "./context.ts";
import { type Conversations, customerShown, inForm } from "./conversation.ts";
import { understandEllipsis } from "./ellipsis.ts";
import { FileError, looksLikeTable } from "./files.ts";
import { answerAmong, answering, answerMeant, answerTo, asksForRecord, saidAgain } from "./forms/answers.ts";
import type { Drafts } from "./forms/draft.ts";
import { typedStep } from "./forms/form-card.ts";
import { asksAboutShown, asksForOther } from "./forms/other-request.ts";
import { filledArgs, readValue } from "./forms/values.ts";
import {
  type Heard,
  heard,
  newestOf,
  type OpenQuestionsPorts,
  openQuestionsOf,
  understoodBehindHold,
} from "./open-questions.ts";
import { type Pointed, understandPointing } from "./pointing.ts";
import type { Registry } from "./registry.ts";
import {
  type CommandRequest,
  commandRequest,
  type Offer,
  ofDraft,
  type Request,
  SOURCE,
  UNBOUNDED,
} from "./request-kinds.ts";
import { cutTo, LONGEST_TEXT } from "./text-limit.ts";

export interface RequestPorts extends OpenQuestionsPorts {
  registry: Registry;
  intents: Intents;
  drafts: Drafts;
  actions: Actions;
  conversations: Conversations;
  reading(): ReadingContext;
}

/** The command that takes a file. `file` is its `AttachedFile` as JSON, and `said` is the text beside it, if any. */
const IMPORT = "import";

/** Only words with capitals: "Trần Thị Bình". */
const NAME = /^\s*\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]*)*\s*$/u;

/** Returns what a call asks for. A text that cannot be understood is `unknown`, never an error. */
export async function understand(call: Call, who: Who, ports: RequestPorts): Promise<Request> {
  if (call.relayed !== undefined) return understandRelayed(call, ports);
  switch (call.body.kind) {
    case "text":
      return understandText(call, call.body, ports);
    case "command":
      return understandCommand(call, call.body, ports);
    case "file":
      return understandFile(call, call.body, ports);
    case "action": {
      const action = await ports.actions.find(call.body.action, who);
      if (action.command.startsWith(":")) return { kind: "control", name: action.command, args: action.args };
      const { [SOURCE]: source = null, [UNBOUNDED]: unbounded, ...args } = action.args;
      const request = commandRequest(ports.registry.get(action.command), args);
      return { ...request, source, unbounded: unbounded !== undefined };
    }
    case "form": {
      const draft = await ports.drafts.find(call.body.draft, who.person);
      const command = ports.registry.get(draft.command);
      const args = filledArgs(command, draft, call.body.values, who.locale);
      return { ...ofDraft(commandRequest(command, args), draft), filled: true };
    }
  }
}

/**
 * Understands a text that the person did not write. It is no answer, no command and no courtesy; only the customer in
 * it is looked up. A relayed table may be imported: the import first shows what it would do, and asks.
 */
function understandRelayed({ body, source }: Call, ports: RequestPorts): Request {
  if (body.kind === "file" && looksLikeTable(body.file)) {
    return commandRequest(ports.registry.get(IMPORT), { file: JSON.stringify(body.file) });
  }
  if (source === undefined) return { kind: "unknown", nearest: [] };
  const command = ports.registry.get("relayed");
  const about = customerIn(source.text, ports.registry.get("customer"), ports);
  return commandRequest(command, { ...command.fromSource(source), ...about });
}

async function understandText(
  call: Call,
  { text, fresh }: { text: string; fresh?: boolean },
  ports: RequestPorts,
): Promise<Request> {
  const found = await openQuestionsOf(call, ports);
  const open = fresh ? { ...found, draft: null } : found;
  const { draft } = open;
  const step = draft && typedStep(text, ports.registry.get(draft.command), draft);
  if (draft && step)
    return { kind: "control", name: `:${step}`, args: { draft: draft.id, field: draft.asking ?? "" } };
  const isName = ports.registry.isName(text);
  // Almost any text could be a name or a title, so only a command's own name is never an answer.
  const leaves = text.startsWith("/") || isName;
  const recalled = await ports.conversations.recall(call);
  const conversation = draft === null ? recalled : inForm(recalled, ports.registry.get(draft.command), draft);
  const pointed =
    leaves || call.source !== undefined ? null : understandPointing(text, conversation, pointing(ports));
  const understood = pointed === null ? understoodBehindHold(text, ports) : asUnderstood(pointed);
  const said = leaves ? null : heard(text, open, understood, { ...ports, answeredAt: recalled.answeredAt });
  if (said !== null) return said.kind === "change" ? changeRequest(said, ports.registry) : said;
  const courtesy = isName ? null : courtesyOf(text);
  if (courtesy !== null) return { kind: "courtesy", said: courtesy, question: newestOf(open) };
  const isStop =
    understood.kind === "unknown" || (understood.kind === "nothing" && understood.act === "cancel");
  if (isStop && draft === null && stops(text, true)) return { kind: "cancel", question: null };
  const meant = draft === null || leaves ? null : answerMeant(draft, text, conversation, ports);
  if (meant !== null) return meant;
  const among = draft === null || leaves ? null : answerAmong(draft, text, ports);
  if (among !== null) return { kind: "which", which: among };
  if (pointed?.kind === "unclear" && asksForRecord(draft, ports)) return pointedRequest(pointed);
  const answered = draft === null || leaves ? null : answerTo(draft, text, ports);
  const isOther =
    answered !== null &&
    (asksForOther(answered, text, understood, ports.registry) || asksAboutShown(answered, pointed));
  if (answered !== null && !isOther) return answered;
  const isHalf = understood.kind !== "command" || (!leaves && !isUsable(understood, ports));
  // A text that is not understood, or only half understood (a number that is too short), counts as the answer. The
  // question then says what is wrong with it.
  if (draft?.asking != null && isHalf) {
    const value = saidAgain(draft, draft.asking, understood) ?? text;
    return answering(draft, { name: draft.asking, value }, ports);
  }
  if (pointed !== null) return { ...pointedRequest(pointed), staysOpen: draft };
  const isAboutShown = draft === null && !text.startsWith("/") && call.source === undefined;
  const completed =
    isAboutShown &&
    (understandAskedAgain(text, understood, conversation, askingAgain(ports)) ??
      understandEllipsis(text, understood, conversation, pointing(ports)));
  if (completed) return pointedRequest(completed);
  if (understood.kind === "command") {
    const command = ports.registry.get(understood.command);
    const shown = understood.further ? null : customerShown(command, understood.args, conversation);
    const args = { ...understood.args, ...shown?.args };
    // A write that is hardly asked for is not completed from the message it replies to.
    const isHalf = understood.isUncertain === true && command.effect === "write";
    const request = isHalf ? commandRequest(command, args) : withSource(call, command, args, ports);
    if (request.kind === "which") return request;
    if (understood.further) return whichRequest(request, understood.further);
    const recalled = shown === null ? [] : [shown.record];
    return { ...request, recalled, ignored: understood.ignored ?? null, staysOpen: draft };
  }
  return notUnderstood(understood, text, ports);
}

/** Returns the request of a text that asks for no command. */
function notUnderstood(
  understood: Exclude<Understanding, { kind: "command" }>,
  text: string,
  ports: RequestPorts,
): Request {
  if (understood.kind === "nothing") return understood;
  return { kind: "unknown", nearest: understood.nearest.map((name) => offer(name, text, ports)) };
}

type WhichRequest = Extract<Request, { kind: "which" }>;

/** Returns the question which of several records is meant. Its buttons keep the message that the request is about. */
function whichRequest({ command, args, source }: CommandRequest, further: FurtherRecords): WhichRequest {
  const { argument, kind, values } = further;
  const records = [args[argument] ?? "", ...values];
  const kept = source === null ? args : { ...args, [SOURCE]: source };
  return { kind: "which", which: { command, args: kept, argument, kind, records } };
}

function pointing({ registry, intents, reading }: RequestPorts) {
  const understand = (text: string) => intents.understand(text, reading());
  return { registry, understand, isRequest: intents.isRequest };
}

function askingAgain({ registry, intents, reading }: RequestPorts) {
  const readAll = (command: string, text: string) => intents.readAll(command, text, reading());
  return { registry, readAll };
}

function asUnderstood({ command, args, ...pointed }: Pointed): Understanding {
  const ignored = pointed.kind === "command" ? pointed.ignored : null;
  return {
    kind: "command",
    command: command.name,
    args: { ...args },
    ...(ignored === null ? {} : { ignored }),
  };
}

function pointedRequest({ command, args, ...pointed }: Pointed): CommandRequest {
  const request = commandRequest(command, args);
  if (pointed.kind === "command") {
    return { ...request, recalled: pointed.recalled, ignored: pointed.ignored };
  }
  return { ...request, unclear: { argument: pointed.argument, said: pointed.said } };
}

/** Returns the request to ask again with changed values. */
function changeRequest({ operation, args }: Extract<Heard, { kind: "change" }>, registry: Registry) {
  const { id, kind, source } = operation;
  return { ...commandRequest(registry.get(kind), args), source, replaces: id };
}

/**
 * Understands a file: it is imported, whatever the text beside it says. The exception is a text with all that another
 * command needs: "tạo phiếu cho 0867…: máy in hỏng". "Sửa giao dịch" alone, or "thêm vào phân khúc VIP", is about the
 * rows of the file.
 * @throws FileError `no-table`, `several`
 */
async function understandFile(
  call: Call,
  { file, text, others = 0 }: Extract<Body, { kind: "file" }>,
  ports: RequestPorts,
): Promise<Request> {
  if (asksInstead(text, ports)) return understandText(call, { text, fresh: true }, ports);
  if (others > 0) throw new FileError("several", `${others + 1} files came in one message`);
  if (!looksLikeTable(file)) throw new FileError("no-table", `a file of type ${file.mime} is no table`);
  const command = ports.registry.find(IMPORT);
  if (command === null) return { kind: "unknown", nearest: [] };
  return commandRequest(command, { file: JSON.stringify(file), ...(text === "" ? {} : { said: text }) });
}

function asksInstead(text: string, ports: RequestPorts): boolean {
  if (asksToImport(text)) return false;
  const understood = text === "" ? null : ports.intents.understand(text, ports.reading());
  if (understood?.kind !== "command" || understood.command === IMPORT) return false;
  const isBare = Object.keys(understood.args).length === 0;
  return !isBare && isComplete(ports.registry.get(understood.command), understood.args);
}

function isUsable(understood: { command: string; args: Args }, ports: RequestPorts): boolean {
  const context = ports.reading();
  return ports.registry.get(understood.command).arguments.every((argument) => {
    const given = understood.args[argument.name];
    return given === undefined || readValue(argument, given, context) !== null;
  });
}

function understandCommand(
  call: Call,
  { command: name, text, review = false }: { command: string; text: string; review?: boolean },
  ports: RequestPorts,
): Request {
  const command = ports.registry.find(name);
  if (command !== null) {
    const typed = ports.intents.readArguments(name, text, ports.reading());
    const other = call.source === undefined ? askedInstead(command, typed, text, ports) : null;
    if (other !== null) return other;
    const request = withSource(call, command, typed, ports);
    if (request.kind === "which") return request;
    const further = ports.intents.furtherIn(name, text, typed);
    return further === null ? { ...request, review } : whichRequest(request, further);
  }
  const understood = ports.intents.understand(`/${name} ${text}`, ports.reading());
  if (understood.kind === "command") {
    return withSource(call, ports.registry.get(understood.command), understood.args, ports);
  }
  return notUnderstood(understood, text, ports);
}

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

/** Returns another command for an incomplete one, if all words together have what the other needs: "/ticket #16001". */
function askedInstead(command: Command, typed: Args, text: string, ports: RequestPorts): Request | null {
  if (isComplete(command, typed)) return null;
  const understood = ports.intents.understand(`${command.name} ${text}`, ports.reading());
  if (understood.kind !== "command" || understood.command === command.name) return null;
  const other = ports.registry.get(understood.command);
  return isComplete(other, understood.args) ? commandRequest(other, understood.args) : null;
}

/** Adds arguments from the message that was replied to. Typed arguments take precedence. */
function withSource(
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
function customerIn(text: string, command: Command, { intents, reading }: RequestPorts): Args {
  const argument = command.arguments.find(({ kind }) => kind === "customer");
  if (argument === undefined) return {};
  const value = intents.readArguments(command.name, text, reading())[argument.name];
  return value?.startsWith("+") || value?.includes("@") ? { [argument.name]: value } : {};
}
