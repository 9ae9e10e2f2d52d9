import type { DemoStack } from "../demo-stack.ts";
import type { Transcript } from "../transcript.ts";
import { type Checks, createChecks } from "./checks.ts";
import { type CrmChanges, watchCrmChanges } from "./crm-changes.ts";
import type { Scenario } from "./scenario.ts";
import { createScenarioContext, type ScenarioContext } from "./scenario-context.ts";
import { morningDigest } from "./scenario-digest.ts";
import { missingRole, pointsLeft, redeemOnce, ticketByShortcut } from "./scenarios-slack.ts";
import { incomingCall, ticketFromMessage } from "./scenarios-telegram.ts";

const SCENARIOS: readonly Scenario[] = [
  incomingCall,
  ticketFromMessage,
  redeemOnce,
  pointsLeft,
  ticketByShortcut,
  missingRole,
  morningDigest,
];

/**
 * Runs the support conversation and writes its transcript.
 * @param broken  rejects when the tour cannot continue: the bot ended, or somebody pressed Ctrl-C
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
  const context = createScenarioContext(world, { transcript, checks, changes });
  transcript.title({
    vi: "Một buổi sáng của đội chăm sóc khách hàng",
    en: "A morning with the support team: real Bolt and Telegraf, a sandbox CRM, no network",
  });
  for (const [at, scenario] of SCENARIOS.entries()) {
    const { title, where, story, english } = scenario;
    transcript.scenario(at + 1, title, where, story);
    const failure = await Promise.race([attempt(scenario, context), broken]);
    if (failure !== undefined) {
      transcript.line();
      checks.fail({ vi: "cảnh này diễn đến cuối", en: "this scenario finishes" }, english, failure);
    }
    transcript.explain(english);
  }
  summarize(context, stack);
  return checks.failed === 0;
}

/** Runs a scenario; returns why it failed, if it did. The other scenarios run anyway. */
async function attempt(scenario: Scenario, context: ScenarioContext): Promise<string | undefined> {
  try {
    await scenario.run(context);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function summarize(
  { transcript, checks, changes, times, telegram, slack }: ScenarioContext,
  stack: DemoStack,
): void {
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
  transcript.fact(readyAfter, { vi: "khởi động", en: "start-up, until the first answer" }, "");
  transcript.line();
  const failed = checks.failed === 0 ? "" : `, ${checks.failed} failed`;
  transcript.line(`   ${checks.passed} checks passed${failed}`);
}

/** Checks the totals again at the end: a late event must not repeat a write. */
function checkTotals(checks: Checks, changes: CrmChanges): void {
  checks.equal(
    { vi: "cả buổi: 2 phiếu, 1 lần đổi quà, không hơn", en: "in total exactly 2 tickets and 1 redemption" },
    [
      changes.newTickets().length,
      changes.writes("/tickets"),
      changes.redemptions().length,
      changes.writes("/redeem"),
    ],
    [2, 2, 1, 1],
  );
}

/** Returns the fastest, median and slowest duration from the act to the visible answer. */
function spread(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${at(0)} / ${at(0.5)} / ${at(1)} ms (nhanh nhất, trung vị, chậm nhất · fastest, median, slowest)`;
}
