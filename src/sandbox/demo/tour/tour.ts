import type { House } from "../house.ts";
import type { Transcript } from "../transcript.ts";
import { type Books, openBooks } from "./books.ts";
import { type Checks, createChecks } from "./checks.ts";
import type { Scene } from "./scene.ts";
import { morningDigest } from "./scene-digest.ts";
import { kindRefusal, pointsLeft, redeemOnce, ticketByShortcut } from "./scenes-slack.ts";
import { incomingCall, ticketFromMessage } from "./scenes-telegram.ts";
import { createStage, type Stage } from "./stage.ts";

const SCENES: readonly Scene[] = [
  incomingCall,
  ticketFromMessage,
  redeemOnce,
  pointsLeft,
  ticketByShortcut,
  kindRefusal,
  morningDigest,
];

/**
 * Plays the support conversation and writes it down.
 * @param broken  rejects when the tour cannot go on: the bot ended, or somebody pressed Ctrl-C
 * @returns whether every answer, and the CRM afterwards, was what it should be
 */
export async function playTour(
  house: House,
  transcript: Transcript,
  broken: Promise<never>,
): Promise<boolean> {
  const { world } = house;
  const checks = createChecks(transcript);
  const books = openBooks(world.antcrm);
  const stage = createStage(world, { transcript, checks, books });
  transcript.title({
    vi: "Một buổi sáng của đội chăm sóc khách hàng",
    en: "A morning with the support team: real Bolt and Telegraf, a sandbox CRM, no network",
  });
  for (const [at, scene] of SCENES.entries()) {
    const { title, where, story, english } = scene;
    transcript.scene(at + 1, title, where, story);
    const failure = await Promise.race([attempt(scene, stage), broken]);
    if (failure !== undefined) {
      transcript.line();
      checks.fail({ vi: "cảnh này diễn đến cuối", en: "the scene comes to its end" }, english, failure);
    }
    transcript.explain(english);
  }
  sumUp(stage, house);
  return checks.failed === 0;
}

/** Plays a scene; tells why it broke off, if it did. The others are played all the same. */
async function attempt(scene: Scene, stage: Stage): Promise<string | undefined> {
  try {
    await scene.play(stage);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sumUp({ transcript, checks, books, times, telegram, slack }: Stage, house: House): void {
  transcript.line();
  transcript.title({ vi: "Tổng kết", en: "Summary" });
  transcript.line();
  const violations = [...telegram.violations, ...slack.violations];
  checks.equal(
    { vi: "không phạm luật nào của Slack và Telegram", en: "no rule of Slack or Telegram was broken" },
    violations,
    [],
  );
  checkTotals(checks, books);
  const tickets = books.newTickets().map(({ TicketId }) => `#${TicketId}`);
  transcript.line();
  transcript.fact(String(times.length), { vi: "câu trả lời", en: "answers" }, spread(times));
  transcript.fact(String(tickets.length), { vi: "phiếu mới", en: "new tickets" }, tickets.join(", "));
  const gifts = books.redemptions();
  transcript.fact(String(gifts.length), { vi: "lần đổi quà", en: "redemptions" }, gifts.join(", "));
  const readyAfter = `${(house.readyAfterMs / 1000).toFixed(1)} s`;
  transcript.fact(readyAfter, { vi: "khởi động", en: "from nothing to the first answer" }, "");
  transcript.line();
  const failed = checks.failed === 0 ? "" : `, ${checks.failed} failed`;
  transcript.line(`   ${checks.passed} checks passed${failed}`);
}

/** Once more at the very end: what came late must not have been done twice. */
function checkTotals(checks: Checks, books: Books): void {
  checks.equal(
    { vi: "cả buổi: 2 phiếu, 1 lần đổi quà, không hơn", en: "all in all: 2 tickets, 1 redemption, no more" },
    [
      books.newTickets().length,
      books.writes("/tickets"),
      books.redemptions().length,
      books.writes("/redeem"),
    ],
    [2, 2, 1, 1],
  );
}

/** As measured here, from the deed to the answer in front of the person. */
function spread(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${at(0)} / ${at(0.5)} / ${at(1)} ms (nhanh nhất, trung vị, chậm nhất · fastest, median, slowest)`;
}
