import { createPendingAnswers } from "./pending-answers.ts";
import type { PlatformSide } from "./platform-side.ts";
import { deliverAsSlack, listenAsSlack, slackEnvironment, slashCommand } from "./slack-wire.ts";

/** Simulates Slack: signed `/crm` commands in a channel. The card comes to each command's `response_url`. */
export async function openSlackSide(): Promise<PlatformSide> {
  const pending = createPendingAnswers();
  const slack = await listenAsSlack((path, body) => pending.receive(path, body));
  let asked = 0;

  return {
    env: slackEnvironment(slack.url),
    async ask(port, agent, question) {
      asked += 1;
      const address = `/respond/${asked}`;
      const body = slashCommand({
        agent,
        text: question.text,
        trigger: `${process.pid}.${asked}`,
        responseUrl: slack.url + address,
      });
      const answered = pending.wait(address, question);
      await deliverAsSlack(port, body).catch((error: unknown) => {
        pending.forget(address);
        throw error;
      });
      await answered;
    },
    close: slack.close,
  };
}
