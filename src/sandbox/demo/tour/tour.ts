import type { DemoStack } from "../demo-stack.ts";
import type { Transcript } from "../transcript.ts";
import { type Checks, createChecks } from "./checks.ts";
import { type CrmChanges, watchCrmChanges } from "./crm-changes.ts";
import type { Scenario } from "./scenario.ts";
import { morningDigest } from "./scenario-digest.ts";
import { kindRefusal, pointsLeft, redeemOnce, ticketByShortcut } from "./scenarios-slack.ts";
import { incomingCall, ticketFromMessage } from "./scenarios-telegram.ts";
import { createStage, type Stage } from "./stage.ts";

const SCENARIOS: readonly Scenario[] = [
  incomingCall,
  ticketFromMessage,
  redeemOnce,
  pointsLeft,
  ticketByShortcut,
  kindRefusal,
  morningDigest,
];

/**
 * Runs the support conversation and writes its transcript.
 * @param broken  rejects when the tour cannot go on: the bot ended, or somebody pressed Ctrl-C
 * @returns whether every answer, and the CRM afterwards, was as expected
 */
export async function runTour(
  stack: DemoStack,
  transcript: Transcript,
  broken: Promise<never>,
): Promise<boolean> {
  const { world } = stack;
  const checks = createChecks(transcript);
  const changes = watchCrmChanges(world.antcrm);
  const stage = createStage(world, { transcript, checks, changes });
  transcript.title({
    vi: "Một buổi sáng của đội chăm sóc khách hàng",
    en: "A morning with the support team: real Bolt and Telegraf, a sandbox CRM, no network",
  });
  for (const [at, scenario] of SCENARIOS.entries()) {
    const { title, where, story, english } = scenario;
    transcript.scenario(at + 1, title, where, story);
    const failure = await Promise.race([attempt(scenario, stage), broken]);
    if (failure !== undefined) {
      transcript.line();
      checks.fail({ vi: "cảnh này diễn đến cuối", en: "the scene comes to its end" }, english, failure);
    }
    transcript.explain(english);
  }
  sumUp(stage, stack);
  return checks.failed === 0;
}

/** Runs a scenario; returns why it failed, if it did. The other scenarios run anyway. */
async function attempt(scenario: Scenario, stage: Stage): Promise<string | undefined> {
  try {
    await scenario.run(stage);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sumUp({ transcript, checks, changes, times, telegram, slack }: Stage, stack: DemoStack): void {
  transcript.line();
  transcript.title({ vi: "Tổng kết", en: "Summary" });
  transcript.line();
  const violations = [...telegram.violations, ...slack.violations];
  checks.equal(
    { vi: "không phạm luật nào của Slack và Telegram", en: "no rule of Slack or Telegram was broken" },
    violations,
    [],
  );
  checkTotals(checks, changes);
  const tickets = changes.newTickets().map(({ TicketId }) => `#${TicketId}`);
  transcript.line();
  transcript.fact(String(times.length), { vi: "câu trả lời", en: "answers" }, spread(times));
  transcript.fact(String(tickets.length), { vi: "phiếu mới", en: "new tickets" }, tickets.join(", "));
  const gifts = changes.redemptions();
  transcript.fact(String(gifts.length), { vi: "lần đổi quà", en: "redemptions" }, gifts.join(", "));
  const readyAfter = `${(stack.readyAfterMs / 1000).toFixed(1)} s`;
  transcript.fact(readyAfter, { vi: "khởi động", en: "from nothing to the first answer" }, "");
  transcript.line();
  const failed = checks.failed === 0 ? "" : `, ${checks.failed} failed`;
  transcript.line(`   ${checks.passed} checks passed${failed}`);
}

/** Checks the totals again at the end: a late event must not repeat a write. */
function checkTotals(checks: Checks, changes: CrmChanges): void {
  checks.equal(
    { vi: "cả buổi: 2 phiếu, 1 lần đổi quà, không hơn", en: "all in all: 2 tickets, 1 redemption, no more" },
    [
      changes.newTickets().length,
      changes.writes("/tickets"),
      changes.redemptions().length,
      changes.writes("/redeem"),
    ],
    [2, 2, 1, 1],
  );
}

/** The durations from the act to the visible answer. */
function spread(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${at(0)} / ${at(0.5)} / ${at(1)} ms (nhanh nhất, trung vị, chậm nhất · fastest, median, slowest)`;
}
