import { expect, it } from "vitest";
import * as z from "zod";
import { customer, line, page } from "../../src/bot/arguments.ts";
import { defineCommand } from "../../src/bot/command.ts";
import { card } from "../../src/cards/card.ts";
import { defineMessages } from "../../src/i18n/messages.ts";

const messages = defineMessages({
  en: { name: "Try", summary: "Tries something" },
  vi: { name: "Thử", summary: "Thử một việc" },
});

const command = {
  name: "try",
  aliases: [],
  role: "viewer" as const,
  hidden: true as const,
  messages,
  run: () => card("Try"),
};

it("an argument has the usual label of its kind, unless the command calls it something else", () => {
  const input = z.object({ customer: customer().optional(), page: page() });
  const labels = defineMessages({ en: { customer: "Buyer" }, vi: { customer: "Người mua" } });

  const [usual] = defineCommand({ ...command, input }).arguments;
  expect(usual?.label).toEqual({ en: "Customer", vi: "Khách hàng" });
  const [named] = defineCommand({ ...command, input, labels }).arguments;
  expect(named?.label).toEqual({ en: "Buyer", vi: "Người mua" });
});

it("an argument without any label does not compile, and does not start", () => {
  const input = z.object({ customer: customer(), note: line(100) });
  const labels = defineMessages({ en: { customer: "Buyer" }, vi: { customer: "Người mua" } });

  // @ts-expect-error: `note` has no usual label.
  expect(() => defineCommand({ ...command, input })).toThrow("the argument note of try has no label");
  // @ts-expect-error: `labels` does not name `note`.
  expect(() => defineCommand({ ...command, input, labels })).toThrow("the argument note of try has no label");
});
