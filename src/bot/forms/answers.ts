import { isClearChange, readAmendment } from "../../understanding/amendment.ts";
import { isOnlyReachable, labelledValues } from "../../understanding/amendment-keys.ts";
import { corrects } from "../../understanding/amendment-words.ts";
import { deniesOrTells, speaksAbout } from "../../understanding/answers-to-question.ts";
import { corrected } from "../../understanding/correction.ts";
import { withYear } from "../../understanding/date.ts";
import { withoutSaidFirst } from "../../understanding/dictation.ts";
import { fold } from "../../understanding/fold.ts";
import { giftNameIn } from "../../understanding/gift-name.ts";
import { type ArgumentKind, RECORDS, type Understanding } from "../../understanding/grammar.ts";
import { isQuotedByLines } from "../../understanding/quotation.ts";
import { withoutPoliteEnd } from "../../understanding/word-lists.ts";
import type { Args, CommandArgument } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import { recordMeant } from "../pointing.ts";
import { type CommandRequest, commandRequest, ofDraft } from "../request-kinds.ts";
import type { Which } from "../which.ts";
import type { Draft } from "./draft.ts";
import {
  ANY_WORDS,
  type AnswerPorts,
  behindLabel,
  READ_IN_ANSWER,
  readFullerAnswer,
} from "./fuller-answers.ts";
import { readValue } from "./values.ts";

/** Returns the answer to a form's question for a record, if the text only points at one: "chị ấy". */
export function answerByPointing(
  draft: Draft,
  text: string,
  conversation: Conversation,
  ports: AnswerPorts,
): CommandRequest | null {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !isRecordKind(asked.kind)) return null;
  const meant = recordMeant(text, asked.kind, conversation);
  if (meant === null) return null;
  if ("said" in meant) {
    const { [asked.name]: _, ...args } = draft.args;
    return {
      ...answering({ ...draft, args }, null, ports),
      unclear: { argument: asked.name, said: meant.said },
    };
  }
  const answered = answering(draft, { name: asked.name, value: meant.record.reference }, ports);
  return { ...answered, recalled: [...answered.recalled, meant.record] };
}

function askedOf(draft: Draft, { registry }: AnswerPorts) {
  return registry.get(draft.command).asked.find(({ name }) => name === draft.asking);
}

/** True if the open form offers choices, and the text is one or several of them. */
export function isOfferedChoice(draft: Draft, text: string, ports: AnswerPorts): boolean {
  const asked = askedOf(draft, ports);
  return asked?.values !== undefined && readValue(asked, plainAnswer(text, asked), ports.reading()) !== null;
}

/** True if the open form asks for a record. Words for another record are no answer then, as they would be to a title. */
export function asksForRecord(draft: Draft | null, ports: AnswerPorts): boolean {
  const asked = draft === null ? undefined : askedOf(draft, ports);
  return asked !== undefined && isRecordKind(asked.kind);
}

function isRecordKind(kind: ArgumentKind): kind is "customer" | "ticket" | "deal" | "product" {
  return RECORDS.has(kind);
}

/** "Không phải 0867 123 456" */
const IS_NOT = /(?<!\p{L})(?:khong|ko|k|hong) phai(?!\p{L})/u;
/** "Không phải 0867… mà 0900…". A "ma" before "phải" or right behind it is "mã", a code: "mã: không phải VOUCHER50". */
const GIVES_OTHER = /(?<!\p{L})(?:moi dung|phai la|phai (?!ma )[^\n]{1,80}? ma)(?!\p{L})/u;

/**
 * True if a record or a code is asked for, and the text quotes one or speaks about it without giving it: "đừng xoá 0867
 * 123 456".
 */
export function isNoAnswer(draft: Draft, text: string, ports: AnswerPorts): boolean {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !READ_IN_ANSWER.has(asked.kind)) return false;
  if (isQuotedByLines(text)) return true;
  // A denial alone corrects nothing: it does not say who is meant.
  const isOnlyDenied = IS_NOT.test(fold(text)) && !GIVES_OTHER.test(fold(text));
  const speaks =
    speaksAbout(text) || (asked.named === true && deniesOrTells(text) && giftNameIn(text) !== null);
  return speaks && (!corrects(text) || isOnlyDenied);
}

/**
 * Returns the form with other values changed, if the text corrects one or names its field: "à nhầm, 0900 000 001", "người
 * nhận là Tuấn". Null if it is a value of the field that is asked for, or cannot be read whole.
 */
export function changeInForm(draft: Draft, text: string, ports: AnswerPorts): CommandRequest | null {
  const asked = askedOf(draft, ports);
  const grammar = ports.registry.grammars.find(({ name }) => name === draft.command);
  if (grammar === undefined) return null;
  const { args } = draft;
  const change = readAmendment(text, { command: grammar, args, context: ports.reading() });
  if (change.kind !== "values" || change.isGuess) return null;
  if (!change.isCorrection && !isClearChange(text, change.args, grammar)) return null;
  if (asked === undefined) return filling(draft, change.args, ports);
  if (change.args[asked.name] !== undefined) return null;
  // "3503" answers the question for the order's number, and is no quantity of its products.
  if (!/\p{L}/u.test(text) && readValue(asked, text, ports.reading()) !== null) return null;
  const isOfGiven = Object.keys(change.args).every((name) => args[name] !== undefined);
  // A title may be any words, "ưu tiên xử lý cho khách", unless they correct a value that the form has.
  const isClear = change.isCorrection ? isOfGiven : !ANY_WORDS.has(asked.kind);
  return isClear ? filling(draft, change.args, ports) : null;
}

/** Returns the records to choose from if an answer names several: "0867 123 456 hoặc 0900 000 001"; else null. */
export function recordsToChooseFrom(draft: Draft, text: string, ports: AnswerPorts): Which | null {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !isRecordKind(asked.kind)) return null;
  const { [asked.name]: value } = answerTo(draft, text, ports)?.args ?? {};
  if (value === undefined) return null;
  const further = ports.intents.furtherIn(draft.command, text, { ...draft.args, [asked.name]: value });
  if (further?.argument !== asked.name) return null;
  const { argument, kind, values } = further;
  return {
    command: ports.registry.get(draft.command),
    args: draft.args,
    argument,
    kind,
    records: [value, ...values],
  };
}

/** What a text with the names of fields answers. */
interface Labelled {
  request: CommandRequest;
  /** The value of the field that is asked for, as typed; null if the text does not name that field. */
  value: string | null;
}

/**
 * Returns the form with the values that the text labels: "tiêu đề: máy in hỏng", "sđt: 0911 222 333". Null if a value has
 * no label, or one cannot be read.
 */
export function labelledAnswer(draft: Draft, text: string, ports: AnswerPorts): Labelled | null {
  const asked = askedOf(draft, ports);
  const grammar = ports.registry.grammars.find(({ name }) => name === draft.command);
  const values = asked && grammar ? labelledValues(text, grammar) : null;
  if (asked === undefined || values === null) return null;
  const fields = ports.registry.get(draft.command).asked;
  const filled: Record<string, string> = {};
  for (const { argument, value } of values) {
    const field = fields.find(({ name }) => name === argument.name);
    if (field === undefined) return null;
    // "Khách: bé làm rớt máy" is a title where the customer is known already. A number names another one.
    const isKnown = field.name !== asked.name && draft.args[field.name] !== undefined;
    if (isKnown && isRecordKind(field.kind) && !isOnlyReachable(value)) return null;
    const read = readValue(field, value, ports.reading());
    if (read === null) return null;
    // A list may be labelled twice: "sđt: 0911 222 333, sđt: 0911 222 334".
    const before = filled[field.name];
    filled[field.name] = before === undefined ? read : `${before}\n${read}`;
  }
  const own = values.find(({ argument }) => argument.name === asked.name);
  const request = { ...filling(draft, filled, ports), answered: own === undefined ? null : asked.name };
  return { request, value: own?.value ?? null };
}

/** Returns the form with what the text answers, or null if it cannot be an answer. */
export function answerTo(draft: Draft, text: string, ports: AnswerPorts): CommandRequest | null {
  const asked = askedOf(draft, ports);
  if (asked === undefined) return null;
  const fuller = readFullerAnswer(asked, text, draft, ports);
  if (fuller !== null) {
    const { values, isAnswered, ignored = null } = fuller;
    return { ...filling(draft, values, ports), answered: isAnswered ? asked.name : null, ignored };
  }
  const dated = asked.past ? withYear(draft.args[asked.name] ?? "", text, ports.reading()) : null;
  const value = dated ?? readValue(asked, plainAnswer(text, asked), ports.reading());
  return value === null ? null : answering(draft, { name: asked.name, value }, ports);
}

/** Returns a corrected answer without the words around it that are said to the bot: `"phiếu ạ"` → `"phiếu"`. */
function plainAnswer(text: string, argument: CommandArgument): string {
  const { kind, values } = argument;
  const answer = ANY_WORDS.has(kind)
    ? withoutOwnLabel(withoutSaidFirst(corrected(text)), argument)
    : corrected(text);
  return kind === "customer" || values !== undefined ? withoutPoliteEnd(answer) : answer;
}

/** "Giai đoạn đã chốt" is the stage "đã chốt". "Giai đoạn 2" may be the name of one. */
function withoutOwnLabel(text: string, argument: CommandArgument): string {
  if (argument.kind !== "line" || argument.learned === undefined) return text;
  const behind = behindLabel(text, argument) ?? "";
  return /^\p{L}/u.test(behind) ? behind : text;
}

/** Returns the value that is asked for, if the text repeats the whole request: "ngày 32/11" of "đánh giá ngày 32/11". */
export function valueOfSameRequest(
  { command }: Draft,
  asking: string,
  understood: Understanding,
): string | undefined {
  return understood.kind === "command" && understood.command === command
    ? understood.args[asking]
    : undefined;
}

/**
 * Returns the form with the values of a text that asks for the same command again, "cho chị Bình, 2 MUC12A, giao mai", if
 * the form lacks each of them and one is the value that is asked for; else null.
 */
export function valuesOfSameRequest(
  draft: Draft,
  understood: Understanding,
  ports: AnswerPorts,
): CommandRequest | null {
  if (understood.kind !== "command" || understood.command !== draft.command) return null;
  if (understood.ignored !== undefined || understood.further !== undefined) return null;
  const { asking } = draft;
  const names = Object.keys(understood.args);
  if (asking === null) return changesOfRecord(draft, understood.args, ports);
  const isOpen = names.every((name) => draft.args[name] === undefined);
  if (understood.args[asking] === undefined || !isOpen) return null;
  return { ...filling(draft, understood.args, ports), answered: asking, called: understood.called ?? null };
}

/** Returns the form that asks what to change with these changes; null if they are of another record, or none. */
function changesOfRecord(draft: Draft, args: Args, ports: AnswerPorts): CommandRequest | null {
  const records = ports.registry.get(draft.command).asked.filter(({ kind }) => isRecordKind(kind));
  const isOther = records.some(({ name }) => args[name] !== undefined && args[name] !== draft.args[name]);
  return isOther || Object.keys(args).length === 0 ? null : filling(draft, args, ports);
}

/** Continues the form with these values. The question stays open. */
function filling(draft: Draft, values: Args, ports: AnswerPorts): CommandRequest {
  return { ...answering(draft, null, ports), args: { ...draft.args, ...values } };
}

/** Continues the form. @param answer null: the question stays open */
export function answering(
  draft: Draft,
  answer: { name: string; value: string } | null,
  ports: AnswerPorts,
): CommandRequest {
  const command = ports.registry.get(draft.command);
  const args = answer === null ? draft.args : { ...draft.args, [answer.name]: answer.value };
  return { ...ofDraft(commandRequest(command, args), draft), answered: answer?.name ?? null };
}
