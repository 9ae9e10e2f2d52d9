import { expect, it } from "vitest";
import { type Delivery, simulateYear, type Year } from "./simulated-year.ts";
import { seededRandom } from "./support/random.ts";

/** Schedules, with the number of due times in a year of 365 days. Changes of the clocks do not change it. */
const SCHEDULES = {
  // The first schedule has two kinds, each with its own message.
  "daily 08:30": 2 * 365,
  "weekdays 18:00": 261,
  "weekly mon 09:00": 52,
  "monthly 1 08:00": 12,
  "monthly last 20:00": 12,
  // Summer time skips 02:30 once a year. In autumn 02:30 comes twice in Berlin, and 01:30 in New York.
  "daily 02:30": 365,
  "daily 01:30": 365,
  "cron 15 6,18 * * *": 2 * 365,
} as const;

/** The UTC offsets at midnight of New Year. */
const ZONES = {
  "Asia/Ho_Chi_Minh": "+07:00",
  "Europe/Berlin": "+01:00",
  "America/New_York": "-05:00",
} as const;

it("sends each due digest of a year with restarts, outages and kills, or skips it with a reason, and repeats none unmarked", async () => {
  const table = [];
  for (const [seed, [timeZone, offset]] of Object.entries(ZONES).entries()) {
    const midnight = (day: string) => new Date(`${day}T00:00:00${offset}`).getTime();
    const year = await simulateYear(Object.keys(SCHEDULES), {
      timeZone,
      begins: midnight("2026-01-01"),
      ends: midnight("2027-01-01"),
      random: seededRandom(seed + 5),
    });
    const sums = compareWithStore(year);
    table.push({ zone: timeZone, ...sums });

    expect(sums["silently doubled"]).toBe(0);
    expect(sums.repeated).toBeLessThanOrEqual(year.killsBetween);
    expect(sums.sent + sums.skipped).toBe(sums.due);
    for (const [index, expectedCount] of Object.values(SCHEDULES).entries()) {
      expect(year.rows.filter(({ number }) => number === index + 1)).toHaveLength(expectedCount);
    }
    // A year without failures would prove nothing.
    expect(year.killsBetween).toBeGreaterThan(10);
    expect(sums["caught up"]).toBeGreaterThan(10);
  }
  console.table(table);
}, 600_000);

/** Compares the messages in the chats with the rows of the store. */
function compareWithStore({ deliveries, rows, restarts, killsBetween }: Year) {
  const delivered = new Map<string, Delivery[]>();
  for (const one of deliveries) delivered.set(keyOf(one), [...(delivered.get(keyOf(one)) ?? []), one]);
  const duplicates = [...delivered.values()].flatMap((messages) => messages.slice(1));
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
    repeated: duplicates.filter(({ mayBeRepeated }) => mayBeRepeated).length,
    "silently doubled": duplicates.filter(({ mayBeRepeated }) => !mayBeRepeated).length,
  };
}

function keyOf({ number, kind, dueAt }: Pick<Delivery, "number" | "kind" | "dueAt">): string {
  return `${number} ${kind} ${dueAt.toISOString()}`;
}

/** Returns the number of skipped runs by reason: `"late 41, crm 12"`. */
function reasonsOf(skipped: Year["rows"]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason ?? "none", (counts.get(reason ?? "none") ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(", ");
}
