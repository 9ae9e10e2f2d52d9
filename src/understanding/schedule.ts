import { findSpoken } from "../scheduling/parse-schedule.ts";
import { parseSchedule, writeSchedule } from "../scheduling/schedule.ts";
import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

/** A schedule from one field or answer: `"mỗi ngày 8h30"` → `"daily 08:30"`; null where it is none, or says more. */
export function readSchedule(text: string): string | null {
  const given = fold(clean(text));
  if (parseSchedule(given)?.kind !== undefined && findSpoken(given) !== null) return given;
  const found = findSchedule(given);
  const isAll = found !== null && !/[\p{L}\p{N}]/u.test(given.slice(0, found.start) + given.slice(found.end));
  return isAll ? found.value : null;
}

/** The first schedule that a longer text names, with its place. */
export function findSchedule(free: string): Finding | null {
  const found = findSpoken(free);
  if (found === null) return null;
  const { start, end, apart, schedule } = found;
  return { start, end, value: writeSchedule(schedule), ...(apart && { apart }) };
}
