import { findEmail, findPhone, nameValue } from "./customer.ts";
import { type Finding, type Passage, TAKEN, take, typed } from "./fold.ts";
import type { ArgumentGrammar } from "./grammar.ts";
import { isInName } from "./person-name.ts";
import { distinct, unquoted } from "./plain-values.ts";
import { withoutLeadIn } from "./word-lists.ts";

/** Words before a value that belong to it and not to the title: "cho", "for", "khách hàng". */
const CONNECTOR =
  /(?<![\p{L}\p{N}])(?:cho|for|cua|of|tu|from|voi|with|khach hang|khach|kh|customer|so dien thoai|dien thoai|sdt|so|phone|email|to|la)[\s:(]+$/u;
/** How much of a text is searched for a connector. No connector with its signs is longer. */
const CONNECTOR_CHARS = 100;
/** The most connectors in a row: "cho khách hàng số điện thoại". */
const CONNECTORS_MAX = 6;
const NOTHING_BEFORE = new RegExp(`(?:^|[${TAKEN},;:.!?\\n(–—-])\\s{0,100}$`);
const NOTHING_AFTER = new RegExp(`^\\s*(?:$|[${TAKEN},;:.!?\\n)–—-])`);
const PUNCTUATION = /^[ )]*[:,;–—-]*/;
/** The customer before a colon: `"cho chị Lan 0867 123 456:"`. */
const HEAD = /^[\s\uffff]*(?:cho|for|khach hang|khach|kh|customer|cua|of) [^:\n]{0,80}?:/;

/**
 * Takes a value with its connectors out of a text whose rest becomes a title. In the middle of a sentence ("gọi từ số
 * 0867123456 bị rớt") the value stays, because the sentence needs it.
 */
export function takeFromTitle(passage: Passage, found: Finding): void {
  const after = passage.free.slice(found.end);
  const head = HEAD.exec(passage.free)?.[0].length ?? 0;
  if (found.end < head) {
    take(passage, 0, head);
    return;
  }

  const start = withoutConnectors(passage, found.start);
  const end = found.end + (PUNCTUATION.exec(after)?.[0].length ?? 0);
  if (NOTHING_BEFORE.test(passage.free.slice(0, start)) || NOTHING_AFTER.test(after))
    take(passage, start, end);
}

/** Takes every phone number (or e-mail address) out of a passage. */
export function takeContacts(
  passage: Passage,
  kind: "phones" | "emails",
  maxItems: number,
  takeOut: (passage: Passage, found: Finding) => void,
): string | null {
  const values: string[] = [];
  while (values.length < maxItems) {
    const before = passage.free;
    const found = kind === "phones" ? findPhone(before) : findEmail(before, passage.folded.source);
    if (!found) break;
    values.push(found.value);
    takeOut(passage, found);
    // In the middle of a text, "Ngô Văn Tí sđt 0912… email …", the connectors are taken too.
    if (passage.free === before) take(passage, withoutConnectors(passage, found.start), found.end);
  }
  return values.length === 0 ? null : distinct(values).join("\n");
}

/** Returns where the connectors before a value begin: behind "Tí" in "Ngô Văn Tí sđt 0912…". */
function withoutConnectors(passage: Passage, end: number): number {
  let start = end;
  for (let count = 0; count < CONNECTORS_MAX; count++) {
    const before = passage.free.slice(Math.max(0, start - CONNECTOR_CHARS), start);
    const connector = CONNECTOR.exec(before)?.[0];
    if (connector === undefined || isInName(passage, start - connector.length, start)) break;
    start -= connector.length;
  }
  return start;
}

/** Finds a customer by name before the title: `"cho Nguyễn Văn An: máy in hỏng"`, `"for Lan, printer broken"`. */
export function findNamed(passage: Passage): Finding | null {
  const lead = /^[\s\uffff]*(?:cho|for|khach hang|khach|customer|cua) /.exec(passage.free)?.[0].length;
  if (!lead) return null;
  const written = typed(passage, lead, passage.free.length);
  const name = nameBefore(written);
  if (!name) return null;
  const value = nameValue(withoutLeadIn(name.text));
  // Folding changes lengths only for letters that no such name has.
  return value ? { start: 0, end: Math.min(lead + name.length, passage.free.length), value } : null;
}

/** Returns the name at the start: up to a colon or a line's end, or while words have capitals. */
function nameBefore(written: string): { text: string; length: number } | null {
  const upToColon = /^([^\d:,;.\n\uffff]{2,60}?)\s*[:\n]/u.exec(written);
  if (upToColon?.[1] && upToColon[1].split(" ").length <= 6)
    return { text: upToColon[1], length: upToColon[0].length };
  const capitals =
    /^((?:(?:anh|chị|cô|chú|bác|ông|bà|mr\.?|mrs\.?|ms\.?) )?\p{Lu}[\p{Ll}\p{M}]*(?: \p{Lu}[\p{Ll}\p{M}]*)*)(\s*[,–(-]\s*|\s+|$)/u.exec(
      written,
    );
  if (!capitals?.[1]) return null;
  const ends = /[,–(-]/.test(capitals[2] ?? "");
  return ends || capitals[1].includes(" ") ? { text: capitals[1], length: capitals[0].length } : null;
}

/** Finds a customer by number: `"cho 9457: máy in hỏng"`. A number is a customer's only before a pause. */
export function findBareId(passage: Passage): Finding | null {
  const match = /^[\s\uffff]*(?:(?:cho|for|cua) )?#?([1-9]\d{2,11})(?:\s*[:,–-]|\s*\n|\s*$)/.exec(
    passage.free,
  );
  return match?.[1] ? { start: 0, end: match[0].length, value: `id:${match[1]}` } : null;
}

const EDGE_START = /^[\s,;:.!?–—=>-]+/;
const EDGE_END = /(?<![\s,;:–—=<-])[\s,;:–—=<-]+$/;
const EDGE_WORDS =
  /^(?:cho|for|về việc|về|ve viec|là|about|that|mới|moi|new|with|với|nội dung|vì|because)(?=[\s:,])|^(?:mới|moi|new)$|\s(?:cho|for|của|và|and)$/i;
/** The most connecting words to remove: for each one the whole text is read again. */
const EDGE_ROUNDS = 12;
/** The limit is for an open quotation mark, whose end would be searched through the whole text. */
const WHOLE_QUOTE = /["“«]([^"”»\n]{1,1000})["”»]/;
const PAUSE = /[,;](?=\s)/;
const SENTENCE_END = /[.!?…](?=\s+\S)/;

/** Gives what is left to the arguments of text: a quoted part, or the first line or sentence, then the rest. */
export function titleAndBody(
  left: string,
  open: readonly (ArgumentGrammar | undefined)[],
): Record<string, string> {
  const line = open.find((one) => one?.kind === "line");
  const lines = open.find((one) => one?.kind === "lines");
  const quote = line && WHOLE_QUOTE.exec(left);
  const [title, body] = quote?.[1]
    ? [quote[1], left.replace(quote[0], " ")]
    : line
      ? split(withoutKey(trimmed(left), line), lines !== undefined, line.brief === true)
      : ["", left];

  const values: Record<string, string> = {};
  const shortTitle = trimmed(title.replace(/\s+/g, " ")).replace(/(?<![.…\s])[.…\s]+$/, "");
  if (line && /[\p{L}\p{N}\p{S}]/u.test(shortTitle)) values[line.name] = shortTitle;
  const tidyBody = trimmed(
    body
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .replace(/\n{3,}/g, "\n\n"),
  );
  if (lines && /[\p{L}\p{N}\p{S}]/u.test(tidyBody)) values[lines.name] = tidyBody;
  return values;
}

/** `"tên là Ngô Văn Tí"` → `"Ngô Văn Tí"` */
function withoutKey(text: string, { name, keys }: ArgumentGrammar): string {
  const lower = text.toLowerCase();
  const key = [name, ...keys].find((one) => lower.startsWith(`${one.toLowerCase()} `));
  return key === undefined
    ? text
    : text
        .slice(key.length)
        .replace(/^ (?:là|la|is) /i, " ")
        .trim();
}

function split(text: string, hasBody: boolean, isBrief: boolean): [title: string, body: string] {
  if (!hasBody) return [text, ""];
  const newline = text.indexOf("\n");
  const first = newline === -1 ? text : text.slice(0, newline);
  const sentence = (isBrief ? PAUSE : SENTENCE_END).exec(first);
  const end = sentence ? sentence.index + 1 : first.length;
  return [text.slice(0, end), text.slice(end)];
}

/** Returns the text without the punctuation and the connecting words at its edges. */
function trimmed(text: string): string {
  let now = unquoted(text.trim());
  for (let round = 0; round < EDGE_ROUNDS; round++) {
    const before = now;
    now = now.replace(EDGE_START, "").replace(EDGE_END, "").replace(EDGE_WORDS, "");
    if (now === before) break;
  }
  return now;
}
