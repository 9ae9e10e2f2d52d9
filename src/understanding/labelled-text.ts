import { labelledValues } from "./amendment-keys.ts";
import { clausesOf } from "./amendment-words.ts";
import { withoutSaidToBot } from "./dictation.ts";
import { type CommandGrammar, type ReadingContext, TEXTS } from "./grammar.ts";
import { readValue } from "./value.ts";

const COLON_BEHIND_LABEL = /^\s*[^:=\n]{1,40}[:=]/u;
/** A longer text is dictated whole. */
const MOST_CHARS = 300;

/**
 * Reads a text behind its label, word for word: `"nội dung: kẹt giấy, không phải lỗi mực"`. Null without a label.
 * @param readClause  reads a clause as another value. If it can read all of them, they are no part of the text: `"nội dung:
 * kẹt giấy, ưu tiên cao"`
 */
export function labelledText(
  text: string,
  { command, context }: { command: CommandGrammar; context: ReadingContext },
  readClause: (clause: string) => Record<string, string> | "mark" | null,
): Record<string, string> | null {
  const labelled = COLON_BEHIND_LABEL.test(text) ? labelledValues(text, command) : null;
  const [first] = labelled ?? [];
  if (!labelled || !first || !TEXTS.has(first.argument.kind)) return null;
  const [start = "", ...clauses] = text.length > MOST_CHARS ? [] : clausesOf(text);
  const others = clauses.map(readClause);
  const isApart =
    others.length > 0 &&
    others.every((one) => one !== null && one !== "mark" && one[first.argument.name] === undefined);
  const args: Record<string, string> = isApart ? Object.assign({}, ...others) : {};
  for (const { argument, value } of (isApart ? labelledValues(start, command) : labelled) ?? []) {
    const read = readValue(argument, withoutSaidToBot(value), context);
    if (read === null) return null;
    const before = args[argument.name];
    args[argument.name] = before === undefined || isApart ? read : `${before}\n${read}`;
  }
  return args;
}
