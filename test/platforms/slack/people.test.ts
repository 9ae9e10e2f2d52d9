import { expect, it } from "vitest";
import { People } from "../../../src/platforms/slack/people.ts";
import { createWeb } from "../../../src/platforms/slack/web.ts";
import { startSlack } from "../../../src/sandbox/slack/server.ts";
import { testClock } from "../../support/clock.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const HOUR_MS = 3_600_000;

it("tells what Slack told last without waiting, and asks once more when an hour is over", async ({
  onTestFinished,
}) => {
  const slack = await startSlack({ mode: "http" });
  onTestFinished(() => slack.stop());
  const { botToken, apiUrl } = slack;
  const [log, clock] = [silentLogger(), testClock()];
  const people = new People(createWeb({ botToken, apiUrl, log }), clock.now);
  const user = slack.addUser({ name: "Khách", isGuest: true });

  expect(people.last(user.id)).toBeNull();
  await people.find(user.id);
  expect(people.last(user.id)).toMatchObject({ isGuest: true });

  user.isGuest = false;
  clock.passes(HOUR_MS + 1);
  expect(people.last(user.id)).toMatchObject({ isGuest: true });
  await people.find(user.id);
  expect(people.last(user.id)).toMatchObject({ isGuest: false });
  expect(slack.requests).toHaveLength(2);
});
