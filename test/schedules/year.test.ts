import { expect, it } from "vitest";
import { seededRandom } from "../faults/support/random.ts";
import { liveAYear, type Year } from "./year.ts";

const SCHEDULES = [
  "daily 08:30",
  "weekdays 18:00",
  "weekly mon 09:00",
  "monthly 1 08:00",
  "monthly last 20:00",
  // In Berlin and New York this hour is left out once a year, and comes twice once a year.
  "daily 02:30",
  "daily 01:30",
  "cron 15 6,18 * * *",
] as const;

/** What a year of 365 days owes by its calendar, whatever the clocks did: counted by days, without any schedule. */
function owed(first: Date, days: number): number[] {
  const calendar = Array.from({ length: days }, (_, index) => new Date(first.getTime() + index * 86_400_000));
  const count = (fits: (day: Date) => boolean) => calendar.filter(fits).length;
  const isLast = (day: Date) => new Date(day.getTime() + 86_400_000).getUTCDate() === 1;
  return [
    2 * days,
    count((day) => day.getUTCDay() >= 1 && day.getUTCDay() <= 5),
    count((day) => day.getUTCDay() === 1),
    count((day) => day.getUTCDate() === 1),
    count(isLast),
    days,
    days,
    2 * days,
  ];
}

const ZONES = ["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York"] as const;

it("sends or skips for a reason whatever was due in a year of restarts, outages and kills, and doubles nothing in silence", async () => {
  const table = [];
  for (const [seed, timeZone] of ZONES.entries()) {
    const year = await liveAYear(SCHEDULES, { timeZone, random: seededRandom(seed + 5) });
    const sums = judge(year);
    // The year begins within a day, and ends a day later: full calendar days lie between.
    const local = year.rows.filter(({ number }) => number === 1 || number === 6);
    const days = new Set(local.map(({ dueAt }) => dueAt.toISOString().slice(0, 10)));
    expect(days.size).toBeGreaterThanOrEqual(365);
    table.push({ zone: timeZone, ...sums });

    expect(sums.silentlyDoubled).toBe(0);
    expect(sums.repeated).toBeLessThanOrEqual(year.killsBetween);
    expect(year.killsBetween).toBeGreaterThan(10);
    expect(sums.caughtUp).toBeGreaterThan(10);
    expect(sums.sent + sums.skipped).toBe(sums.due);
  }
  process.stdout.write(`${JSON.stringify(table)}\n`);
}, 120_000);

function judge({ deliveries, rows, restarts, killsBetween }: Year) {
  const seen = new Set<string>();
  const key = (one: { kind: string; dueAt: Date; number: number }) =>
    `${one.number} ${one.kind} ${one.dueAt.toISOString()}`;
  let [repeated, silentlyDoubled] = [0, 0];
  for (const { subscription: number, mayBeRepeated, ...rest } of deliveries) {
    const one = key({ ...rest, number });
    if (seen.has(one)) mayBeRepeated ? (repeated += 1) : (silentlyDoubled += 1);
    seen.add(one);
  }
  const sent = rows.filter(({ state }) => state === "sent");
  const skipped = rows.filter(({ state, reason }) => state === "skipped" && reason !== null);
  expect(new Set(rows.map(key)).size).toBe(rows.length);
  expect(sent.filter((row) => !seen.has(key(row)))).toEqual([]);
  expect(skipped.filter((row) => row.reason !== "unclear" && seen.has(key(row)))).toEqual([]);
  const late = new Set(
    deliveries.filter(({ isLate }) => isLate).map((one) => key({ ...one, number: one.subscription })),
  );
  return {
    due: rows.length,
    sent: sent.length,
    caughtUp: sent.filter((row) => late.has(key(row))).length,
    skipped: skipped.length,
    why: reasonsOf(skipped),
    restarts,
    killsBetween,
    repeated,
    silentlyDoubled,
  };
}

/** `"late 41, crm 12"` */
function reasonsOf(skipped: Year["rows"]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason ?? "none", (counts.get(reason ?? "none") ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(", ");
}
