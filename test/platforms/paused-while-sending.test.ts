import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { createSlack } from "../../src/platforms/slack/app.ts";
import { createTelegram } from "../../src/platforms/telegram/app.ts";
import { noticeOptions } from "./notice-options.ts";
import { ready } from "./telegram/fixture.ts";

/** Whether the process still owns the notice. It holds its lease again when it sends. */
let isOwned: boolean;

beforeEach(() => {
  isOwned = true;
});

/** Starts a server of a platform. @param answer  what a method answers; null ends the connection without an answer */
async function startServer(answer: (method: string) => object | null) {
  const methods: string[] = [];
  const server = createServer((request, response) => {
    const method = request.url?.split("/").at(-1) ?? "";
    methods.push(method);
    const body = answer(method);
    if (body === null) return request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, methods };
}

/** Another process takes the notice over while this call is under way. */
function takenOverAt(lastCall: string, answer: (method: string) => object | null) {
  return startServer((method) => {
    if (method === lastCall) isOwned = false;
    return answer(method);
  });
}

describe("a notice on Slack whose process was paused", () => {
  const tell = (url: string, isShared: boolean) =>
    createSlack({
      ...noticeOptions,
      botToken: "xoxb-1",
      signingSecret: "secret",
      apiUrl: `${url}/api/`,
    }).tell(
      { person: "slack:U1", place: { platform: "slack", chat: "C1", shared: isShared } },
      ready("Đã đổi quà"),
      () => isOwned,
    );

  it("while its chat was opened is not sent", async () => {
    const { url, methods } = await takenOverAt("conversations.open", () => ({
      ok: true,
      channel: { id: "D1" },
    }));
    await expect(tell(url, true)).rejects.toMatchObject({ fault: "unavailable" });
    expect(methods).toEqual(["conversations.open"]);
  });

  it("while its layout was refused is not sent as text", async () => {
    const refusal = { ok: false, error: "invalid_blocks" };
    const { url, methods } = await takenOverAt("chat.postMessage", () => refusal);
    await expect(tell(url, false)).rejects.toMatchObject({ fault: "unavailable" });
    expect(methods).toEqual(["chat.postMessage"]);
  });

  it("while it was sent may have arrived, and is not sent again", async () => {
    const { url, methods } = await takenOverAt("chat.postMessage", () => null);
    await expect(tell(url, false)).rejects.toMatchObject({ fault: "unclear" });
    expect(methods).toEqual(["chat.postMessage"]);
  });
});

describe("a notice on Telegram whose process was paused", () => {
  const tell = (url: string, card: ReadyCard) =>
    createTelegram({ ...noticeOptions, token: "7000000001:AAtoken", apiRoot: url }).tell(
      { person: "telegram:5", place: { platform: "telegram", chat: "5", shared: false } },
      card,
      () => isOwned,
    );

  it("while it was sent may have arrived, and is not sent again", async () => {
    const { url, methods } = await takenOverAt("sendMessage", () => null);
    await expect(tell(url, ready("Đã đổi quà"))).rejects.toMatchObject({ fault: "unclear" });
    expect(methods).toEqual(["sendMessage"]);
  });

  it("while its table was refused is not sent as text", async () => {
    const refusal = { ok: false, error_code: 404, description: "Not Found" };
    const { url, methods } = await takenOverAt("sendRichMessage", () => refusal);
    const table = {
      kind: "table",
      columns: [{ heading: "Quà" }],
      rows: [["Ly"]],
    } as const;
    await expect(tell(url, { ...ready("Quà"), blocks: [table] })).rejects.toMatchObject({
      fault: "unavailable",
    });
    expect(methods).toEqual(["sendRichMessage"]);
  });
});
