import { stops } from "../understanding/answers-to-question.ts";
import { describedCustomer } from "../understanding/described-customer.ts";
import { fold } from "../understanding/fold.ts";
import { courtesyOf } from "../understanding/word-lists.ts";
import { chosen, nameOfAll } from "./choosing.ts";
import { customerArgument } from "./command.ts";
import type { Conversation } from "./conversation.ts";
import { newestOf } from "./open-questions.ts";
import type { Registry } from "./registry.ts";
import { droppedRepeat, readReply } from "./reply.ts";
import { isDenial, type Reply } from "./reply-kinds.ts";
import { buttonRequest, commandRequest, type Request, type RequestPorts } from "./request-kinds.ts";
import type { TypedMessage } from "./typed-message.ts";

/** Returns what the text says to the question which one is meant; null if it says nothing to it. */
export function answerToChoice(
  { text, open, leaves, conversation, understood }: TypedMessage,
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
  return isDenial(understood) || (understood.kind !== "command" && stops(text, true))
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
export function nextPage(
  { text, open, conversation: { next } }: TypedMessage,
  { registry }: RequestPorts,
): Request | null {
  if (next === null || open.draft !== null || !MORE.test(fold(text).trim())) return null;
  return buttonRequest(next, registry);
}

/** Returns what the text says to the open question, or a courtesy; null if it asks for something, or fills a form. */
export function answerToQuestion(message: TypedMessage, ports: RequestPorts): Request | null {
  const { text, open, repeat, understood, leaves, isName, answeredAt } = message;
  const dropped =
    leaves || repeat === null ? null : droppedRepeat(text, repeat, open, understood, ports.registry);
  if (dropped !== null) return dropped;
  const said = leaves ? null : readReply(text, open, understood, { ...ports, answeredAt });
  if (said?.kind === "change" || said?.kind === "wrong-customer") return changeRequest(said, ports.registry);
  if (said !== null) return said;
  const courtesy = isName ? null : courtesyOf(text);
  if (courtesy !== null) return { kind: "courtesy", said: courtesy, question: newestOf(open) };
  const isStop =
    understood.kind === "unknown" || (understood.kind === "nothing" && understood.act === "cancel");
  return isStop && open.draft === null && stops(text, true) ? { kind: "cancel", question: null } : null;
}

/** Returns the request to ask again with changed values. */
function changeRequest(
  { operation, args }: Extract<Reply, { kind: "change" | "wrong-customer" }>,
  registry: Registry,
) {
  const { id, kind, source } = operation;
  return { ...commandRequest(registry.get(kind), args), source, replaces: id };
}
