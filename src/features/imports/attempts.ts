import { defineMessages } from "../../i18n/messages.ts";
import { type Import, type ImportRepository, keptRows } from "./import.ts";

const attemptsMessages = defineMessages({
  en: {
    unclear: "the bot restarted while this row was being sent: look it up in AntCRM before you send it again",
  },
  vi: { unclear: "bot khởi động lại khi đang gửi dòng này: hãy tra trong AntCRM trước khi gửi lại" },
});

/** An import that has ended more processes than this, without settling a row in between, is given up. */
const MOST_ATTEMPTS = 2;

export function isGivenUp({ attempts }: Pick<Import, "attempts">): boolean {
  return attempts > MOST_ATTEMPTS;
}

/**
 * Counts one more attempt and commits it before anything is sent. If rows were settled since the last attempt, the count
 * starts again at one.
 * @returns the attempts, this one included
 */
export async function beginAgain(store: ImportRepository, id: string, attempts: number): Promise<number> {
  const [stored, sums] = await Promise.all([store.find(id), store.sums(id)]);
  const settled = sums.made + sums.there + sums.failed + sums.unclear;
  const next = settled > (stored?.attemptRows ?? 0) ? 1 : attempts + 1;
  await store.countAttempt(id, next, settled);
  return next;
}

/** Takes back an attempt that ends because the process stops normally. */
export async function takeBack(store: ImportRepository, id: string, attempts: number): Promise<void> {
  const stored = await store.find(id);
  await store.countAttempt(id, attempts - 1, stored?.attemptRows ?? 0);
}

/** Ends an import without sending or looking anything up. Rows that were being sent are `unclear`; the report has the rest. */
export async function giveUp(store: ImportRepository, of: Import, owner: string, now: Date): Promise<void> {
  const reason = attemptsMessages[of.plan.locale].unclear;
  for (const { seq, size } of await store.batches(of.id, "unclear")) {
    const rows = keptRows((await store.rows(of.id, seq)) ?? "[]");
    const keep = JSON.stringify(rows.map(({ l, c }) => ({ l, c, e: reason })));
    await store.settle(of.id, seq, { made: 0, there: 0, failed: 0, unclear: size, keep });
  }
  await store.finish(of.id, "stopped", owner, now);
}
