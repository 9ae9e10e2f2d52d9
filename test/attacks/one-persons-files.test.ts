import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const FILES = 8;
const ROWS = 500;

const customers = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `Khách,09${String(from + at).padStart(8, "0")}`).join("\n");
const file = (name: string, rows: string) => ({ name, bytes: `Tên,SĐT\n${rows}\n` });

it("a file of one row does not wait for all files that another person has uploaded in many chats", async () => {
  const { somebody } = await testApp();
  const [greedy, other] = [somebody("Sếp", "manager"), somebody("Hà", "manager")];
  let read = 0;
  const flood = Array.from({ length: FILES }, async (_, at) => {
    await greedy.in(`chat-${at}`).drops(file(`${at}.csv`, customers(at * ROWS, ROWS)), "nhập khách hàng");
    read += 1;
  });
  await other.drops(file("one.csv", customers(0, 1)), "nhập khách hàng");
  const before = read;
  await Promise.all(flood);
  // Two are read at a time, and may have ended.
  expect(before).toBeLessThanOrEqual(4);
});
