import { beforeEach, describe, expect, it } from "vitest";
import { createSlack } from "../../src/platforms/slack/app.ts";
import { createWeb } from "../../src/platforms/slack/web.ts";
import { createTelegram } from "../../src/platforms/telegram/app.ts";
import { startHandshakeServer } from "../support/handshake-server.ts";
import { noticeOptions } from "./notice-options.ts";
import { ready } from "./telegram/fixture.ts";

/** Whether this process still holds its lease. */
let isHeld: boolean;

beforeEach(() => {
  isHeld = true;
  outcomes = [];
});

let outcomes: string[];
const options = {
  ...noticeOptions,
  watchLease: () => () => isHeld,
  onSend: ({ outcome }: { outcome: string }) => void outcomes.push(outcome),
};

/** Starts a server whose clients lose their lease while they open the first connection. */
const losingLease = (answer: object) =>
  startHandshakeServer(answer, () => {
    isHeld = false;
  });
const keepingLease = (answer: object) => startHandshakeServer(answer, () => {});

describe("a message on Slack", () => {
  const ANSWER = { ok: true, ts: "1.0", channel: "D1" };
  const tell = ({ url }: { url: string }) =>
    createSlack({ ...options, botToken: "xoxb-1", signingSecret: "secret", apiUrl: `${url}/api/` }).tell(
      { person: "slack:U1", place: { platform: "slack", chat: "D1", shared: false } },
      ready("Đã đổi quà"),
    );

  it("is sent over HTTPS", async () => {
    const server = await keepingLease(ANSWER);
    await tell(server);
    expect(server.paths).toEqual(["/api/chat.postMessage"]);
  });

  it("is not sent if this process was paused while its connection was opened", async () => {
    const server = await losingLease(ANSWER);
    await expect(tell(server)).rejects.toMatchObject({ fault: "unavailable" });
    expect(server.paths).toEqual([]);
    expect(outcomes).toEqual(["paused"]);
  });

  it("is not sent to a response_url either", async () => {
    const server = await losingLease(ANSWER);
    const web = createWeb({ ...options, botToken: "xoxb-1", apiUrl: `${server.url}/api/` });
    const sent = web.respond(`${server.url}/commands/1`, { replace_original: false, text: "Đã đổi quà" });
    await expect(sent).rejects.toMatchObject({ outcome: "unsent" });
    expect(server.paths).toEqual([]);
  });
});

describe("a message on Telegram", () => {
  const ANSWER = { ok: true, result: { message_id: 7, chat: { id: 5, type: "private" }, date: 1 } };
  const tell = ({ url }: { url: string }) =>
    createTelegram({ ...options, token: "7000000001:AAtoken", apiRoot: url }).tell(
      { person: "telegram:5", place: { platform: "telegram", chat: "5", shared: false } },
      ready("Đã đổi quà"),
    );

  it("is sent over HTTPS", async () => {
    const server = await keepingLease(ANSWER);
    await tell(server);
    expect(server.paths).toEqual(["/bot7000000001:AAtoken/sendMessage"]);
  });

  it("is not sent if this process was paused while its connection was opened", async () => {
    const server = await losingLease(ANSWER);
    await expect(tell(server)).rejects.toMatchObject({ fault: "unavailable" });
    expect(server.paths).toEqual([]);
    expect(outcomes).toEqual(["paused"]);
  });
});
