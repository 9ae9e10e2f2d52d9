import { pick } from "./aliases.ts";
import { isRecord, readAsText, readLabel } from "./shapes.ts";

type Answered = { question: string; answer: string }[];

const QUESTION_KEYS = ["question", "questionName", "title", "label", "name", "key"];
const ANSWER_KEYS = ["answer", "answers", "value", "values", "result"];
/** The keys under which an object may hold the list of answers. */
const LIST_KEYS = ["answers", "questions", "fields", "values", "data", "items"];

/**
 * The answered questions of a survey form, in any likely form: `[{ question: "Hài lòng?", answer: "Có" }]`, `{ "Hài
 * lòng?": "Có" }`, `{ answers: [...] }`. Null where none is answered.
 */
export function readSurvey(value: unknown): Answered | null {
  const answered = (Array.isArray(value) ? readItems(value) : isRecord(value) ? readTable(value) : []).filter(
    ({ answer }) => answer !== "",
  );
  return answered.length > 0 ? answered : null;
}

function readItems(items: readonly unknown[]): Answered {
  return items.filter(isRecord).flatMap((item) => {
    const question = pick(item, QUESTION_KEYS, readLabel);
    const answer = pick(item, ANSWER_KEYS, (content) => readAsText(content) || null);
    return question !== null && answer !== null ? [{ question, answer }] : [];
  });
}

function readTable(table: Record<string, unknown>): Answered {
  const list = pick(table, LIST_KEYS, (inner) => (Array.isArray(inner) ? inner : null));
  if (list) return readItems(list);
  return Object.entries(table)
    .filter(([key]) => !/^_|^id$|At$/.test(key))
    .map(([question, content]) => ({ question, answer: readAsText(content) }));
}
