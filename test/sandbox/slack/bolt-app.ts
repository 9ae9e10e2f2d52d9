import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { App, LogLevel } from "@slack/bolt";
import { type SlackOptions, type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";

/** A simulator with a real Bolt app, connected by HTTP or by Socket Mode. */
export interface Connected {
  slack: SlackSandbox;
  app: App;
  stop(): Promise<void>;
}

export async function connectBolt(
  listen: (app: App) => void,
  options: SlackOptions = {},
): Promise<Connected> {
  const slack = await startSlack(options);
  const isSocket = options.mode === "socket";
  const app = new App({
    token: slack.botToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
    ...(isSocket ? { socketMode: true, appToken: slack.appToken } : { signingSecret: slack.signingSecret }),
  });
  listen(app);
  const started = isSocket ? await app.start() : await app.start({ port: 0, host: "127.0.0.1" });
  if (isSocket) await slack.connected();
  else
    slack.deliverTo(`http://127.0.0.1:${((started as Server).address() as AddressInfo).port}/slack/events`);
  return {
    slack,
    app,
    async stop() {
      await slack.settled();
      await app.stop();
      await slack.stop();
    },
  };
}
