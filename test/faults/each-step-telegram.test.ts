import { it } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { dieAtEachStep } from "./support/each-step.ts";

it("on Telegram, a death at any step of a redemption neither doubles it nor leaves anybody without an outcome", async () => {
  await dieAtEachStep("Telegram", telegramAgent);
});
