import { expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import type { CommandGrammar } from "../../src/understanding/grammar.ts";
import { createIntents } from "../../src/understanding/understand.ts";

const { grammars } = createCommands({} as CataloguePorts);
const context = { now: new Date("2026-11-25T02:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const { understand } = createIntents(grammars);

it.each([
  [
    "settings set tickets.closed Closed, Đã đóng",
    "setting",
    { key: "tickets.closed", value: "Closed, Đã đóng" },
  ],
  ['settings import { "lists.mask": "off" }', "settingsimport", { json: '{ "lists.mask": "off" }' }],
  ["báo cáo chiến dịch 65f8faf6f829af63ddc831dc", "campaign", { campaign: "65f8faf6f829af63ddc831dc" }],
  ["alert ratings below 2.5 stars", "alert", { about: "ratings", score: "below 2.5 stars" }],
  ["xem phiếu mười bảy nghìn hai trăm lẻ chín", "show", { ticket: "17209" }],
  ["xem đơn ba năm không ba", "deal", { deal: "3503" }],
  ["xoá phiếu một bảy sáu năm sáu", "deleteticket", { ticket: "17656" }],
  ["tìm pham van tuan", "customer", { customer: "name:pham van tuan" }],
  [
    "báo cáo chiến dịch và phiếu ngày làm việc 18h",
    "digest",
    { kinds: "campaigns\ntickets", schedule: "weekdays 18:00" },
  ],
])("understands the name of a command with its values: %s", (text, command, args) => {
  expect(understand(text, context)).toEqual({ kind: "command", command, args });
});

/** A command that the model was not trained for. */
const added = (writes: boolean): CommandGrammar => ({
  name: "owner",
  aliases: ["ai phụ trách", "bàn giao khách"],
  writes,
  arguments: [{ name: "customer", kind: "customer", required: true, keys: ["khách hàng"] }],
});

it("understands a new command by its names, without training", () => {
  const { understand } = createIntents([...grammars, added(false)]);
  for (const text of ["ai phụ trách 0867 123 456", "ai phu trach 0867 123 456 vậy em"]) {
    expect(understand(text, context)).toMatchObject({
      command: "owner",
      args: { customer: "+84867123456" },
    });
  }
  expect(understand("owner", context)).toMatchObject({ command: "owner", args: {} });
});

it("prepares a new write by its names only if the text is a request", () => {
  const { understand } = createIntents([...grammars, added(true)]);
  expect(understand("bàn giao khách 0867 123 456", context)).toMatchObject({ command: "owner" });
  for (const text of ["bàn giao khách 0867 123 456 chưa em", "đừng bàn giao khách 0867 123 456 nha"]) {
    expect(understand(text, context)).not.toMatchObject({ command: "owner" });
  }
});
