import { expect, it } from "vitest";
import { openTelegramFixture, ready } from "./fixture.ts";

const SECRET = { "x-telegram-bot-api-secret-token": "s3cret_of-the-test" };

async function openRoute() {
  const all = await openTelegramFixture({
    mode: "webhook",
    script: async function* () {
      yield ready("Chào");
    },
  });
  await all.platform.start();
  const post = async (body: string, headers: Record<string, string> = SECRET, method = "POST") => {
    const init = method === "GET" ? { method, headers } : { method, headers, body };
    return (await fetch(`${all.address}/telegram/webhook`, init)).status;
  };
  return { ...all, post };
}

it("lets nobody in without the secret", async () => {
  const { post, inbox } = await openRoute();
  const update = JSON.stringify({ update_id: 1 });
  expect(await post(update, {})).toBe(401);
  expect(await post(update, { "x-telegram-bot-api-secret-token": "s3cret_of-the-tesu" })).toBe(401);
  expect(await post(update, { "x-telegram-bot-api-secret-token": "short" })).toBe(401);
  expect(inbox.events.size).toBe(0);
});

it("takes posts only, JSON only, and no more than a megabyte", async () => {
  const { post } = await openRoute();
  expect(await post("", SECRET, "GET")).toBe(405);
  expect(await post("{not json")).toBe(400);
  expect(await post("")).toBe(400);
  expect(await post(JSON.stringify({ update_id: 1, pad: "x".repeat(1_100_000) }))).toBe(413);
});

it.each([
  ["an object of another kind", '{"hello":"world"}'],
  ["a number", "42"],
  ["null", "null"],
  ["a message without a chat", '{"update_id":5,"message":{"message_id":1,"date":1}}'],
])("logs and drops what is no update: %s", async (_name, body) => {
  const { post, inbox, lines } = await openRoute();
  expect(await post(body)).toBe(200);
  expect(lines.filter((line) => line.includes("unknown shape"))).toHaveLength(1);
  expect(inbox.events.size).toBe(0);
});

it("asks Telegram to come again when the update could not be stored", async () => {
  const { post, inbox, an } = await openRoute();
  inbox.faults = 1;
  const from = { id: an.user.id, is_bot: false, first_name: "An" };
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: an.user.id, type: "private" },
    from,
    text: "xin chào",
  };
  const update = JSON.stringify({ update_id: 99, message });
  expect(await post(update)).toBe(500);
  expect(await post(update)).toBe(200);
  expect([...inbox.events.keys()]).toEqual(["telegram:99"]);
  await inbox.hasFinished(1);
});
