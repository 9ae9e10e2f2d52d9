import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

describe("faults on demand", () => {
  it("affect the configured number of calls of the method and chat, and no later ones", async () => {
    const { telegram, api, raw, lan, minh, chat } = await createFixture();
    await lan.startsBot();
    await minh.startsBot();
    telegram.fault({ method: "sendMessage", chat, kind: "429", retryAfter: 7, times: 2 });
    const flood = {
      ok: false,
      error_code: 429,
      description: "Too Many Requests: retry after 7",
      parameters: { retry_after: 7 },
    };
    expect(await raw("sendMessage", { chat_id: chat, text: "x" })).toEqual(flood);
    await api.sendMessage(minh.user.id, "another chat");
    expect(await raw("sendMessage", { chat_id: chat, text: "x" })).toEqual(flood);
    expect((await raw("sendMessage", { chat_id: chat, text: "x" })).ok).toBe(true);
    expect(telegram.violations).toEqual([]);
  });

  it("can be a server error, or a block by the person", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    await lan.startsBot();
    telegram.fault({ kind: "500" });
    await expect(api.sendMessage(chat, "x")).rejects.toThrow("500: Internal Server Error");
    telegram.fault({ kind: "403 blocked" });
    await expect(api.sendMessage(chat, "x")).rejects.toThrow("403: Forbidden: bot was blocked by the user");
  });

  it("can break the connection before or after the message is sent", async () => {
    const { telegram, api, lan, chat } = await createFixture();
    await lan.startsBot();
    telegram.fault({ method: "sendMessage", kind: "cut" });
    await expect(api.sendMessage(chat, "lost")).rejects.toThrow();
    telegram.fault({ method: "sendMessage", kind: "cut", when: "after" });
    await expect(api.sendMessage(chat, "sent, but nobody told")).rejects.toThrow();
    expect(lan.sees(chat).map(({ text }) => text)).toEqual(["/start", "sent, but nobody told"]);
  });

  it("can leave a call without an answer until the caller gives up", async () => {
    const { telegram, raw, chat } = await createFixture();
    telegram.fault({ method: "sendMessage", kind: "hang" });
    const timeout = new AbortController();
    const call = fetch(`${telegram.url}/bot${telegram.token}/sendMessage?chat_id=${chat}&text=x`, {
      signal: timeout.signal,
    });
    await raw("getMe");
    timeout.abort();
    await expect(call).rejects.toThrow();
  });
});

describe("strict rate limits", () => {
  it("allow one message a second in a chat, and return the waiting time", async () => {
    const { raw, lan, minh, chat, later } = await createFixture({ rateLimit: "strict" });
    await lan.startsBot();
    await minh.startsBot();
    expect((await raw("sendMessage", { chat_id: chat, text: "1" })).ok).toBe(true);
    expect(await raw("sendMessage", { chat_id: chat, text: "2" })).toMatchObject({
      error_code: 429,
      parameters: { retry_after: 1 },
    });
    expect((await raw("sendMessage", { chat_id: minh.user.id, text: "1" })).ok).toBe(true);
    later(1);
    expect((await raw("sendMessage", { chat_id: chat, text: "2" })).ok).toBe(true);
  });

  it("allow 20 sends and edits a minute in a group", async () => {
    const { raw, group: make, later } = await createFixture({ rateLimit: "strict" });
    const group = make();
    const { result } = await raw("sendMessage", { chat_id: group.id, text: "0" });
    const edit = (text: string) =>
      raw("editMessageText", { chat_id: group.id, message_id: result.message_id, text });
    for (let n = 1; n < 20; n += 1) expect((await edit(String(n))).ok).toBe(true);
    expect(await edit("20")).toMatchObject({ error_code: 429, parameters: { retry_after: 60 } });
    later(60);
    expect((await edit("20")).ok).toBe(true);
  });

  it("allow 30 messages a second in all chats together", async () => {
    const { telegram, raw } = await createFixture({ rateLimit: "strict" });
    const send = async () => {
      const user = telegram.addUser({ first_name: "K" });
      await telegram.person(user.id).startsBot();
      return raw("sendMessage", { chat_id: user.id, text: "x" });
    };
    for (let n = 0; n < 30; n += 1) expect((await send()).ok).toBe(true);
    expect(await send()).toMatchObject({ error_code: 429 });
  });
});
