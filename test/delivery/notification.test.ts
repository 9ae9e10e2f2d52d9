import { expect, it } from "vitest";
import { deliverNotification, HOUR_MS } from "../../src/delivery/notification.ts";
import { AppError, type Fault } from "../../src/errors.ts";
import { silentLogger } from "../support/silent-logger.ts";

const dueAt = new Date("2026-11-25T08:00:00+07:00");

/** Tries a notification whose send fails, so long after the person should know. @returns whether it was given up */
async function isGivenUp(fault: Fault, hoursLater: number): Promise<boolean> {
  const notification = {
    ...{ kind: "receipt" as const, dueAt, giveUpAfterMs: HOUR_MS, labels: {} },
    send: () => Promise.reject(new AppError(fault, "Slack: no_answer")),
    markSent: async () => true,
  };
  const now = () => new Date(dueAt.getTime() + hoursLater * HOUR_MS);
  return deliverNotification(notification, { now, log: silentLogger() }).catch(() => false);
}

it.each(["unavailable", "unclear", "busy"] as const)(
  "is tried again for a day while the platform cannot take it (%s), even if the clock has jumped an hour",
  async (fault) => {
    expect(await isGivenUp(fault, 1)).toBe(false);
    expect(await isGivenUp(fault, 23)).toBe(false);
    expect(await isGivenUp(fault, 24)).toBe(true);
  },
);

it("is given up after its time when the platform refuses it", async () => {
  expect(await isGivenUp("forbidden", 0.5)).toBe(false);
  expect(await isGivenUp("forbidden", 1)).toBe(true);
});
