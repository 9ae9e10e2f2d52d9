import { it } from "vitest";
import { slackAgent } from "./support/agents.ts";
import { killAtEachStep } from "./support/kill-at-each-step.ts";

it("on Slack, a crash at any step of a redemption neither repeats it nor leaves it without an outcome", async () => {
  await killAtEachStep("Slack", slackAgent);
});
