import { expect, it, vi } from "vitest";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { messagesTo, resumeFirst, startForSupervisor } from "./support/frozen.ts";
import { record } from "./support/record.ts";

/** AntCRM's delay of an answer, during which the process is frozen. */
const CRM_TAKES_MS = 3_000;

const DELIVERIES = [
  {
    name: "a digest",
    asks: "digest add ratings daily 08:30 here",
    isSet: /Đã đặt báo cáo số 1/,
    shows: /Đánh giá · \d/,
  },
  { name: "an alert", asks: "alert ratings <= 2 here", isSet: /Đã đặt cảnh báo số 1/, shows: /Đánh giá 1★/ },
] as const;

it.each(DELIVERIES)(
  "a process that was frozen while it composed $name does not send it",
  async (delivery) => {
    const { fixture, first, supervisor, wakeAlerts, freezeFirst } = await startForSupervisor();
    await supervisor.says(delivery.asks);
    await supervisor.reads(delivery.isSet);
    const reads = () => fixture.crm.requests.filter(({ path }) => path === "/rating").length;
    const readBefore = reads();
    fixture.crm.fault({ kind: "delay", ms: CRM_TAKES_MS, path: "/rating", times: 1 });
    if (delivery.name === "a digest") await supervisor.says("digest now 1");
    else {
      fixture.crm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
      await wakeAlerts();
    }
    await vi.waitFor(() => expect(reads()).toBeGreaterThan(readBefore), { timeout: TIMEOUT_MS, interval: 5 });

    const second = await freezeFirst();
    await second.waitForLog(new RegExp(`${delivery.name} was sent`));
    const before = messagesTo(supervisor);
    await resumeFirst({ fixture, first });
    expect(messagesTo(supervisor)).toEqual(before);
    expect(first.lines.filter((line) => line.includes("was sent"))).toEqual([]);
    const times = supervisor.chat().filter((text) => delivery.shows.test(text)).length;
    expect(times).toBe(1);
    record({
      case: `15 frozen while composing ${delivery.name}`,
      events: 2,
      faults: 1,
      lost: 0,
      doubled: times - 1,
      repeated: 0,
    });
  },
);
