import { TZDate } from "@date-fns/tz";
import { format } from "date-fns/format";
import { isValid } from "date-fns/isValid";
import {
  type DaySpan,
  day,
  daysOfMonth,
  fromMonthTo,
  fromTo,
  lastSpan,
  month,
  monthsTo,
  nextSpan,
  numberedMonth,
  numberedQuarter,
  quarter,
  sinceMonth,
  type Way,
  week,
  year,
} from "./calendar.ts";
import { cleanText, type Finding, foundAt, openPassage, type Passage, typed, wholeWords } from "./fold.ts";
import type { ReadingContext } from "./grammar.ts";
import {
  CLEAR_MONTH,
  MONTH,
  MONTH_BEFORE_DAY,
  MONTH_BEHIND_DAY,
  MONTH_BUT_NAMES,
  monthOf,
  NAMED_DAY,
  NO_MONTH,
  withoutOtherMonths,
} from "./month-names.ts";
import { latestWeekday, sinceStartOf, WEEKDAY, weekdayOfWeek } from "./weekdays.ts";
import { WORD_CHARS } from "./word-chars.ts";

interface RangePattern {
  pattern: RegExp;
  /** Null if the words look like a range and name no days: `31/02`. */
  days(match: RegExpExecArray, today: TZDate, way: Way): DaySpan | null;
}

/** The days that a `range` argument asks for. */
export interface RangeOptions {
  /** True for days to come: "tuần sau", "7 ngày tới", and `"1/12"` as the next 1 December. */
  future?: boolean;
}

const CANONICAL = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/;
/** "Quá 3 ngày" is older than that, and no time of the last three days. */
const NOT_OLDER = "(?<!(?:qua|hon|tren|tre|over|older than) )";
const DAY = `(?:ngay )?(\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{4}|[/.-]\\d{2})?|${NAMED_DAY})`;
const NOT_IN_NUMBER = `(?<![${WORD_CHARS}/.-])`;
const NUMBER_ENDS = `(?![${WORD_CHARS}/]|[.-]\\d)`;

const spoken = (pattern: string, days: RangePattern["days"]) => ({ pattern: wholeWords(pattern), days });

/** "1/11 - 15/11", "từ 1/11 đến 15/11". */
const FROM_TO: RangePattern = {
  pattern: new RegExp(
    `${NOT_IN_NUMBER}(?:(?:tu|from|between) )?${DAY} ?(?:-|–|—|\\.\\.\\.?|→|/|den(?: het)?|toi|to|until|and|va) ?${DAY}${NUMBER_ENDS}`,
    "u",
  ),
  days: (match, today, way) => fromTo(match[1], match[2], today, way),
};

const ORDINAL = "(?:st|nd|rd|th)?";
const YEAR = "(?:19|20)\\d{2}";
const UNTIL = " ?(?:-|–|—|to|until|till|through|and) ?";
const NO_DAY_BEFORE = `(?<!\\d${ORDINAL}[ -](?:of )?)`;
const NO_DAY_BEHIND = `(?! \\d{1,2}${ORDINAL}(?![${WORD_CHARS}]))`;

/** Two days of one month, or two months: "1-5 Dec", "Dec 1 to 5", "Oct to Dec 2026". */
const SPANS_OF_NAMED_MONTHS: readonly RangePattern[] = [
  spoken(
    `(?<![/.-])(?:(?:from|between) )?(\\d{1,2})${ORDINAL}${UNTIL}(\\d{1,2})${ORDINAL} (?:of )?(${MONTH_BEHIND_DAY})\\.?(?:,? (${YEAR}))?`,
    ([, from, to, name = "", year], today, way) => daysOfMonth(from, to, monthOf(name), year, today, way),
  ),
  spoken(
    `(?:(?:from|between) )?(${MONTH_BEFORE_DAY})\\.? (\\d{1,2})${ORDINAL}${UNTIL}(\\d{1,2})${ORDINAL}(?:,? (${YEAR}))?`,
    ([, name = "", from, to, year], today, way) => daysOfMonth(from, to, monthOf(name), year, today, way),
  ),
  spoken(
    `${NO_DAY_BEFORE}(?:(?:from|between) )?(${MONTH})\\.?(?: (${YEAR}))?${UNTIL}(${MONTH})\\.?(?: (${YEAR}))?${NO_DAY_BEHIND}`,
    ([, first = "", firstYear, last = "", lastYear], today, way) =>
      fromMonthTo([monthOf(first), firstYear], [monthOf(last), lastYear], today, way),
  ),
];

/** A month by its English name. Names that are other words as well, such as "may", need a word or a year beside them. */
const NAMED_MONTHS: readonly RangePattern[] = [
  spoken(
    `(?:since|from) (${MONTH})\\.?(?:,? (${YEAR}))?(?: (?:to|until|till) (?:now|today))?${NO_DAY_BEHIND}`,
    ([, name = "", year], today, way) => (way === "back" ? sinceMonth(monthOf(name), year, today) : null),
  ),
  spoken(`(this|last|next) (${MONTH})${NO_DAY_BEHIND}`, ([, which = "", name = ""], today) =>
    month(today, monthsTo(monthOf(name), which, today)),
  ),
  spoken(
    `(?<!may )(?:(?:in|during|since|from) (${MONTH})|(?:for|${NO_DAY_BEFORE}of) (${MONTH_BUT_NAMES}))\\.?(?:,? (?:of )?(${YEAR}))?${NO_DAY_BEHIND}`,
    ([, name, other = "", year], today, way) => numberedMonth(monthOf(name ?? other), year, today, way),
  ),
  spoken(`${NO_DAY_BEFORE}(${MONTH})\\.?(?:,? (?:of )?|-)(${YEAR})`, ([, name = "", year], today, way) =>
    numberedMonth(monthOf(name), year, today, way),
  ),
  spoken(`${NO_DAY_BEFORE}(${CLEAR_MONTH})\\.?${NO_DAY_BEHIND}`, ([, name = ""], today, way) =>
    numberedMonth(monthOf(name), undefined, today, way),
  ),
];

const THIS_VI = "(?:nay|hien tai)";
const LAST_VI = "(?:truoc|qua|roi|vua qua|vua roi)";
const NEXT_VI = "(?:sau|toi|sap toi|ke tiep|tiep theo)";
const THIS = "(?:this|current)";
const LAST = "(?:last|past|previous)";

const UNTIL_NOW =
  "(?: (?:den|toi|cho (?:den|toi)) (?:hom )?(?:nay|gio|chu|hien tai|bay gio)| (?:to|till|until) (?:now|today))";
const past = (pattern: string, days: (match: RegExpExecArray, today: TZDate) => DaySpan | null) =>
  spoken(pattern, (match, today, way) => (way === "back" ? days(match, today) : null));

/** Days of the past by weekday, by the start of a week or a month, and by words of everyday talk. */
const SPOKEN_PAST: readonly RangePattern[] = [
  // "Mấy" looks like a month and is replaced.
  past(
    `(?:may|vai|${NO_MONTH}{3}) (?:ngay|bua|hom) (?:nay|qua|ni|gan day)|bua gio|gan day|recently|lately`,
    (_, today) => lastSpan(7, "ngay", today),
  ),
  past(
    `tu dau (tuan|thang|quy|nam)(?: nay)?${UNTIL_NOW}?|dau (tuan|thang|quy|nam)(?: nay)?${UNTIL_NOW}`,
    (match, today) => sinceStartOf(match[1] ?? match[2] ?? "", today),
  ),
  past(
    `since the (?:start|beginning) of (?:the |this )?(week|month|quarter|year)${UNTIL_NOW}?`,
    ([, unit = ""], today) => sinceStartOf(unit, today),
  ),
  past(
    `(?:tu |from )?(?:hom )?(${WEEKDAY}) (?:den|toi|to|-) (?:het )?(${WEEKDAY})`,
    ([, from = "", to = ""], today) => {
      const [first, last] = [weekdayOfWeek(from, 0, today), weekdayOfWeek(to, 0, today)];
      return first <= last ? [first, last] : null;
    },
  ),
  past(
    `(?:tu|since|from) (?:hom |ngay )?(${WEEKDAY})(?: tuan nay)?${UNTIL_NOW}?|(${WEEKDAY})${UNTIL_NOW}`,
    (match, today) => [latestWeekday(match[1] ?? match[2] ?? "", today), today],
  ),
  past(
    `(?:hom |ngay )?(${WEEKDAY}) (?:tuan (?:truoc|roi|qua)|last week)|last (${WEEKDAY})`,
    (match, today) => {
      const day = weekdayOfWeek(match[1] ?? match[2] ?? "", -1, today);
      return [day, day];
    },
  ),
  past(
    `(?:hom|ngay|sang|chieu|toi) (${WEEKDAY})|(${WEEKDAY}) (?:vua roi|vua qua|tuan nay)|on (${WEEKDAY})|(chu nhat)`,
    (match, today) => {
      const day = latestWeekday(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "", today);
      return [day, day];
    },
  ),
  past(
    `tu (?:hom qua|(?:toi|dem|chieu|sang|trua) (?:hom )?qua)${UNTIL_NOW}?|toi qua${UNTIL_NOW}`,
    (_, today) => [day(today, -1)[0], today],
  ),
  past("hqua|bua qua|(?:toi|dem|chieu|sang|trua|khuya) (?:hom )?qua|last night", (_, today) =>
    day(today, -1),
  ),
  past("bua kia", (_, today) => day(today, -2)),
  past(
    `hnay|hom ni|bua (?:nay|ni)|trong ngay(?: hom nay)?|(?:sang|trua|chieu|toi) (?:gio|ni)|tu (?:sang|trua|chieu)${UNTIL_NOW}?|hoi (?:sang|trua|chieu)(?: nay)?`,
    (_, today) => day(today, 0),
  ),
  past("trong tuan(?! (?:truoc|qua|roi|sau|toi))", (_, today) => week(today, 0)),
  past("trong thang(?! (?:truoc|qua|roi|sau|toi|\\d))", (_, today) => month(today, 0)),
  past("t(1[0-2]|[89])(?: ?/ ?(\\d{4}))?", (match, today) =>
    numberedMonth(Number(match[1]), match[2], today, "back"),
  ),
];

/** The first pattern that fits is taken, so longer ones stand first. Weeks begin on Monday. */
const PATTERNS: readonly RangePattern[] = [
  {
    pattern: new RegExp(
      `(?<![${WORD_CHARS}])(?:tu|since|from) ${DAY}${NUMBER_ENDS}(?: (?:den|toi) (?:hom )?nay)?`,
      "u",
    ),
    days: (match, today, way) =>
      way === "back" ? fromTo(match[1], format(today, "yyyy-MM-dd"), today, way) : null,
  },
  {
    pattern: new RegExp(`${NOT_IN_NUMBER}${DAY}${NUMBER_ENDS}`, "u"),
    days: (match, today, way) => fromTo(match[1], match[1], today, way),
  },
  spoken(
    `${NOT_OLDER}(?:(?:trong )?(?:vong )?)(\\d{1,4}) (ngay|hom|tuan|thang|nam)(?: (?:qua|gan day|gan nhat|vua qua|vua roi|truoc|tro lai(?: day)?))?` +
      `|(?:(?:in |over )?(?:the )?${LAST} )?(\\d{1,4}) (days?|weeks?|months?|years?)`,
    (match, today) => lastSpan(Number(match[1] ?? match[3]), match[2] ?? match[4] ?? "", today),
  ),
  spoken("hom kia", (_, today) => day(today, -2)),
  spoken("hom qua|yesterday", (_, today) => day(today, -1)),
  spoken("(?:ngay )?hom nay|today|(?:sang|chieu|toi) nay", (_, today) => day(today, 0)),
  spoken(`tuan ${THIS_VI}|${THIS} week`, (_, today) => week(today, 0)),
  spoken(`tuan ${LAST_VI}|${LAST} week`, (_, today) => week(today, -1)),
  spoken(`thang ${THIS_VI}|${THIS} month`, (_, today) => month(today, 0)),
  spoken(`thang ${LAST_VI}|${LAST} month`, (_, today) => month(today, -1)),
  spoken(`quy ${THIS_VI}|${THIS} quarter`, (_, today) => quarter(today, 0)),
  spoken(`quy ${LAST_VI}|${LAST} quarter`, (_, today) => quarter(today, -1)),
  spoken("(?:quy |quarter |q)([1-4])(?:(?: ?[/-] ?| nam | )(\\d{4}))?", (match, today, way) =>
    numberedQuarter(Number(match[1]), match[2], today, way),
  ),
  spoken("nam nay|this year", (_, today) => year(today, 0)),
  spoken("nam (?:ngoai|truoc|qua|roi)|last year", (_, today) => year(today, -1)),
  spoken("thang (1[0-2]|0?[1-9])(?: ?[/-] ?| nam )?(\\d{4})?", (match, today, way) =>
    numberedMonth(Number(match[1]), match[2], today, way),
  ),
  ...NAMED_MONTHS,
];

/** Ways to name days to come. */
const AHEAD: readonly RangePattern[] = [
  {
    pattern: new RegExp(`(?<![${WORD_CHARS}])(?:den|toi|until|by)(?: het)? ${DAY}${NUMBER_ENDS}`, "u"),
    days: (match, today) => fromTo(format(today, "yyyy-MM-dd"), match[1], today, "ahead"),
  },
  spoken(
    `(?:trong )?(?:vong )?(\\d{1,4}) (ngay|hom|tuan|thang|nam)(?! (?:qua|gan|vua|truoc|tro lai))(?: (?:nua|${NEXT_VI}))?` +
      `|(?<!${LAST} )(?:(?:in |over )?(?:the )?(?:next|coming|following) )?(\\d{1,4}) (days?|weeks?|months?|years?)`,
    (match, today) => nextSpan(Number(match[1] ?? match[3]), match[2] ?? match[4] ?? "", today),
  ),
  spoken("(?:ngay|sang|chieu|toi) mai|tomorrow", (_, today) => day(today, 1)),
  spoken("ngay (?:kia|mot)", (_, today) => day(today, 2)),
  spoken(`tuan ${NEXT_VI}|next week`, (_, today) => week(today, 1)),
  spoken(`thang ${NEXT_VI}|next month`, (_, today) => month(today, 1)),
  spoken(`quy ${NEXT_VI}|next quarter`, (_, today) => quarter(today, 1)),
  spoken(`nam ${NEXT_VI}|next year`, (_, today) => year(today, 1)),
];

/** Words of time that name no readable days: "tháng 13", "ngày 32/11", "tuần sau". */
const BROKEN = new RegExp(
  `${NOT_IN_NUMBER}(?:(?:ngay|tuan|thang|quy|nam|day|week|month|quarter|year) \\d{1,4}(?:[/.-]\\d{1,4}){0,2}|\\d{1,2}[/-]\\d{1,2}(?:[/-]\\d{2,4})?` +
    `|${NOT_OLDER}\\d{1,6} (?:ngay|tuan|thang|quy|nam|days?|weeks?|months?|quarters?|years?)|ngay mai|(?:tuan|thang|quy|nam) (?:sau|toi)|tomorrow|next (?:week|month|quarter|year)` +
    `|\\d{1,2}${ORDINAL} (?:of )?(?:${CLEAR_MONTH})|(?:${CLEAR_MONTH}) \\d{1,2}${ORDINAL})${NUMBER_ENDS}`,
  "u",
);

/**
 * Reads the days of one field or answer, as first and last day, both included. Examples: `"tuần này"` →
 * `"2026-11-23/2026-11-29"`, `"1/11 - 15/11"` → `"2026-11-01/2026-11-15"`, `"7 ngày qua"` → today and the six days
 * before. A day without a year is the latest one that is not after today; with `future` the next one from today on.
 * Null if no days are named.
 */
export function readRange(text: string, context: ReadingContext, options?: RangeOptions): string | null {
  const given = cleanText(text);
  const canonical = CANONICAL.exec(given);
  if (canonical)
    return isDay(canonical[1]) && isDay(canonical[2]) && canonical[1] <= canonical[2] ? given : null;
  return findRange(openPassage(given), context, options)?.value ?? null;
}

/** Finds the first range in a longer text. */
export function findRange(
  passage: Passage,
  context: ReadingContext,
  { future = false }: RangeOptions = {},
): Finding | null {
  const free = withoutOtherMonths(passage);
  const patterns = [FROM_TO, ...SPANS_OF_NAMED_MONTHS, ...(future ? AHEAD : SPOKEN_PAST), ...PATTERNS];
  for (const { pattern, days } of patterns) {
    const match = pattern.exec(free);
    if (!match) continue;
    const found = days(match, new TZDate(context.now, context.timeZone), future ? "ahead" : "back");
    if (!found || found.some((day) => !isValid(day))) continue;
    const [first, last] = found.map((day) => format(day, "yyyy-MM-dd"));
    return foundAt(match, `${first}/${last}`);
  }
  return null;
}

/** Finds words that look like days and are none. They are returned as typed, so that the answer can quote them. */
export function findBrokenRange(passage: Passage): Finding | null {
  const match = BROKEN.exec(passage.free);
  return match && foundAt(match, typed(passage, match.index, match.index + match[0].length));
}

function isDay(text: string | undefined): text is string {
  const date = new Date(`${text}T00:00:00Z`);
  return isValid(date) && date.toISOString().startsWith(text ?? "?");
}
