import { expect, it } from "vitest";
import type { CommandGrammar } from "../../../src/understanding/grammar.ts";
import { namedTexts } from "./named-texts.ts";
import { randomOf } from "./random.ts";

const gift: CommandGrammar = {
  name: "redeem",
  writes: true,
  aliases: ["đổi quà"],
  examples: ["đổi quà DAUMAY01 cho 0900 000 001"],
  arguments: [{ name: "code", kind: "code", required: true, keys: [] }],
};

it("trains a command with its examples and its names as requests", () => {
  const texts = namedTexts(gift, randomOf(1));
  const requests = texts.filter(({ act }) => act === "request");
  expect(requests.map(({ text }) => text)).toEqual([
    "đổi quà DAUMAY01 cho 0900 000 001",
    "đổi quà",
    expect.stringMatching(/^đổi quà (?:DAUMAY01|VOUCHER50|LY02)/),
  ]);
  expect(requests.every(({ expected }) => expected[0] === "redeem")).toBe(true);
  expect(texts.filter(({ expected }) => expected[0] === "none")).toHaveLength(2);
});
