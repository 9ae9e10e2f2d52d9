import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { fold } from "../../src/understanding/fold.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { aliasesOfCommands } from "../commands/missing-entries.ts";

const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const { grammars } = createCommands({} as CataloguePorts);
const intents = createIntents(grammars);

const commandOf = (text: string) => {
  const understood = intents.understand(text, context);
  return understood.kind === "command" ? understood.command : null;
};

/** Commands that may share a name. The next words decide: "đơn hàng 3503" is one deal, "đơn hàng hôm nay" is a list. */
const MAY_SHARE = ["customers, newcustomer", "deal, deals", "ticket, show"];

describe("every name and alias", () => {
  const commandsOf = aliasesOfCommands();

  it.each([...commandsOf])("%s alone is understood as %j, with accents or without", (alias, commands) => {
    for (const text of [alias, fold(alias), alias.toUpperCase()]) {
      expect(commands).toContain(commandOf(text));
    }
  });

  it("belongs to one command, except where the words beside it decide", () => {
    const shared = [...commandsOf.values()].filter((commands) => commands.length > 1);
    expect([...new Set(shared.map((commands) => commands.join(", ")))].sort()).toEqual(MAY_SHARE);
  });
});

describe("a number argument", () => {
  it.each([
    ["gỡ báo cáo 2 +84 867 123 456", "2"],
    ["gỡ báo cáo +84 867 123 456", undefined],
    ["gỡ báo cáo 0867 123 456", undefined],
    ["gỡ báo cáo 0867 123", undefined],
    ["gỡ báo cáo (+84) 867 123 456 số 3", "3"],
  ])("of “%s” is %s: a piece of a phone number is none", (text, number) => {
    expect(intents.readArguments("digestchange", text, context).number).toBe(number);
  });
});

describe("of two records in a text", () => {
  it.each([
    ["đóng phiếu 17464, trùng phiếu 17465", "editticket", "17464"],
    ["dong phieu so 17464 vi trung voi phieu #17465", "editticket", "17464"],
    ["close ticket 17464, duplicate of ticket 17465", "editticket", "17464"],
    ["mở lại phiếu 17464, trùng phiếu 17465", "editticket", "17464"],
    ["sửa phiếu 17464 trùng phiếu 17465", "editticket", "17464"],
    ["xoá phiếu 17464 vì trùng phiếu 17465", "deleteticket", "17464"],
    ["delete ticket #17464 dup of #17465", "deleteticket", "17464"],
    ["xem phiếu 17464 và phiếu 17465", "show", "17464"],
    ["xoá đơn 3503 vì trùng đơn 3521", "deletedeal", "3503"],
    ["xoá giao dịch 3503, trùng giao dịch 3521", "deletedeal", "3503"],
    ["xoá phiếu số 17464 vì trùng phiếu 17465", "deleteticket", "17464"],
    ["xoá phiếu (17464) vì trùng phiếu 17465", "deleteticket", "17464"],
    ["delete ticket no. 17464, same as ticket 17465", "deleteticket", "17464"],
    ["huỷ đơn mã 3503 do trùng đơn 3521", "editdeal", "3503"],
    ["close #17464, duplicate of ticket 17465", "editticket", "17464"],
    ["xoá phiếu 17465 à không phải, phiếu 17464", "deleteticket", "17464"],
    ["xoá đơn 3521 à nhầm đơn 3503", "deletedeal", "3503"],
    ["đóng phiếu 17465 à nhầm 17464", "editticket", "17464"],
    ["delete ticket 17465 sorry ticket 17464", "deleteticket", "17464"],
    ["close ticket 17465, no wait, ticket 17464", "editticket", "17464"],
  ])("“%s” is %s of %s: the one that is named first, or the corrected one", (text, command, number) => {
    const { args } = intents.understand(text, context) as { args: Record<string, string> };
    expect([commandOf(text), args.ticket ?? args.deal]).toEqual([command, number]);
  });

  it.each([
    ["editticket", "17464 trùng phiếu 17465"],
    ["deleteticket", "giúp em 42, trùng phiếu 17465"],
    ["deletedeal", "3503 trùng đơn 3521"],
    ["editdeal", "30000 phí ship đơn 3503"],
  ])("/%s “%s” leaves the record open: the first number may be anything", (command, text) => {
    const { ticket, deal } = intents.readArguments(command, text, context);
    expect([ticket, deal]).toEqual([undefined, undefined]);
  });

  it.each([
    ["editticket", "#17464 trùng phiếu 17465", { ticket: "17464" }],
    ["editdeal", "đơn 3503 phí ship: 30k", { deal: "3503", shipping: "30000" }],
    ["editticket", "phiếu 17464, khách +84 867 123 456", { ticket: "17464" }],
    ["editticket", "300 khách báo lỗi phiếu 17464", { ticket: "17464" }],
    ["show", "khách 476 phiếu 17464", { ticket: "17464" }],
    ["show", "ngày 25 phiếu 17464 sao rồi", { ticket: "17464" }],
  ])("/%s “%s” is about the one that is named first", (command, text, args) => {
    expect(intents.readArguments(command, text, context)).toMatchObject(args);
  });
});

describe("a person called like a month", () => {
  it.each([
    ["đơn hàng của khách June", "name:June"],
    ["đơn của chị August", "name:August"],
    ["đơn của April Nguyen", "name:April Nguyen"],
    ["orders for Jan", "name:Jan"],
    ["deals of May", "name:May"],
  ])("in “%s” is a customer", (text, customer) => {
    const { args } = intents.understand(text, context) as { args: Record<string, string> };
    expect(args).toEqual({ customer });
  });

  it.each([
    ["orders in January", "2026-01-01/2026-01-31"],
    ["deals of December 2025", "2025-12-01/2025-12-31"],
    ["deals in May", "2026-05-01/2026-05-31"],
  ])("is no reason to misread “%s”", (text, range) => {
    const { args } = intents.understand(text, context) as { args: Record<string, string> };
    expect(args).toEqual({ range });
  });
});
