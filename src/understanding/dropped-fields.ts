import { escaped, fieldKeys } from "./amendment-keys.ts";
import { namesNothing } from "./amendment-words.ts";
import { keepsRest, stops } from "./answers-to-question.ts";
import { fold } from "./fold.ts";
import { type ArgumentKind, type CommandGrammar, RECORDS } from "./grammar.ts";
import { NO } from "./words-for-no.ts";

/** The values that a question asks to confirm. */
interface Asked {
  command: CommandGrammar;
  args: Readonly<Record<string, string>>;
}

const MOST_CHARS = 160;
/** Kinds that hang together with other values. */
const NEVER_DROPPED: ReadonlySet<ArgumentKind> = new Set(["deal-lines", "carried"]);
/** "Khỏi giao" and "khỏi ship" drop more than a field. "Ở" and "the" are small words. */
const NO_NOUN: ReadonlySet<string> = new Set(["giao", "ship", "bot", "giam", "the", "o", "lines"]);
const CLAUSE_ENDS = /[,;.\n]+|(?<= )(?:nhung|but|ma(?= van ))(?= )/gu;

/** What a clause says about a field, or about all others. */
interface Said {
  /** `same`: "tiêu đề giữ nguyên", which drops a change or lets it be, depending on the rest of the text. */
  does: "drops" | "keeps" | "same";
  field: string | null;
}

/**
 * Returns the values of a question without those that a text drops: `"cái tag thôi khỏi, địa chỉ thì vẫn sửa"`. `unclear` if
 * it drops a part and the bot cannot say which one. Null if it drops no part, or all.
 */
export function withoutDropped(text: string, asked: Asked): Record<string, string> | "unclear" | null {
  if (text.length > MOST_CHARS || text.includes("?")) return null;
  const clauses = fold(text)
    .split(CLAUSE_ENDS)
    .map((clause) => clause.replace(/[^\p{L}\p{N}]+/gu, " ").trim())
    .filter((clause) => clause !== "" && !namesNothing(clause));
  const read = clauses.map((clause) => saidIn(clause, asked.command));
  const others = clauses.filter((_, at) => read[at] === null);
  // "Khỏi đổi tên, huỷ luôn đi" drops all.
  if (others.some((clause) => stops(clause))) return null;
  const said = read.filter((one) => one !== null);
  const keeps = said.some(({ does }) => does === "keeps");
  const drops = said.filter(({ does }) => does === "drops");
  const same = said.filter(({ does }) => does === "same");
  const fields = (drops.length > 0 ? drops : same).map(({ field }) => field ?? "");
  if (fields.length === 0) return null;
  const isSure = others.length === 0 && (drops.length === 0 || same.length === 0);
  const left = isSure ? without(fields, asked) : null;
  if (left !== null) return left;
  const isOfPart = keeps || (others.length > 0 && without(fields, asked) !== null);
  return isOfPart || (drops.length > 0 && same.length > 0) ? "unclear" : null;
}

/**
 * Returns the values without these fields; null if a field has no value, or if nothing is left to confirm. A new record would
 * get its usual value again, so only a change of one loses a field.
 */
function without(fields: readonly string[], { command, args }: Asked): Record<string, string> | null {
  const left = { ...args };
  if (command.arguments.some(({ required, kind }) => required && !RECORDS.has(kind))) return null;
  for (const field of fields) {
    const argument = command.arguments.find(({ name }) => name === field);
    if (argument === undefined || left[field] === undefined) return null;
    if (argument.required || NEVER_DROPPED.has(argument.kind)) return null;
    delete left[field];
  }
  const isChange = ({ name, kind }: CommandGrammar["arguments"][number]) =>
    left[name] !== undefined && !RECORDS.has(kind) && kind !== "carried";
  return command.arguments.some(isChange) ? left : null;
}

function saidIn(clause: string, command: CommandGrammar): Said | null {
  for (const { does, pattern } of patternsOf(command)) {
    const key = pattern.exec(clause)?.groups?.field;
    const field = fieldKeys(command).find((one) => one.key === key);
    if (field !== undefined) return { does, field: field.argument.name };
  }
  return keepsRest(clause) ? { does: "keeps", field: null } : null;
}

const LEAD =
  "(?:(?:da|a|ah|ua|u|thoi|thui|khoan|nham|em|anh|chi|bot|oi|thi|va|con|nhung|but|and|ok|oke|no|well|please) )*";
const DEED =
  "(?:doi|sua|them|gan|ghi|cap nhat|chinh|luu|dien|nhap|change|changing|add|adding|update|updating|set|touch)";
const NOUN = `(?:(?:cai|phan|muc|vu|viec|khoan|${DEED}|the|his|her|new) )*`;
const NOT = `(?:${NO}|dung|don t|dont|do not|not)`;
const END =
  "(?: (?:di|nua|nha|nhe|nhen|nghen|a|em|luon|do|ra|giup|gium|please|pls|thoi|thui|vay|then|anymore|change|part|cua khach))*$";

interface SaidPattern {
  does: Said["does"];
  pattern: RegExp;
}

const known = new WeakMap<CommandGrammar, readonly SaidPattern[]>();

function patternsOf(command: CommandGrammar): readonly SaidPattern[] {
  const before = known.get(command);
  if (before !== undefined) return before;
  const nouns = fieldKeys(command)
    .map(({ key }) => key)
    .filter((key) => key !== "" && !NO_NOUN.has(key));
  const field = `(?<field>${nouns.map(escaped).join("|")})`;
  const patterns = WAYS.flatMap(({ does, ways }) =>
    ways(field).map((way) => ({ does, pattern: new RegExp(`^${LEAD}${way}${END}`, "u") })),
  );
  known.set(command, patterns);
  return patterns;
}

/** The ways to speak about a field. All patterns are of folded words. */
const WAYS: readonly { does: Said["does"]; ways(field: string): string[] }[] = [
  {
    does: "drops",
    ways: (field) => [
      // "Khỏi đổi tiêu đề", "bỏ cái tag đi", "don't change the title"
      `(?:(?:khoi|bo(?: qua)?|forget|drop|skip|leave out)(?: (?:can|phai|about))*|${NOT}(?: can)?(?: ${DEED})+) ${NOUN}${field}`,
      // "Cái tag thôi khỏi", "tiêu đề thì không đổi nữa"
      `${NOUN}${field}(?: (?:thi|nay|kia|moi|thoi|thui|em|cho|de))* (?:khoi|bo(?: qua| di)?|skip|${NOT} (?:can|${DEED}))(?: (?:can|${DEED}))*`,
    ],
  },
  {
    does: "same",
    ways: (field) => [
      `${NOUN}${field}(?: (?:thi|cu|cho|de))* (?:giu nguyen|de nguyen|giu nhu cu|nhu cu|stays? (?:as it is|as is|the same)|unchanged)`,
      `(?:giu nguyen|de nguyen|leave) ${NOUN}${field}(?: (?:nhu cu|as it is|as is|unchanged|alone))?`,
    ],
  },
  {
    does: "keeps",
    ways: (field) => [
      // "Vẫn đổi ưu tiên", "chỉ sửa địa chỉ thôi", "still change the priority"
      `(?:van|chi|cu|giu(?: lai)?|still|only|just|keep) ${NOUN}${field}`,
      // "Địa chỉ thì vẫn sửa", "ưu tiên ok"
      `${NOUN}${field}(?: (?:thi|van|cu|still|is|are))+(?: (?:${DEED}|giu|lam|ok|oke|duoc|dung|dung roi|fine|nhu vay|binh thuong))*`,
      `${NOUN}${field} (?:ok|oke|okay|duoc|dung|dung roi|fine)`,
    ],
  },
];
