import { saysWrongCustomer } from "../understanding/amendment-words.ts";
import { RECORDS, type Understanding } from "../understanding/grammar.ts";
import { type Args, customerArgument } from "./command.ts";
import {
  answerByPointing,
  answering,
  answerTo,
  asksForRecord,
  changeInForm,
  isNoAnswer,
  labelledAnswer,
  recordsToChooseFrom,
  valueOfSameRequest,
  valuesOfSameRequest,
} from "./forms/answers.ts";
import { doubtIn, isAside } from "./forms/doubtful-answer.ts";
import type { Draft } from "./forms/draft.ts";
import { asksAboutShown, asksForOther } from "./forms/other-request.ts";
import { typedField, typedStep } from "./forms/steps.ts";
import { readValue } from "./forms/values.ts";
import { pointedRequest } from "./own-request.ts";
import type { Request, RequestPorts } from "./request-kinds.ts";
import type { TypedMessage } from "./typed-message.ts";

/** Returns the step that the text names in the open form: "quay lại", or a field to change, "nhầm khách"; null if it names none. */
export function stepInForm(text: string, draft: Draft, { registry }: RequestPorts): Request | null {
  const command = registry.get(draft.command);
  const step = typedStep(text, command, draft);
  if (step)
    return { kind: "control", name: `:${step}`, args: { draft: draft.id, field: draft.asking ?? "" } };
  const whom = customerArgument(command);
  const isWrong = whom !== undefined && draft.args[whom] !== undefined && saysWrongCustomer(text);
  const field = isWrong ? whom : typedField(text, command, draft);
  return field ? { kind: "control", name: ":ask", args: { draft: draft.id, field } } : null;
}

/** Returns the answer to the open form, or null. */
export function answerToForm(message: TypedMessage, ports: RequestPorts): Request | null {
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
  const labelled = leaves
    ? null
    : (labelledAnswer(draft, text, ports) ?? labelledAnswer(draft, behindReturn(text), ports));
  // A label says that the text behind it is no other request. A question it may still be.
  const doubted = labelled?.value
    ? doubtful({ text: labelled.value, understood: { kind: "unknown", nearest: [] } }, draft, ports)
    : null;
  if (labelled !== null) return doubted ?? labelled.request;
  const meant = leaves ? null : answerByPointing(draft, text, conversation, ports);
  if (meant !== null) return meant;
  const changed = leaves || namesRecord(understood, ports) ? null : changeInForm(draft, text, ports);
  if (changed !== null) return changed;
  const among = leaves ? null : recordsToChooseFrom(draft, text, ports);
  if (among !== null) return { kind: "which", which: among };
  if (pointed?.kind === "unclear" && asksForRecord(draft, ports)) return pointedRequest(pointed);
  const answered = leaves
    ? null
    : (valuesOfSameRequest(draft, understood, ports) ?? answerTo(draft, text, ports));
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
  const value = valueOfSameRequest(draft, draft.asking, understood) ?? text;
  return answering(draft, { name: draft.asking, value }, ports);
}

/** "Ok quay lại phiếu hồi nãy, tiêu đề là …": the words before the answer only say which form it is for. */
const RETURNS =
  /^(?:(?:ok|oke|okay|rồi|roi|à|a|dạ|da|thôi|thoi|vậy|vay|giờ|gio),? ){0,3}(?:quay lại|quay lai|trở lại|tro lai|tiếp tục|tiep tuc|làm tiếp|lam tiep)(?: (?:với|voi|cái|cai|vụ|vu)){0,2}(?: (?:phiếu|phieu|đơn|don|khách|khach|form))?(?: (?:mới|moi|hồi nãy|hoi nay|lúc nãy|luc nay|ban nãy|ban nay|đó|do|kia|này|nay|đang dở|dang do)){0,2}[,.:;] ?(?=\S)/iu;

function behindReturn(text: string): string {
  return text.normalize("NFC").replace(RETURNS, "");
}

/** Returns the question whether the text is the answer at all; null if it is. */
function doubtful(
  { text, understood }: Pick<TypedMessage, "text" | "understood">,
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

function isUsable(understood: { command: string; args: Args }, ports: RequestPorts): boolean {
  const context = ports.reading();
  return ports.registry.get(understood.command).arguments.every((argument) => {
    const given = understood.args[argument.name];
    return given === undefined || readValue(argument, given, context) !== null;
  });
}
