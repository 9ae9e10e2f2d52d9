import {
  findBrokenPhone,
  findLabelledId,
  findPhoneEnd,
  findReachable,
  nameValue,
  readPhoneStart,
} from "./customer.ts";
import { openPassage, typedText } from "./fold.ts";
import type { CommandGrammar, CommandRead, StandaloneKind } from "./grammar.ts";
import { ignored } from "./leftover.ts";
import { withoutQuestion } from "./word-lists.ts";

const TICKET = /^# ?([1-9]\d{0,9})$/;
const ID = /^([1-9]\d{0,11})$/;
/** A form of address with a name in capitals: "chị Dung". "Anh Thư" is a name itself. */
const ADDRESSED =
  /^\s*(?:anh|(?:[Kk]hách|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ôô]ng|[Bb]à))((?: \p{Lu}[\p{Ll}\p{M}]+){1,4})[\s.!?]*$/u;

/**
 * Reads a text that is one value and nothing else: a phone number, an e-mail address, `"#17464"`, `"9457"`,
 * `"lead 2964"`, `"chị Dung"`; else null.
 * @param wordsBeside how many other words may stand beside a phone number or an address
 */
export function readStandalone(
  commands: readonly CommandGrammar[],
  text: string,
  wordsBeside = 0,
): CommandRead | null {
  const name = nameValue(ADDRESSED.exec(text.normalize("NFC"))?.[1] ?? "");
  if (name !== null) return standaloneAnswer(commands, "name", name);
  const { free, folded } = openPassage(text);
  const alone = free.replace(/^[\s"'([]+/, "").replace(/(?<![\s"')\].,;!?])[\s"')\].,;!?]+$/, "");

  const end = findPhoneEnd(alone, folded.source);
  if (end?.start === 0 && end.end === alone.length) return standaloneAnswer(commands, "name", end.value);
  const begun = readPhoneStart(alone);
  if (begun !== null) return standaloneAnswer(commands, "name", begun);
  const ticket = TICKET.exec(alone)?.[1];
  if (ticket) return standaloneAnswer(commands, "ticket", ticket);
  const id = ID.exec(alone)?.[1];
  const found = findReachable(free, folded.source) ?? findBrokenPhone(free);
  if (id && !found) return standaloneAnswer(commands, "id", `id:${id}`);
  if (!found) {
    const labelled = findLabelledId(alone);
    return labelled?.start === 0 && labelled.end === alone.length
      ? standaloneAnswer(commands, "id", labelled.value)
      : null;
  }

  const beside = `${typedText(folded, 0, found.start)} ${typedText(folded, found.end, free.length)}`;
  const words = withoutQuestion(beside.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim());
  // A single letter is no word: "Đ 0867123456".
  if ((words.match(/\S{2,}/g)?.length ?? 0) > wordsBeside) return null;
  const answer = standaloneAnswer(commands, found.value.includes("@") ? "email" : "phone", found.value);
  return answer && { ...answer, ...ignored({ args: answer.args, leftover: words }) };
}

function standaloneAnswer(
  commands: readonly CommandGrammar[],
  standalone: StandaloneKind,
  value: string,
): CommandRead | null {
  const kind = standalone === "ticket" ? "ticket" : "customer";
  for (const command of commands) {
    const argument =
      command.standalone?.includes(standalone) && command.arguments.find((one) => one.kind === kind);
    if (argument) return { kind: "command", command: command.name, args: { [argument.name]: value } };
  }
  return null;
}
