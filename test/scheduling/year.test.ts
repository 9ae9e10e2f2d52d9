import { expect, it } from "vitest";
import { seededRandom } from "../faults/support/random.ts";
import { type Delivery, liveAYear, type Year } from "./year.ts";

/** With what a year of 365 days owes of each by its calendar, whatever the clocks do. */
const SCHEDULES = {
  // The first of them has two kinds, each with a message of its own.
  "daily 08:30": 2 * 365,
  "weekdays 18:00": 261,
  "weekly mon 09:00": 52,
  "monthly 1 08:00": 12,
  "monthly last 20:00": 12,
  // Where there is summer time 02:30 is left out once a year, and in Berlin it comes twice; in New York 01:30 does.
  "daily 02:30": 365,
  "daily 01:30": 365,
  "cron 15 6,18 * * *": 2 * 365,
} as const;

/** The offsets of the two New Years' midnights. */
const ZONES = {
  "Asia/Ho_Chi_Minh": "+07:00",
  "Europe/Berlin": "+01:00",
  "America/New_York": "-05:00",
} as const;

it("sends or skips for a reason whatever is due in a year of restarts, outages and kills, and doubles nothing in silence", async () => {
  const table = [];
  for (const [seed, [timeZone, offset]] of Object.entries(ZONES).entries()) {
    const midnight = (day: string) => new Date(`${day}T00:00:00${offset}`).getTime();
    const year = await liveAYear(Object.keys(SCHEDULES), {
      timeZone,
      begins: midnight("2026-01-01"),
      ends: midnight("2027-01-01"),
      random: seededRandom(seed + 5),
    });
    const sums = judge(year);
    table.push({ zone: timeZone, ...sums });

    expect(sums["silently doubled"]).toBe(0);
    expect(sums.repeated).toBeLessThanOrEqual(year.killsBetween);
    expect(sums.sent + sums.skipped).toBe(sums.due);
    for (const [index, owed] of Object.values(SCHEDULES).entries()) {
      expect(year.rows.filter(({ number }) => number === index + 1)).toHaveLength(owed);
    }
    // A year in which nothing went wrong would prove nothing.
    expect(year.killsBetween).toBeGreaterThan(10);
    expect(sums["caught up"]).toBeGreaterThan(10);
  }
  console.table(table);
}, 120_000);

/** Compares what stands in the chats with what the store says of it. */
function judge({ deliveries, rows, restarts, killsBetween }: Year) {
  const delivered = new Map<string, Delivery[]>();
  for (const one of deliveries) delivered.set(keyOf(one), [...(delivered.get(keyOf(one)) ?? []), one]);
  const again = [...delivered.values()].flatMap((messages) => messages.slice(1));
  const sent = rows.filter(({ state }) => state === "sent");
  const skipped = rows.filter(({ state, reason }) => state === "skipped" && reason !== null);
  expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
  expect(sent.filter((row) => !delivered.has(keyOf(row)))).toEqual([]);
  expect(skipped.filter((row) => row.reason !== "unclear" && delivered.has(keyOf(row)))).toEqual([]);
  return {
    due: rows.length,
    sent: sent.length,
    "caught up": sent.filter((row) => delivered.get(keyOf(row))?.[0]?.isLate).length,
    skipped: skipped.length,
    "skipped why": reasonsOf(skipped),
    restarts,
    "kills between": killsBetween,
    repeated: again.filter(({ mayBeRepeated }) => mayBeRepeated).length,
    "silently doubled": again.filter(({ mayBeRepeated }) => !mayBeRepeated).length,
  };
}

function keyOf({ number, kind, dueAt }: Pick<Delivery, "number" | "kind" | "dueAt">): string {
  return `${number} ${kind} ${dueAt.toISOString()}`;
}

/** `"late 41, crm 12"` */
function reasonsOf(skipped: Year["rows"]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason ?? "none", (counts.get(reason ?? "none") ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(", ");
}
