import { saysWrongCustomer } from "../understanding/amendment-words.ts";
import { stops } from "../understanding/answers-to-question.ts";
import { describedCustomer } from "../understanding/described-customer.ts";
import { fold } from "../understanding/fold.ts";
import type { Understanding } from "../understanding/grammar.ts";
import { mayBeStopped } from "../understanding/unasked-write.ts";
import { courtesyOf } from "../understanding/word-lists.ts";
import { understandAskedAgain } from "./asked-again.ts";
import type { Call } from "./call.ts";
import { chosen, nameOfAll } from "./choosing.ts";
import { type Args, customerArgument, isComplete } from "./command.ts";
import { type Conversation, customerShown, inForm } from "./conversation.ts";
import { understandEllipsis } from "./ellipsis.ts";
import {
  answerAmong,
  answering,
  answerMeant,
  answerTo,
  asksForRecord,
  changeInForm,
  isNoAnswer,
  labelledAnswer,
  moreValues,
  saidAgain,
} from "./forms/answers.ts";
import { doubtIn, isAside } from "./forms/doubtful-answer.ts";
import { type Draft, gone } from "./forms/draft.ts";
import { typedField, typedStep } from "./forms/form-card.ts";
import { asksAboutShown, asksForOther } from "./forms/other-request.ts";
import { readValue } from "./forms/values.ts";
import { DIGITS, namedCustomer } from "./named-customer.ts";
import {
  droppedRepeat,
  type Heard,
  heard,
  newestOf,
  type OpenQuestions,
  openQuestionsOf,
  understoodBehindHold,
} from "./open-questions.ts";
import { type Pointed, understandPointing } from "./pointing.ts";
import type { Registry } from "./registry.ts";
import {
  buttonRequest,
  type CommandRequest,
  commandRequest,
  type Offer,
  type Request,
  type RequestPorts,
} from "./request-kinds.ts";
import { whichRequest, withSource } from "./source-request.ts";
import { understandUnfollowing } from "./unfollowing.ts";

/** Only words with capitals: "Trần Thị Bình". */
const NAME = /^\s*\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]*)*\s*$/u;

/** A typed message, and what is known of it before it is decided what it asks for. */
interface Message {
  call: Call;
  text: string;
  open: OpenQuestions;
  /** The write that the bot offers in spite of an earlier one. */
  repeat: Draft | null;
  /** The text begins with "/" or is a command's name, so it is no answer to an open question. */
  leaves: boolean;
  isName: boolean;
  conversation: Conversation;
  /** When a card was last shown that asks for no confirmation, in milliseconds. */
  answeredAt: number;
  /** What its words for a shown record ask for: "phiếu đó". */
  pointed: Pointed | null;
  understood: Understanding;
}

/**
 * Understands a typed message: as an answer to what the bot has asked, else as a request of its own.
 * @param fresh true for the text beside a file, which is no answer to a form
 */
export async function understandText(
  call: Call,
  { text, fresh }: { text: string; fresh?: boolean },
  ports: RequestPorts,
): Promise<Request> {
  const [found, recalled] = await Promise.all([
    openQuestionsOf(call, ports),
    ports.conversations.recall(call),
  ]);
  const open = fresh ? { ...found, draft: null } : found;
  const step = open.draft && stepInForm(text, open.draft, ports);
  if (step) return step;
  const repeat = await repeatOffered(call, recalled, ports);
  const message = messageOf({ call, text, open, repeat, recalled }, ports);
  const answer =
    answerToChoice(message, ports) ??
    nextPage(message, ports) ??
    answerToQuestion(message, ports) ??
    answerToForm(message, ports);
  const asked = answer ?? ownRequest(message, ports);
  const request = (message.leaves ? null : await namedCustomer(text, asked, ports)) ?? asked;
  return answer !== null && request.kind === "command" ? { ...request, dependsOnOthers: true } : request;
}

/** Returns the write that a card offers in spite of an earlier one, unless it was asked for or cancelled meanwhile. */
async function repeatOffered(
  { person }: Call,
  { goOn }: Conversation,
  { drafts }: RequestPorts,
): Promise<Draft | null> {
  return goOn && drafts.find(goOn.draft, person).catch(gone);
}

/** Returns the step that the text names in the open form: "quay lại", or a field to change, "nhầm khách"; null if it names none. */
function stepInForm(text: string, draft: Draft, { registry }: RequestPorts): Request | null {
  const command = registry.get(draft.command);
  const step = typedStep(text, command, draft);
  if (step)
    return { kind: "control", name: `:${step}`, args: { draft: draft.id, field: draft.asking ?? "" } };
  const whom = customerArgument(command);
  const isWrong = whom !== undefined && draft.args[whom] !== undefined && saysWrongCustomer(text);
  const field = isWrong ? whom : typedField(text, command, draft);
  return field ? { kind: "control", name: ":ask", args: { draft: draft.id, field } } : null;
}

function messageOf(
  {
    call,
    text,
    open,
    repeat,
    recalled,
  }: Pick<Message, "call" | "text" | "open" | "repeat"> & { recalled: Conversation },
  ports: RequestPorts,
): Message {
  const { draft } = open;
  const isName = ports.registry.isName(text);
  const leaves = text.startsWith("/") || isName;
  const conversation = draft === null ? recalled : inForm(recalled, ports.registry.get(draft.command), draft);
  const pointed =
    leaves || call.source !== undefined
      ? null
      : (understandUnfollowing(text, conversation, pointing(ports)) ??
        understandPointing(text, conversation, pointing(ports)));
  const understood = pointed === null ? understoodBehindHold(text, ports) : asUnderstood(pointed);
  const { answeredAt } = recalled;
  return { call, text, open, repeat, leaves, isName, conversation, answeredAt, pointed, understood };
}

/** Returns what the text says to the question which one is meant; null if it says nothing to it. */
function answerToChoice(
  { text, open, leaves, conversation, understood }: Message,
  ports: RequestPorts,
): Request | null {
  const { choices } = conversation;
  if (leaves || choices.length === 0) return null;
  const choice = chosen(text, choices);
  if (choice === "all") return { kind: "choice", said: "all" };
  if (choice !== null) return buttonRequest(choice.does, ports.registry);
  const refined = understood.kind === "command" ? null : refinedSearch(text, conversation, ports.registry);
  if (refined !== null) return refined;
  // With a list and a write to confirm, "thôi không đổi nữa" is rather about the write.
  if (open.operation !== null) return null;
  const isDenial =
    understood.kind === "nothing" && (understood.act === "denial" || understood.act === "cancel");
  return isDenial || (understood.kind !== "command" && stops(text, true))
    ? { kind: "choice", said: "none" }
    : null;
}

/**
 * Returns the search again with what the text adds to the name that all have in common, if none of those to choose from is
 * described so: "anh quận 7 á" after several called Bình.
 */
function refinedSearch(text: string, { choices }: Conversation, registry: Registry): Request | null {
  const [first] = choices;
  const command = first && registry.find(first.does.command);
  const argument = command ? customerArgument(command) : undefined;
  const described = describedCustomer(text) ?? describedCustomer(`khách ${text}`);
  const name = nameOfAll(choices);
  if (!first || argument === undefined || described === null || name === "") return null;
  const customer = `name:${name} ${described.slice("name:".length)}`;
  return buttonRequest({ ...first.does, args: { ...first.does.args, [argument]: customer } }, registry);
}

/** "Xem thêm", "trang sau", "more": the next page of a list. */
const MORE =
  /^(?:(?:cho|em|minh|toi|chi|anh|xem|coi|hien|show|see|load|bot|me) ){0,4}(?:them|tiep(?: theo)?|trang (?:sau|tiep|tiep theo|ke)|con nua|nua|more|next(?: page)?)(?: (?:di|nha|nhe|a|giup|em|nua|trang|khach|phieu|don|danh gia|please|pls|voi)){0,4}[\s.!?]*$/u;

/** Returns the next page of the list that was shown last, if the text asks for more of it. */
function nextPage(
  { text, open, conversation: { next } }: Message,
  { registry }: RequestPorts,
): Request | null {
  if (next === null || open.draft !== null || !MORE.test(fold(text).trim())) return null;
  return buttonRequest(next, registry);
}

/** Returns what the text says to the open question, or a courtesy; null if it asks for something, or fills a form. */
function answerToQuestion(message: Message, ports: RequestPorts): Request | null {
  const { text, open, repeat, understood, leaves, isName, answeredAt } = message;
  const dropped =
    leaves || repeat === null ? null : droppedRepeat(text, repeat, open, understood, ports.registry);
  if (dropped !== null) return dropped;
  const said = leaves ? null : heard(text, open, understood, { ...ports, answeredAt });
  if (said?.kind === "change" || said?.kind === "wrong-customer") return changeRequest(said, ports.registry);
  if (said !== null) return said;
  const courtesy = isName ? null : courtesyOf(text);
  if (courtesy !== null) return { kind: "courtesy", said: courtesy, question: newestOf(open) };
  const isStop =
    understood.kind === "unknown" || (understood.kind === "nothing" && understood.act === "cancel");
  return isStop && open.draft === null && stops(text, true) ? { kind: "cancel", question: null } : null;
}

/** Returns the answer to the open form, or null. */
function answerToForm(message: Message, ports: RequestPorts): Request | null {
  const { text, understood, leaves, conversation, pointed } = message;
  const { draft } = message.open;
  if (draft === null) return null;
  if (!leaves && isNoAnswer(draft, text, ports)) {
    const isRead =
      understood.kind === "command" &&
      ports.registry.get(understood.command).effect !== "write" &&
      isUsable(understood, ports);
    return isRead ? null : { kind: "courtesy", said: "assent", question: { kind: "form", draft } };
  }
  const labelled = leaves ? null : labelledAnswer(draft, text, ports);
  // A label says that the text behind it is no other request. A question it may still be.
  const doubted = labelled?.value
    ? doubtful({ text: labelled.value, understood: { kind: "unknown", nearest: [] } }, draft, ports)
    : null;
  if (labelled !== null) return doubted ?? labelled.request;
  const meant = leaves ? null : answerMeant(draft, text, conversation, ports);
  if (meant !== null) return meant;
  const changed = leaves || namesRecord(understood, ports) ? null : changeInForm(draft, text, ports);
  if (changed !== null) return changed;
  const among = leaves ? null : answerAmong(draft, text, ports);
  if (among !== null) return { kind: "which", which: among };
  if (pointed?.kind === "unclear" && asksForRecord(draft, ports)) return pointedRequest(pointed);
  const answered = leaves ? null : (moreValues(draft, understood, ports) ?? answerTo(draft, text, ports));
  const isOther =
    answered !== null &&
    (asksForOther(answered, text, understood, ports.registry) || asksAboutShown(answered, pointed));
  if (answered !== null && !isOther) return doubtful(message, draft, ports) ?? answered;
  const isHalf = understood.kind !== "command" || (!leaves && !isUsable(understood, ports));
  if (draft.asking === null || !isHalf) return null;
  if (answered === null && isAside(text))
    return { kind: "courtesy", said: "assent", question: { kind: "form", draft } };
  // A text that is not understood, or only half understood (a number that is too short), counts as the answer. The
  // question then says what is wrong with it.
  const value = saidAgain(draft, draft.asking, understood) ?? text;
  return answering(draft, { name: draft.asking, value }, ports);
}

/** Returns the question whether the text is the answer at all; null if it is. */
function doubtful(
  { text, understood }: Pick<Message, "text" | "understood">,
  draft: Draft,
  { registry }: RequestPorts,
): Request | null {
  const offers = doubtIn(registry.get(draft.command), draft.asking ?? "", text, understood, registry);
  return offers && { kind: "doubtful-answer", draft, said: text, offers };
}

/** True if a request of its own names a record, and nothing of it is left over: "sửa đơn 3502" in the form of 3501. */
function namesRecord(understood: Understanding, { registry }: RequestPorts): boolean {
  if (understood.kind !== "command" || understood.ignored !== undefined) return false;
  const { arguments: all, standalone } = registry.get(understood.command);
  // A number alone opens its record, and in a form it is a value.
  if (standalone.length > 0) return false;
  return all.some(({ name, kind }) => RECORDS.has(kind) && understood.args[name] !== undefined);
}

const RECORDS: ReadonlySet<string> = new Set(["customer", "ticket", "deal", "product"]);

/** Returns what the text asks for by itself, with the records that were shown before. */
function ownRequest(message: Message, ports: RequestPorts): Request {
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
  { call, text, open: { draft }, conversation, understood }: Message,
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

function pointing({ registry, intents, reading }: RequestPorts) {
  const understand = (text: string) => intents.understand(text, reading());
  return { registry, understand, isRequest: intents.isRequest, reading };
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
function changeRequest(
  { operation, args }: Extract<Heard, { kind: "change" | "wrong-customer" }>,
  registry: Registry,
) {
  const { id, kind, source } = operation;
  return { ...commandRequest(registry.get(kind), args), source, replaces: id };
}

function isUsable(understood: { command: string; args: Args }, ports: RequestPorts): boolean {
  const context = ports.reading();
  return ports.registry.get(understood.command).arguments.every((argument) => {
    const given = understood.args[argument.name];
    return given === undefined || readValue(argument, given, context) !== null;
  });
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
