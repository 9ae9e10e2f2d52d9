import { it } from "vitest";
import { slackAgent } from "./support/agents.ts";
import { dieAtEachStep } from "./support/each-step.ts";

it("on Slack, a death at any step of a redemption neither doubles it nor leaves anybody without an outcome", async () => {
  await dieAtEachStep("Slack", slackAgent);
});
