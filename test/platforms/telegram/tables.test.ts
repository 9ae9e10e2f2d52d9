import { expect, it } from "vitest";
import type { Block, ReadyCard } from "../../../src/cards/card.ts";
import { openTelegramFixture, ready, type Script } from "./fixture.ts";

const channels = (...rows: [string, string][]): Block<string> => ({
  kind: "table",
  columns: [{ heading: "Kênh" }, { heading: "Sao", align: "right" }],
  rows,
});

const report = (...rows: [string, string][]): ReadyCard => ready("Đánh giá", channels(...rows));

const says = (...cards: ReadyCard[]): Script =>
  async function* () {
    yield* cards;
  };

it("is a table where Telegram has tables, also when the card grows", async () => {
  const waiting = { ...ready("Đang đếm"), tone: "waiting" as const };
  const at = await openTelegramFixture({
    script: says(waiting, report(["ZNS", "4,50"]), report(["ZNS", "4,60"])),
  });
  await at.platform.start();
  await at.an.says(at.an.user, "đánh giá");
  await at.inbox.hasFinished(1);
  const [message, ...others] = at.an.sees(at.an.user).filter(({ isFromBot }) => isFromBot);
  expect(message?.text).toBe("Đánh giá\nKênh\tSao\nZNS\t4,60");
  expect(others).toEqual([]);
  expect(at.sandbox.violations).toEqual([]);
});

it("is aligned text on a server without them, which is asked once", async () => {
  const at = await openTelegramFixture({
    telegram: { botApi: "7.1" },
    script: says(report(["ZNS", "4,50"])),
  });
  await at.platform.start();
  for (const nth of [1, 2]) {
    await at.an.says(at.an.user, "đánh giá");
    await at.inbox.hasFinished(nth);
  }
  const texts = at.an.sees(at.an.user).filter(({ isFromBot }) => isFromBot);
  expect(texts.map(({ text }) => text)).toEqual(Array(2).fill("Đánh giá\n\nKênh   Sao\nZNS   4,50"));
  expect(at.sandbox.requests.filter(({ method }) => method === "sendRichMessage")).toHaveLength(1);
});

it("stays between the bot and its asker in a group", async () => {
  const at = await openTelegramFixture({ script: says(report(["ZNS", "4,50"])) });
  const chat = at.sandbox.addGroup({
    title: "Nhóm CSKH",
    members: [at.an.user, at.binh.user],
    botIsAdmin: true,
  }).id;
  await at.platform.start();
  await at.an.says(chat, "/ratings");
  await at.inbox.hasFinished(1);
  await at.an.says(chat, "/ratings");
  await at.inbox.hasFinished(2);
  expect(at.an.sees(chat).filter(({ isFromBot }) => isFromBot)).toMatchObject(
    Array(2).fill({ isPrivate: true, text: "Đánh giá\nKênh\tSao\nZNS\t4,50" }),
  );
  expect(at.binh.sees(chat).filter(({ isFromBot }) => isFromBot)).toEqual([]);
  expect(at.sandbox.violations).toEqual([]);
});
