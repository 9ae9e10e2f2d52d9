import { describe, expect, it } from "vitest";
import type { ArgumentGrammar, ArgumentKind, CommandGrammar } from "../../src/understanding/grammar.ts";
import { createIntents } from "../../src/understanding/understand.ts";

const argument = (name: string, kind: ArgumentKind, ...keys: string[]): ArgumentGrammar => ({
  name,
  kind,
  required: false,
  keys,
});

/** Commands that create, change and delete records. Their names begin with similar words. */
const COMMANDS: readonly CommandGrammar[] = [
  {
    name: "customer",
    aliases: ["khách", "tìm khách"],
    arguments: [argument("customer", "customer", "khách")],
  },
  {
    name: "add-customer",
    aliases: ["tạo khách", "thêm khách hàng"],
    arguments: [
      argument("name", "line", "tên"),
      argument("phones", "phones", "điện thoại"),
      argument("emails", "emails", "e-mail"),
      argument("birthday", "date", "ngày sinh"),
      argument("tags", "list", "thẻ"),
    ],
  },
  {
    name: "edit-customer",
    aliases: ["sửa khách", "sửa khách hàng"],
    arguments: [
      argument("customer", "customer", "khách"),
      argument("name", "line", "tên"),
      argument("phones", "phones", "điện thoại"),
      { ...argument("birthday", "date", "ngày sinh"), clearable: true },
    ],
  },
  { name: "delete-customer", aliases: ["xoá khách"], arguments: [argument("customer", "customer", "khách")] },
  { name: "show", aliases: ["phiếu"], arguments: [argument("ticket", "ticket", "số phiếu")] },
  { name: "edit-ticket", aliases: ["sửa phiếu"], arguments: [argument("ticket", "ticket", "số phiếu")] },
  { name: "delete-ticket", aliases: ["xoá phiếu"], arguments: [argument("ticket", "ticket", "số phiếu")] },
  {
    name: "tickets",
    aliases: ["danh sách phiếu", "các phiếu"],
    arguments: [
      { ...argument("group", "line", "nhóm"), keyed: true },
      { ...argument("status", "line", "trạng thái"), keyed: true },
      argument("range", "range", "ngày"),
      argument("page", "page", "trang"),
    ],
  },
  { name: "deal", aliases: ["giao dịch", "đơn"], arguments: [argument("deal", "deal", "giao dịch")] },
  {
    name: "add-deal",
    aliases: ["tạo giao dịch", "tạo đơn"],
    arguments: [
      argument("customer", "customer", "khách"),
      argument("name", "line", "tên giao dịch"),
      argument("products", "deal-lines", "sản phẩm"),
    ],
  },
  {
    name: "edit-product",
    aliases: ["sửa sản phẩm"],
    arguments: [
      argument("product", "product", "mã sản phẩm"),
      argument("name", "line", "tên"),
      argument("value", "amount", "giá"),
    ],
  },
  {
    name: "link",
    aliases: ["liên kết"],
    arguments: [argument("person", "person", "người"), argument("email", "email", "e-mail")],
  },
  { name: "decline", aliases: ["huỷ đơn", "hoà giải"], arguments: [argument("deal", "deal", "giao dịch")] },
];

const intents = createIntents(COMMANDS);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const understood = (text: string) => {
  const found = intents.understand(text, context);
  return found.kind === "command" ? [found.command, found.args] : found;
};

describe("commands whose names begin alike", () => {
  it.each([
    ["sửa khách 9457", "edit-customer", { customer: "id:9457" }],
    ["xoá khách 9457", "delete-customer", { customer: "id:9457" }],
    ["sua phieu 17464", "edit-ticket", { ticket: "17464" }],
    ["xoá phiếu 17464", "delete-ticket", { ticket: "17464" }],
    ["phiếu 17464", "show", { ticket: "17464" }],
    ["giao dịch 3609", "deal", { deal: "3609" }],
    ["đơn #3609", "deal", { deal: "3609" }],
    ["tạo đơn cho 0867 123 456", "add-deal", { customer: "+84867123456" }],
  ])("%s", (text, command, args) => {
    expect(understood(text)).toEqual([command, args]);
  });

  it.each([
    ["xóa phiếu 17464", "delete-ticket"],
    ["xoá phiếu 17464", "delete-ticket"],
    ["hủy đơn 3609", "decline"],
    ["huỷ đơn 3609", "decline"],
    ["hòa giải 3609", "decline"],
    ["hoà giải 3609", "decline"],
    ["Xóa phiếu 17464".normalize("NFD"), "delete-ticket"],
  ])("%s is the same wherever its tone mark was put", (text, command) => {
    expect(understood(text)).toMatchObject([command, {}]);
  });
});

describe("a record told in one sentence", () => {
  it("takes every number and address of a new customer", () => {
    expect(
      understood("tạo khách Nguyễn Văn Tám 0867 123 456, 0900 000 001, tam@shop.vn ngày sinh 15/3/2000"),
    ).toEqual([
      "add-customer",
      {
        name: "Nguyễn Văn Tám",
        phones: "+84867123456\n+84900000001",
        emails: "tam@shop.vn",
        birthday: "2000-03-15",
      },
    ]);
  });

  it("leaves numbers that have no key to the customer where one is asked for", () => {
    expect(understood("sửa khách 0867 123 456 điện thoại: 0900 000 001, 0900 000 002; ngày sinh: -")).toEqual(
      ["edit-customer", { customer: "+84867123456", phones: "+84900000001\n+84900000002", birthday: "-" }],
    );
  });

  it("takes the products of a deal, and what else is said stays its name", () => {
    const [command, args] = understood(
      "tạo giao dịch cho 0867 123 456: Bếp tết\n2 x TIVI01 giá 4.520.000 giảm 10%; 1 x Bếp từ đôi giảm 200k",
    ) as [string, Record<string, string>];
    expect(command).toBe("add-deal");
    expect(args).toMatchObject({ customer: "+84867123456", name: "Bếp tết" });
    expect(JSON.parse(args.products ?? "")).toHaveLength(2);
  });

  it("takes a price behind its word, and a code by its looks", () => {
    expect(understood("sửa sản phẩm TIVI01 Tivi 55 inch giá 5.000.000")).toEqual([
      "edit-product",
      { product: "TIVI01", name: "Tivi 55 inch", value: "5000000" },
    ]);
  });

  it("takes names of groups and states behind their keys where nothing else is told", () => {
    expect(understood("danh sách phiếu nhóm kỹ thuật trạng thái mới tuần này")).toEqual([
      "tickets",
      { group: "kỹ thuật", status: "mới", range: "2026-11-23/2026-11-29" },
    ]);
  });

  it("does not take a page that somebody types", () => {
    expect(understood("danh sách phiếu trang: 2")).not.toMatchObject(["tickets", { page: "2" }]);
  });

  it("links a person to an address", () => {
    expect(understood("liên kết @lan lan@shop.vn")).toEqual([
      "link",
      { person: "name:lan", email: "lan@shop.vn" },
    ]);
    expect(understood("liên kết <@U0123ABC|lan> lan@shop.vn")).toEqual([
      "link",
      { person: "slack:U0123ABC", email: "lan@shop.vn" },
    ]);
  });
});
