import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

const servers: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Starts a webhook server. It answers with these statuses in turn, then 200, and records the updates. */
async function listen(statuses: number[] = [], body = "") {
  const deliveries: {
    headers: IncomingHttpHeaders;
    update: { update_id: number; message?: { text: string } };
  }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    deliveries.push({ headers: request.headers, update: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(statuses.shift() ?? 200, { "content-type": "application/json" }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram/webhook`;
  return { url, deliveries, texts: () => deliveries.map(({ update }) => update.message?.text) };
}

describe("webhook", () => {
  it("posts each update with the secret token in the documented header", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen();
    await api.setWebhook(hook.url, { secret_token: "s3cret_-" });
    await lan.says(chat, "0867123456");
    await telegram.delivered();
    expect(hook.texts()).toEqual(["0867123456"]);
    expect(hook.deliveries[0]?.headers["x-telegram-bot-api-secret-token"]).toBe("s3cret_-");
    expect(await api.getWebhookInfo()).toMatchObject({ url: hook.url, pending_update_count: 0 });
  });

  it("sends an update again at once after a non-2xx", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen([500]);
    await api.setWebhook(hook.url);
    await lan.says(chat, "twice");
    await telegram.delivered();
    expect(hook.texts()).toEqual(["twice", "twice"]);
    expect(hook.deliveries[0]?.update.update_id).toBe(hook.deliveries[1]?.update.update_id);
  });

  it("keeps updates that were refused twice, in order, until they are delivered again", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen([500, 500]);
    await api.setWebhook(hook.url);
    await lan.says(chat, "first");
    expect(await telegram.redeliver()).toEqual([{ updateId: telegram.updates[0]?.update_id, status: 200 }]);
    expect(hook.texts()).toEqual(["first", "first", "first"]);
    expect((await api.getWebhookInfo()).last_error_message).toMatch(/^Wrong response from the webhook: 500/);
  });

  it("delivers an accepted update again on demand, with the same id", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen();
    await api.setWebhook(hook.url);
    await lan.says(chat, "again");
    await telegram.delivered();
    const id = telegram.updates[0]?.update_id;
    expect(await telegram.redeliver(id)).toEqual([{ updateId: id, status: 200 }]);
    expect(hook.deliveries.map(({ update }) => update.update_id)).toEqual([id, id]);
  });

  it("runs a method call in the bot's answer", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen(
      [],
      JSON.stringify({ method: "sendMessage", chat_id: chat, text: "từ webhook" }),
    );
    await api.setWebhook(hook.url);
    await lan.says(chat, "hi");
    expect((await lan.nextMessage(chat)).text).toBe("từ webhook");
    expect(telegram.violations).toEqual([]);
  });

  it("delivers the updates that were pending when it was set, unless they are dropped", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    const hook = await listen();
    await lan.says(chat, "dropped");
    await api.setWebhook(hook.url, { drop_pending_updates: true });
    await api.deleteWebhook();
    await lan.says(chat, "kept");
    await api.setWebhook(hook.url);
    await telegram.delivered();
    expect(hook.texts()).toEqual(["kept"]);
  });

  it.each([
    ["http://shop.example/hook", "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"],
    [
      "https://shop.example:3000/hook",
      "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ],
    ["not an address", "Bad Request: bad webhook: Failed to parse URL"],
  ])("refuses the address %s", async (url, description) => {
    const { raw } = await createFixture();
    expect(await raw("setWebhook", { url })).toMatchObject({ error_code: 400, description });
  });

  it("refuses a secret with other characters than A-Z, a-z, 0-9, _ and -", async () => {
    const { raw } = await createFixture();
    expect(
      await raw("setWebhook", { url: "https://shop.example/hook", secret_token: "with space" }),
    ).toMatchObject({
      error_code: 400,
    });
  });
});
