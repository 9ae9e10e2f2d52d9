import { anyOf, fieldsOf } from "./changed-fields.ts";
import { fold, openPassage, type Passage, typedGroup } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import { ADDED, type ArgumentGrammar, ASKED, type CommandGrammar, type ReadingContext } from "./grammar.ts";
import { readValue } from "./value.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** "Ghi chú cho chị Bình": what to note is not said yet. It is added to the note that stands there. */
const NOTE_ADDED =
  /^(?:(?:them|ghi|nho|giup|cho|em|minh|de|bot|add|a) )*(?:ghi chu|gchu|note)(?! (?:cua|nao|gi|sao|la))(?: |$)/u;

/** A longer text tells more than whose field is to be changed. */
const MOST_CHARS = 160;
const VERBS = ["thay đổi", "thay", "đổi", "sửa", "cập nhật", "change", "update", "set", "edit"];
/** Words of politeness before the verb. */
const LEAD =
  "(?:(?:bot|nho|giup|gium|dum|ho|cho|em|e|minh|anh|chi|oi|a|can|you|muon|xin|please|pls|i|want|need|to) )*";
/** Words between the verb and the field. */
const BETWEEN = "(?:(?:lai|cai|the|giup|gium|dum|ho|cho|em|e|minh|anh|chi|luon|his|her) )*";

/** A customer who is named by a number or an address: "khách 476", "chị Bình 476", "0867 123 456". */
const NUMBERED = `(?<who>(?:khach hang|khach|kh|lead|customer)(?: so)? ?#?\\d{1,12}|(?:${FORMS_OF_ADDRESS}) [\\p{L} ]{1,30} \\d{3,9}|\\+?\\d[\\d .]{8,14}|[^\\s@]{1,64}@[^\\s@]{1,190})`;
const WISHES = "(?: (?:muon|can|xin|nho|wants? to|needs? to|would like to))?";
const POLITE_END = "(?: (?:lai|giup|gium|dum|ho|em|minh|nha|nhe|nhen|voi|di|a|please|pls)){0,4}[.! ]{0,5}$";

interface AskedPatterns {
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>;
  /** The names of the fields as they are typed, in lower case. */
  written: ReadonlySet<string>;
  asked: RegExp;
  further: RegExp;
  /** Whole texts that name a customer and a field: "đổi tên khách 476", "khách 476 đổi email". */
  whole: readonly RegExp[];
}

/** The patterns are kept, because building them for every text would cost more than reading it. */
const PATTERNS = new WeakMap<CommandGrammar, AskedPatterns>();

function patternsOf(command: CommandGrammar): AskedPatterns {
  const known = PATTERNS.get(command);
  if (known) return known;
  const fieldCalled = fieldsOf(command, "customer");
  const names = anyOf(fieldCalled.keys());
  const verb = `(?<verb>${anyOf(VERBS.map(fold))})`;
  const field = `(?<field>(?!the )(?:${names}))`;
  const patterns = {
    whole: [
      `^${LEAD}${verb} ${BETWEEN}${field}(?: (?:cua|cho|o|of|for))? ${NUMBERED}${POLITE_END}`,
      `^${LEAD}${verb} (?:the )?${NUMBERED}'s ${field}${POLITE_END}`,
      `^${NUMBERED}${WISHES} ${verb} ${BETWEEN}${field}${POLITE_END}`,
    ].map((pattern) => new RegExp(pattern, "du")),
    fieldCalled,
    written: new Set([...fieldCalled.values()].flatMap(({ keys }) => keys.map((key) => key.toLowerCase()))),
    asked: new RegExp(`^${LEAD}${verb} ${BETWEEN}${field}(?![${WORD_CHARS}])`, "du"),
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
  const patterns = patternsOf(command);
  const { text } = passage.folded;
  const match = patterns.asked.exec(text);
  if (!match || patterns.further.test(text.slice(match[0].length))) return;
  const field = fieldIn(match, passage, patterns);
  if (field !== null) args[ASKED] = field;
}

/**
 * Creates the reader of texts that say no more than whose field is to be changed: `"đổi tên khách 476"`, `"chị Bình 476
 * đổi địa chỉ"`. The customer is named by a number or an address. Null for any other text.
 */
export function askedChangesOf(commands: readonly CommandGrammar[]) {
  const command = commands.find(({ arguments: all }) => all.some(({ name }) => name === ASKED));
  const customer = command?.arguments.find(({ kind }) => kind === "customer");
  return (said: string, context: ReadingContext) => {
    if (command === undefined || customer === undefined || said.length > MOST_CHARS) return null;
    const passage = openPassage(said.trim());
    const patterns = patternsOf(command);
    for (const pattern of patterns.whole) {
      const match = pattern.exec(passage.folded.text);
      const field = match && fieldIn(match, passage, patterns);
      const whose = field && readValue(customer, typedGroup(match, passage.folded, "who"), context);
      if (field && whose) return { command: command.name, args: { [customer.name]: whose, [ASKED]: field } };
    }
    return null;
  };
}

/** Returns the field that the match names, if its verb and its field are written as such. */
function fieldIn(
  match: RegExpExecArray,
  passage: Passage,
  { fieldCalled, written }: AskedPatterns,
): string | null {
  const { verb = "", field = "" } = match.groups ?? {};
  const saidAs = (group: string) => typedGroup(match, passage.folded, group).toLowerCase();
  // "Đợi email" waits for one.
  const isVerb = saidAs("verb") === verb || VERBS.includes(saidAs("verb"));
  const isField = saidAs("field") === field || written.has(saidAs("field"));
  return isVerb && isField ? (fieldCalled.get(field)?.name ?? null) : null;
}
