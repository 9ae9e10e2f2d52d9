import { setImmediate as eventLoopTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Election } from "../../../src/platforms/telegram/polling.ts";
import { openTelegramFixture, ready, type Script } from "./fixture.ts";

const echo: Script = async function* (call) {
  yield ready(call.body.kind === "text" ? `→ ${call.body.text}` : "?");
};

/** Creates a bot that polls. The test decides the election. */
async function electorate(outcome: "leads" | "stands by" | "unknown") {
  const state = { outcome, checks: 0, resigned: 0 };
  let resignation = new AbortController();
  const election: Election = {
    async lead() {
      state.checks += 1;
      if (state.outcome === "unknown") throw Object.assign(new Error("no answer"), { code: "ECONNRESET" });
      return state.outcome === "leads";
    },
    expectResignation() {
      resignation = new AbortController();
      return { woken: resignation.signal, end: () => {} };
    },
    async resign() {
      state.resigned += 1;
    },
  };
  const parts = await openTelegramFixture({ script: echo, election });
  const polls = () => parts.sandbox.requests.filter(({ method }) => method === "getUpdates");
  await parts.platform.start();
  return {
    ...parts,
    election: state,
    leaderResigns: () => resignation.abort(),
    polls,
    /** Resolves when a long poll waits for its first update. */
    waitsForUpdates: () => expect.poll(() => polls().at(-1)?.status).toBe(0),
    /** Resolves when the process has asked `times` more times whether it is the leader. */
    async asks(times: number) {
      const before = state.checks;
      await expect.poll(() => state.checks).toBeGreaterThanOrEqual(before + times);
    },
  };
}

it("does not poll while another process does, is connected and sends, and polls once it is elected", async () => {
  const { platform, an, polls, election, asks } = await electorate("stands by");
  await an.says(an.user, "một");
  await asks(2);
  expect(polls()).toEqual([]);
  expect([platform.connected(), platform.standsBy?.()]).toEqual([true, true]);
  const place = { platform: "telegram", chat: String(an.user.id), shared: false } as const;
  await platform.tell({ person: `telegram:${an.user.id}`, place }, ready("Đã đổi quà"));
  expect(an.sees(an.user).at(-1)?.text).toBe("Đã đổi quà");

  election.outcome = "leads";
  await an.nextMessage(an.user, ({ text }) => text === "→ một");
  expect([platform.connected(), platform.standsBy?.()]).toEqual([true, false]);
});

it("asks whether it leads as soon as the leader resigns", async () => {
  const { election, leaderResigns, asks } = await electorate("stands by");
  await asks(1);
  const { checks } = election;
  leaderResigns();
  // The next check without a resignation comes a second after the last one.
  await eventLoopTurn();
  expect(election.checks).toBeGreaterThan(checks);
});

it("ends a long poll when another process is elected, and polls no more", async () => {
  const { an, inbox, polls, election, waitsForUpdates, asks } = await electorate("leads");
  await waitsForUpdates();
  const before = polls().length;
  election.outcome = "stands by";
  // If nothing aborted the poll, it would end by itself after 8 s.
  await expect.poll(() => polls().at(-1)?.status, { timeout: 6_000 }).toBe(200);
  await an.says(an.user, "một");
  await asks(2);
  expect(polls()).toHaveLength(before);
  expect(inbox.events.size).toBe(0);
});

it("leaves updates to the next leader that a poll brings after the election was lost", async () => {
  const { an, inbox, polls, election, waitsForUpdates, asks } = await electorate("leads");
  await waitsForUpdates();
  election.outcome = "stands by";
  await an.says(an.user, "một");
  await expect.poll(() => polls().at(-1)?.result).toHaveLength(1);
  await asks(2);
  expect(inbox.events.size).toBe(0);

  election.outcome = "leads";
  await an.nextMessage(an.user, ({ text }) => text === "→ một");
  expect(inbox.events.size).toBe(1);
});

it("does not poll while it cannot tell whether it leads, says so once, and goes on when it can", async () => {
  const { platform, an, lines, polls, election, asks } = await electorate("unknown");
  await an.says(an.user, "một");
  await asks(3);
  expect(platform.connected()).toBe(false);
  expect(polls()).toEqual([]);
  expect(lines.filter((line) => line.includes("cannot take updates"))).toHaveLength(1);

  election.outcome = "leads";
  await an.nextMessage(an.user, ({ text }) => text === "→ một");
  await expect.poll(() => platform.connected()).toBe(true);
});

it("does not take a poll for a success that it ended because it could not tell whether it leads", async () => {
  const { platform, an, sandbox, lines, election, waitsForUpdates, asks } = await electorate("leads");
  await waitsForUpdates();
  sandbox.fault({ method: "getUpdates", kind: "500" });
  sandbox.fault({ method: "getUpdates", kind: "hang" });
  const saying = (text: string) => lines.filter((line) => line.includes(text));
  await an.says(an.user, "một");
  await expect.poll(() => saying("cannot take updates")).toHaveLength(1);
  // It asks before each poll, so the poll that hangs begins now.
  await asks(1);
  election.outcome = "unknown";
  await asks(2);
  expect([saying("updates arrive again"), platform.connected()]).toEqual([[], false]);

  election.outcome = "leads";
  await expect.poll(() => saying("updates arrive again")).toHaveLength(1);
});

it("is not connected while it stands by and cannot reach Telegram", async () => {
  const { platform, sandbox, election, waitsForUpdates } = await electorate("leads");
  await waitsForUpdates();
  sandbox.fault({ method: "getMe", kind: "500", times: 4 });
  election.outcome = "stands by";
  await expect.poll(() => platform.connected()).toBe(false);
  await expect.poll(() => platform.connected()).toBe(true);
});

it("resigns when Telegram cannot be reached, and polls again when no other process does", async () => {
  const { an, sandbox, election, waitsForUpdates } = await electorate("leads");
  await waitsForUpdates();
  sandbox.fault({ method: "getUpdates", kind: "500", times: 3 });
  await an.says(an.user, "một");
  await expect.poll(() => election.resigned).toBe(1);
  await an.says(an.user, "hai");
  await an.nextMessage(an.user, ({ text }) => text === "→ hai");
  expect(election.resigned).toBe(1);
});

it("resigns when it stops, after its last poll has ended", async () => {
  const { platform, polls, election, waitsForUpdates } = await electorate("leads");
  await waitsForUpdates();
  const before = polls().length;
  await platform.stop();
  expect(election.resigned).toBe(1);
  expect(polls()).toHaveLength(before);
  expect(platform.connected()).toBe(false);
});
