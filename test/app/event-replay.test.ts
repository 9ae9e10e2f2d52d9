import { expect, it, onTestFinished } from "vitest";
import { createEventReplay } from "../../src/app/event-replay.ts";
import type { Platform } from "../../src/platforms/platform.ts";
import { slackInbox } from "../inbox/slack-inbox.ts";
import { silentLogger } from "../support/silent-logger.ts";

it("leaves events to others while their platform is not connected, and takes them over when it is", async () => {
  const { whole, store } = await slackInbox({ hasReplicas: true });
  let isConnected = false;
  const handled: string[] = [];
  const slack = {
    name: "slack",
    connected: () => isConnected,
    replay: async (payload: string) => void handled.push(payload),
  } as Partial<Platform> as Platform;
  const closing = new AbortController();
  const replay = createEventReplay({ inbox: whole, platforms: [slack], log: silentLogger() }, closing.signal);
  onTestFinished(async () => {
    closing.abort();
    await replay.ended();
  });
  const event = { platform: "slack", at: new Date("2026-11-25T01:00:00Z"), owner: "a dead process" };
  await store.inbox.accept({ id: "Ev01", payload: "a", ...event });

  await store.workers.renew("this process", 15_000);
  await replay.takeUp();
  expect(await store.inbox.isHeldBy("Ev01", "a dead process")).toBe(true);
  isConnected = true;
  await expect.poll(() => handled).toEqual(["a"]);
});
