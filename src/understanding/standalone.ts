import { findBrokenPhone, findLabelledId, findReachable } from "./customer.ts";
import type { CommandGrammar, StandaloneKind, Understanding } from "./grammar.ts";
import { openPassage } from "./passage.ts";
import { withoutQuestion } from "./word-lists.ts";

/** A name beside a number, "chị Lan 0867 123 456", is still a bare number; a sentence around it is not. */
const WORDS_BESIDE = 4;
const TICKET = /^# ?([1-9]\d{0,9})$/;
const ID = /^([1-9]\d{0,11})$/;

/**
 * A text that is a thing and nothing else: a phone number, an e-mail address, `"#17464"`, `"9457"`, `"lead 2964"`;
 * else null.
 * @param isSomethingElse whether words beside the thing make it more than a name with its number: "đổi wuà cho 0900..."
 */
export function readStandalone(
  commands: readonly CommandGrammar[],
  text: string,
  isSomethingElse: (words: string) => boolean,
): Understanding | null {
  const { free, folded } = openPassage(text);
  const alone = free.replace(/^[\s"'([]+/, "").replace(/(?<![\s"')\].,;!?])[\s"')\].,;!?]+$/, "");

  const ticket = TICKET.exec(alone)?.[1];
  if (ticket) return answer(commands, "ticket", ticket);
  const id = ID.exec(alone)?.[1];
  const found = findReachable(free, folded.source) ?? findBrokenPhone(free);
  if (id && !found) return answer(commands, "id", `id:${id}`);
  if (!found) {
    const labelled = findLabelledId(alone);
    return labelled?.start === 0 && labelled.end === alone.length
      ? answer(commands, "id", labelled.value)
      : null;
  }

  const beside = `${free.slice(0, found.start)} ${free.slice(found.end)}`;
  const words = withoutQuestion(beside.replace(/[^\p{L}\p{N}]+/gu, " ").trim());
  if (words.split(" ").length > WORDS_BESIDE || (words !== "" && isSomethingElse(words))) return null;
  return answer(commands, found.value.includes("@") ? "email" : "phone", found.value);
}

function answer(
  commands: readonly CommandGrammar[],
  standalone: StandaloneKind,
  value: string,
): Understanding | null {
  const kind = standalone === "ticket" ? "ticket" : "customer";
  for (const command of commands) {
    const argument =
      command.standalone?.includes(standalone) && command.arguments.find((one) => one.kind === kind);
    if (argument) return { kind: "command", command: command.name, args: { [argument.name]: value } };
  }
  return null;
}
