import { anyOf, fieldsOf } from "./changed-fields.ts";
import { fold, type Passage, typed } from "./fold.ts";
import { ADDED, type ArgumentGrammar, ASKED, type CommandGrammar } from "./grammar.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** "Ghi chú cho chị Bình": what to note is not said yet. It is added to the note that stands there. */
const NOTE_ADDED =
  /^(?:(?:them|ghi|nho|giup|cho|em|minh|de|bot|add|a) )*(?:ghi chu|gchu|note)(?! (?:cua|nao|gi|sao|la))(?: |$)/u;

const VERBS = ["thay đổi", "thay", "đổi", "sửa", "cập nhật", "change", "update", "set", "edit"];
/** Words of politeness before the verb. */
const LEAD =
  "(?:(?:bot|nho|giup|gium|dum|ho|cho|em|e|minh|anh|chi|oi|a|can|you|muon|xin|please|pls|i|want|need|to) )*";
/** Words between the verb and the field. */
const BETWEEN = "(?:(?:lai|cai|the|giup|gium|dum|ho|cho|em|e|minh|anh|chi|luon|his|her) )*";

interface AskedPatterns {
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>;
  /** The names of the fields as they are typed, in lower case. */
  written: ReadonlySet<string>;
  asked: RegExp;
  further: RegExp;
}

/** The patterns are kept, because building them for every text would cost more than reading it. */
const PATTERNS = new WeakMap<CommandGrammar, AskedPatterns>();

function patternsOf(command: CommandGrammar): AskedPatterns {
  const known = PATTERNS.get(command);
  if (known) return known;
  const fieldCalled = fieldsOf(command, "customer");
  const names = anyOf(fieldCalled.keys());
  const patterns = {
    fieldCalled,
    written: new Set([...fieldCalled.values()].flatMap(({ keys }) => keys.map((key) => key.toLowerCase()))),
    asked: new RegExp(
      `^${LEAD}(?<verb>${anyOf(VERBS.map(fold))}) ${BETWEEN}(?<field>(?!the )(?:${names}))(?![${WORD_CHARS}])`,
      "du",
    ),
    further: new RegExp(
      `(?:[,;/&+]| va| and| voi| lan) ?(?:ca |cai |the )?(?:${names})(?![${WORD_CHARS}])`,
      "u",
    ),
  };
  PATTERNS.set(command, patterns);
  return patterns;
}

/** Takes a field that the text names without a value: "đổi email cho anh An". With two of them it takes none. */
export function takeAskedField(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
): void {
  if (Object.keys(args).some((name) => name !== "customer")) return;
  if (NOTE_ADDED.test(passage.folded.text)) args[ASKED] = `${ADDED}note`;
  const field = fieldToChange(passage, patternsOf(command));
  if (field !== null) args[ASKED] = field;
}

function fieldToChange(
  passage: Passage,
  { fieldCalled, written, asked, further }: AskedPatterns,
): string | null {
  const { text } = passage.folded;
  const match = asked.exec(text);
  if (!match || further.test(text.slice(match[0].length))) return null;
  const { verb = "", field = "" } = match.groups ?? {};
  const saidAs = (group: string) => {
    const [start = 0, end = 0] = match.indices?.groups?.[group] ?? [];
    return typed(passage, start, end).toLowerCase();
  };
  // "Đợi email" waits for one.
  const isVerb = saidAs("verb") === verb || VERBS.includes(saidAs("verb"));
  const isField = saidAs("field") === field || written.has(saidAs("field"));
  return isVerb && isField ? (fieldCalled.get(field)?.name ?? null) : null;
}
