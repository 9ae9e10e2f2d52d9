import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

describe("getUpdates", () => {
  it("returns a message with its command entity, and keeps it until a higher offset confirms it", async () => {
    const { lan, chat, raw } = await createFixture();
    await lan.says(chat, "/ticket máy in hỏng");

    const first = (await raw("getUpdates")).result;
    expect(first[0].message).toMatchObject({
      text: "/ticket máy in hỏng",
      from: { first_name: "Lan", is_bot: false, language_code: "vi" },
      chat: { id: chat, type: "private" },
      entities: [{ type: "bot_command", offset: 0, length: 7 }],
    });
    expect((await raw("getUpdates")).result).toEqual(first);
    expect((await raw("getUpdates", { offset: first[0].update_id + 1 })).result).toEqual([]);
    expect((await raw("getUpdates")).result).toEqual([]);
  });

  it("waits for the first update, and answers as soon as it comes", async () => {
    const { lan, chat, raw } = await createFixture();
    const poll = raw("getUpdates", { timeout: 30 });
    await lan.says(chat, "0867 123 456");
    expect((await poll).result).toHaveLength(1);
  });

  it("counts a negative offset from the end and drops the earlier updates", async () => {
    const { lan, chat, raw } = await createFixture();
    for (const text of ["one", "two", "three"]) await lan.says(chat, text);
    const texts = async (params: object) =>
      (await raw("getUpdates", params)).result.map((u: { message: { text: string } }) => u.message.text);
    expect(await texts({ offset: -2 })).toEqual(["two", "three"]);
    expect(await texts({})).toEqual(["two", "three"]);
    expect(await texts({ limit: 1 })).toEqual(["two"]);
  });

  it("ends the older of two polls with 409, and refuses to poll while a webhook is set", async () => {
    const { raw, lan, chat } = await createFixture();
    const older = raw("getUpdates", { timeout: 30 });
    // The second poll must arrive after the first: a finished call on the same server proves that it was read.
    await raw("getMe");
    const newer = raw("getUpdates", { timeout: 30 });
    expect(await older).toMatchObject({
      error_code: 409,
      description:
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    });
    await lan.says(chat, "hello");
    expect((await newer).result).toHaveLength(1);
    await raw("setWebhook", { url: "http://127.0.0.1:9/hook" });
    expect(await raw("getUpdates")).toMatchObject({
      error_code: 409,
      description: expect.stringMatching(/^Conflict: can't use getUpdates method while webhook is active/),
    });
  });

  it("confirms nothing when the connection is closed while it waits", async () => {
    const { telegram, lan, chat, raw } = await createFixture();
    const leaving = new AbortController();
    const poll = fetch(`${telegram.url}/bot${telegram.token}/getUpdates?timeout=30`, {
      signal: leaving.signal,
    });
    await raw("getMe");
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await lan.says(chat, "still here?");
    expect((await raw("getUpdates", { timeout: 30 })).result).toHaveLength(1);
  });

  it("creates only the requested kinds of updates", async () => {
    const { lan, chat, raw } = await createFixture();
    await raw("getUpdates", { allowed_updates: ["callback_query"] });
    await lan.says(chat, "not wanted");
    await raw("getUpdates", { allowed_updates: [] });
    await lan.says(chat, "wanted");
    const { result } = await raw("getUpdates");
    expect(result.map((update: { message: { text: string } }) => update.message.text)).toEqual(["wanted"]);
  });

  it("returns an unconfirmed update again by itself, and refuses a redelivery", async () => {
    const { telegram, lan, chat } = await createFixture();
    await lan.says(chat, "x");
    await expect(telegram.redeliver(telegram.updates[0]?.update_id)).rejects.toThrow("no webhook is set");
  });

  it("drops updates after 24 hours", async () => {
    const { lan, chat, raw, later } = await createFixture();
    await lan.says(chat, "yesterday");
    later(24 * 60 * 60 + 1);
    expect((await raw("getUpdates")).result).toEqual([]);
  });
});

describe("the address", () => {
  it("answers a wrong token with 401 and an unknown method with 404", async () => {
    const { telegram, raw } = await createFixture();
    expect(await raw("getMe", {}, "7000000001:wrong")).toEqual({
      ok: false,
      error_code: 401,
      description: "Unauthorized",
    });
    expect(await raw("getMee")).toEqual({
      ok: false,
      error_code: 404,
      description: "Not Found: method not found",
    });
    expect(telegram.violations).toEqual(["getMee: Not Found: method not found"]);
  });

  it("reads parameters from a query, a form and JSON, and methods in any case", async () => {
    const { telegram, lan, chat } = await createFixture();
    await lan.startsBot();
    const address = `${telegram.url}/bot${telegram.token}/SENDMESSAGE`;
    await fetch(`${address}?chat_id=${chat}&text=${encodeURIComponent("từ query")}`);
    const form = new URLSearchParams({
      chat_id: String(chat),
      text: "từ form",
      disable_notification: "true",
    });
    await fetch(address, { method: "POST", body: form });
    expect(lan.sees(chat).map((message) => message.text)).toEqual(["/start", "từ query", "từ form"]);
  });

  it("records parameters that Telegram ignores silently", async () => {
    const { telegram, lan, chat, raw } = await createFixture();
    await lan.startsBot();
    await raw("sendMessage", { chat_id: chat, text: "hi", parse_mod: "HTML" });
    expect(telegram.requests.at(-1)).toMatchObject({
      method: "sendMessage",
      status: 200,
      ignoredParameters: ["parse_mod"],
    });
  });
});
