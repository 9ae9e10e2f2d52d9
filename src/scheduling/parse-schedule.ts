import { isUsable } from "./due.ts";
import { LAST_SURE_DAY, type Schedule, type TimeOfDay, type Weekday } from "./schedule.ts";

/** A schedule found in a text, and its place there. */
export interface SpokenSchedule {
  start: number;
  end: number;
  /** An hour that stands apart from its days: "mỗi ngày gửi báo cáo đánh giá lúc 17h". */
  apart?: { start: number; end: number };
  schedule: Schedule;
}

/** The time of a schedule without an hour: before the shop opens. */
const USUAL_TIME: TimeOfDay = { hour: 8, minute: 30 };
/** The times of "mỗi chiều" and similar parts of the day. */
const USUAL_TIMES: Readonly<Record<string, TimeOfDay>> = {
  trua: { hour: 12, minute: 0 },
  chieu: { hour: 17, minute: 0 },
  toi: { hour: 20, minute: 0 },
};
const IN_ENGLISH: Readonly<Record<string, string>> = { afternoon: "chieu", evening: "toi", night: "toi" };

/** The length is limited. In "1/1-1/1-…" a field may begin at each character, and each time its end is searched. */
const CRON_FIELD =
  "(?:[*]|\\d{1,2}|(?:mon|tue|wed|thu|fri|sat|sun|l)(?![\\p{L}]))(?:[\\d,/*#l-]|mon|tue|wed|thu|fri|sat|sun){0,80}";
const CRON = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:cron:? ?)?(${CRON_FIELD}(?: ${CRON_FIELD}){4})(?![\\p{L}\\p{N}])`,
  "u",
);

const DAY_NAMES: readonly (readonly [Weekday, string])[] = [
  [1, "thu (?:2|hai)|t2|mon(?:days?)?"],
  [2, "thu (?:3|ba)|t3|tue(?:s(?:days?)?)?"],
  [3, "thu (?:4|tu)|t4|wed(?:nesdays?)?"],
  [4, "thu (?:5|nam)|t5|thu(?:rs(?:days?)?)?(?! (?:\\d|hai|ba|tu|nam|sau|bay))"],
  [5, "thu (?:6|sau)|t6|fri(?:days?)?"],
  [6, "thu (?:7|bay)|t7|sat(?:urdays?)?"],
  [7, "chu nhat|cn|sun(?:days?)?"],
];

const DAY = DAY_NAMES.map(([, names]) => names).join("|");
/** Excludes the hour after the day: "monthly 1 08:00", "ngày 1 8 giờ". */
const NO_HOUR = "(?!\\d|[:h]\\d| ?gio|h(?!\\p{L}))";
const DAY_OF_MONTH = `(?:ngay |mung |(?:on )?(?:the )?)?(?<day>\\d{1,2})(?:st|nd|rd|th)?${NO_HOUR}`;

/** The parts of a schedule, which may come in any order. Longer and clearer ones stand first. */
const PIECES = {
  weekdays:
    `(?:cac |moi |hang )?ngay (?:lam viec|trong tuan|thuong)|(?:thu (?:2|hai)|t2) ?(?:den|toi|-|–) ?(?:thu (?:6|sau)|t6)` +
    "|(?:every |on )?(?:weekdays?|(?:working|week|business) days?)|mon(?:day)? ?(?:-|–|to) ?fri(?:day)?",
  last: "(?:(?:moi|hang) )?(?:ngay )?cuoi (?:cung )?(?:cua )?(?:(?:moi|hang) )?thang|(?:monthly |on )?(?:the )?last(?: day)?(?: of (?:the|every|each) month)?",
  first: "(?:(?:moi|hang) )?dau (?:(?:moi|hang) )?thang",
  monthly: `(?:monthly|(?:moi|hang) thang|(?:every|each) month)(?:(?: vao| luc)? ${DAY_OF_MONTH})?`,
  dated: `(?:ngay|mung) (?<dated>\\d{1,2})${NO_HOUR}(?: (?:cua )?(?:(?:moi|hang) )?thang)?|(?:on )?the (?<nth>\\d{1,2})(?:st|nd|rd|th)(?: of (?:every|each|the) month)?`,
  daily:
    "(?:moi|hang|tung) (?:ngay|sang|buoi sang|trua|chieu|toi)|(?:every|each) (?:day|morning|evening|afternoon|night)|everyday|daily",
  weekly: "weekly|(?:moi|hang) tuan|(?:every|each) week",
  weekday: `(?:(?:moi|hang|vao|every|each|on) ){0,3}(?:${DAY})`,
  time:
    "(?:luc |vao |at |hoi )?(?<hour>\\d{1,2})(?:(?::|h)(?<minute>\\d{2})|h| ?gio(?: (?<half>ruoi)| ?(?<spoken>\\d{1,2})(?: phut)?)?|(?= ?(?:am|pm)))" +
    "(?: ?(?<part>sang|trua|chieu|toi|dem|am|pm))?",
} as const;

type SchedulePart = keyof typeof PIECES;

const NAMES = Object.keys(PIECES) as SchedulePart[];
const EDGE = "(?![\\p{L}\\p{N}])";
const anyPiece = NAMES.map((name) => `(?:${unnamed(PIECES[name])})${EDGE}`).join("|");
const EACH_PIECE = NAMES.map((piece) => ({
  piece,
  pattern: new RegExp(`(?:${PIECES[piece]})${EDGE}`, "uy"),
}));
/** Pieces in a row, with only connecting words between them. */
const CHAIN = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${anyPiece})(?:(?:[ ,;]|va |and |luc |vao |at |on )+(?:${anyPiece}))*`,
  "u",
);

/**
 * Returns the first schedule that a text names. An hour alone means every day at that time. Null if none is named, or
 * if it is not possible. Examples: a 32nd, two hours, once a week without a day, a cron line that is due every minute.
 * @param text  folded: without accents, in small letters
 * @example findSpoken("bao cao danh gia moi ngay 8h30")?.schedule // { kind: "daily", at: { hour: 8, minute: 30 } }
 */
export function findSpoken(text: string): SpokenSchedule | null {
  const cron = CRON.exec(text);
  if (cron?.[1] !== undefined) {
    const schedule: Schedule = { kind: "cron", line: cron[1] };
    return isUsable(schedule) ? { start: cron.index, end: cron.index + cron[0].length, schedule } : null;
  }
  const chain = CHAIN.exec(text);
  if (chain === null) return null;
  const end = chain.index + chain[0].length;
  const pieces = piecesOf(chain[0]);
  const apart = pieces.some(({ piece }) => piece === "time") ? null : hourAfter(text, end);
  const schedule = scheduleOf(apart === null ? pieces : [...pieces, ...apart.pieces]);
  if (schedule === null) return null;
  const found = { start: chain.index, end, schedule };
  return apart === null ? found : { ...found, apart: { start: apart.start, end: apart.end } };
}

/** Returns the next words if they are a time of day and nothing else. */
function hourAfter(text: string, from: number) {
  const chain = CHAIN.exec(text.slice(from));
  if (chain === null) return null;
  const pieces = piecesOf(chain[0]);
  const isHour = pieces.length === 1 && pieces[0]?.piece === "time";
  return isHour ? { pieces, start: from + chain.index, end: from + chain.index + chain[0].length } : null;
}

interface FoundPiece {
  piece: SchedulePart;
  text: string;
  groups: Readonly<Record<string, string | undefined>>;
}

function piecesOf(chain: string): FoundPiece[] {
  const found: FoundPiece[] = [];
  for (let at = 0; at < chain.length; ) {
    const next = pieceAt(chain, at);
    if (next !== null) found.push(next);
    at += next?.text.length ?? 1;
  }
  return found;
}

function pieceAt(chain: string, at: number): FoundPiece | null {
  for (const { piece, pattern } of EACH_PIECE) {
    pattern.lastIndex = at;
    const match = pattern.exec(chain);
    if (match) return { piece, text: match[0], groups: match.groups ?? {} };
  }
  return null;
}

function scheduleOf(pieces: readonly FoundPiece[]): Schedule | null {
  const has = (piece: SchedulePart) => pieces.some((one) => one.piece === piece);
  const part = partOfDay(pieces);
  const times = pieces.filter(({ piece }) => piece === "time").map((one) => timeOf(one, part));
  if (times.length > 1 || times.includes(null)) return null;
  const at = times[0] ?? USUAL_TIMES[part ?? ""] ?? USUAL_TIME;
  const days = [...new Set(pieces.filter(({ piece }) => piece === "weekday").map(({ text }) => dayOf(text)))];
  const dates = pieces
    .flatMap(({ groups }) => [groups.day, groups.dated, groups.nth])
    .filter((date) => date !== undefined)
    .map(Number);
  if (dates.length > 1) return null;

  if (has("weekdays")) return { kind: "weekdays", at };
  if (has("last")) return { kind: "monthly", day: "last", at };
  if (has("first")) return { kind: "monthly", day: 1, at };
  const [date] = dates;
  if (date !== undefined || has("monthly")) return monthly(date ?? 1, at);
  if (days.length === 7) return { kind: "daily", at };
  if (days.length > 0) return { kind: "weekly", days: days.sort((a, b) => a - b), at };
  // Once a week without a day is no schedule, because nobody expects a day that was not named.
  return has("weekly") ? null : { kind: "daily", at };
}

/** Not every month has a 29th, 30th or 31st, so they mean the last day. */
function monthly(day: number, at: TimeOfDay): Schedule | null {
  if (day < 1 || day > 31) return null;
  return { kind: "monthly", day: day > LAST_SURE_DAY ? "last" : day, at };
}

function dayOf(text: string): Weekday {
  const found = DAY_NAMES.find(([, names]) => new RegExp(`(?:^| )(?:${names})$`, "u").test(text));
  return found?.[0] ?? 1;
}

/** "Mỗi tối 6h" is 18:00, although "tối" does not stand beside the hour. */
function partOfDay(pieces: readonly FoundPiece[]): string | undefined {
  const daily = pieces.find(({ piece }) => piece === "daily")?.text;
  const said = daily && /(?:trua|chieu|toi|afternoon|evening|night)$/.exec(daily)?.[0];
  return said && (IN_ENGLISH[said] ?? said);
}

function timeOf({ groups }: FoundPiece, ofDay: string | undefined): TimeOfDay | null {
  const { hour, minute, half, spoken, part = ofDay } = groups;
  const said = Number(hour);
  const at = { hour: hourIn(said, part), minute: half === undefined ? Number(minute ?? spoken ?? 0) : 30 };
  return said < 24 && at.hour < 24 && at.minute < 60 ? at : null;
}

/** Returns the hour from 0 to 23: `"6h chiều"` is 18, `"12h trưa"` 12, `"12h đêm"` 0, `"12 am"` 0. */
function hourIn(hour: number, part: string | undefined): number {
  if (part === "am" || part === "dem")
    return hour === 12 ? 0 : part === "dem" && hour > 6 && hour < 12 ? hour + 12 : hour;
  if (part === "pm" || part === "chieu" || part === "toi") return hour < 12 ? hour + 12 : hour;
  return part === "trua" && hour < 4 ? hour + 12 : hour;
}

/** Removes the names of groups, because a name may occur only once in a regular expression. */
function unnamed(pattern: string): string {
  return pattern.replace(/\(\?<\w+>/g, "(?:");
}
