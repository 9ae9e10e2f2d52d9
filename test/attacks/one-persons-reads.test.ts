import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

/** As many requests of one person as a platform lets wait. */
const REQUESTS = 20;
const IN_FLIGHT = 32;
const LATENCY_MS = 30;

async function floodedTestApp(ratings: number) {
  const app = await testApp();
  const { minh, antcrm } = app;
  for (let at = 0; at < ratings; at += 1) antcrm.world.addRating({ rating_score: 5 });
  const chats = Array.from({ length: REQUESTS }, (_, at) => minh.in(`chat-${at}`));
  const underWay = () => antcrm.requests.filter(({ status }) => status === null);
  return { ...app, chats, underWay };
}

it("a look-up takes turns with the reads of one person who asks in many chats at once", async () => {
  const { chats, lan, antcrm, underWay } = await floodedTestApp(1_500);
  antcrm.fault({ kind: "delay", ms: LATENCY_MS });
  // Different days, because identical reads in flight are shared.
  const flood = chats.map((chat, at) => chat.types(`đánh giá ${at + 7} ngày qua`));
  while (underWay().length < IN_FLIGHT) await nextTurn();

  const before = antcrm.requests.length;
  await lan.types("0900 000 001");
  const lookUp = antcrm.requests.slice(before).findIndex(({ path }) => path === "/contacts");
  await Promise.all(flood);
  // Each call in flight may have been followed by one more before the look-up arrived.
  expect(lookUp).toBeLessThan(IN_FLIGHT + 8);
});

it("long lists that one person confirmed are read one at a time", async () => {
  const { chats, minh, antcrm, underWay } = await floodedTestApp(2_500);
  for (const chat of chats) await chat.types("đánh giá tuần này");
  const questions = minh.saw();
  antcrm.fault({ kind: "delay", ms: LATENCY_MS });
  const answers = Promise.all(chats.slice(0, 5).map((chat, at) => chat.clicks("Tiếp tục", questions[at])));
  let most = 0;
  for (let isOver = false; !isOver; isOver = await Promise.race([answers.then(() => true), nextTurn(false)]))
    most = Math.max(most, underWay().length);
  // A list is read up to twelve pages ahead.
  expect(most).toBeLessThanOrEqual(13);
  expect(await answers).toHaveLength(5);
});
