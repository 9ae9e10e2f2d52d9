import { expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { withoutAmbiguous } from "../../src/understanding/ambiguous.ts";

const registry = createCommands({} as CataloguePorts);
const grammarOf = (name: string) => registry.grammars.find((one) => one.name === name) ?? { arguments: [] };
const settle = (command: string, argument: string, read: string, text: string) =>
  withoutAmbiguous({ [argument]: read }, { name: command, aliases: [], ...grammarOf(command) }, text)[
    argument
  ];

it.each([
  ["deletedeal", "deal", "3503", "đừng xoá 3503, nhầm số đó. Xoá 3530 ấy", "3530"],
  ["deleteticket", "ticket", "17209", "phiếu 17209 với 17210 y chang nhau, giữ 17209, xoá 17210", "17210"],
  ["deletedeal", "deal", "3675", "3675 với 3676 giống hệt nhau, bỏ 3676 ra giúp mình", "3676"],
  ["deletecustomer", "customer", "id:476", "id 476 với id 512 là một, xoá khách 512 dùm", "id:512"],
  ["deletecustomer", "customer", "id:475", "không phải 475 đâu, khách cần xoá là 457", "id:457"],
  ["redeem", "code", "DAUMAY01", "không phải DAUMAY01 đâu, đổi GAUBONG02 cho bé", "GAUBONG02"],
  ["deleteticket", "ticket", "17464", "xoá phiếu 17464, trùng phiếu 17465", "17464"],
  ["deletedeal", "deal", "3666", "dôi 140 triệu rồi, gỡ đơn 3666 liền", "3666"],
])("%s: %s %s in “%s” becomes %s", (command, argument, read, text, meant) => {
  expect(settle(command, argument, read, text)).toBe(meant);
});

it.each([
  ["deleteticket", "ticket", "16044", "16044 and 16045 are same thing, kill the second one pls"],
  ["deletedeal", "deal", "3590", "chị chuyển qua đơn 3590, vậy đơn 3589 không cần nữa, xoá nó nhé"],
  ["deleteproduct", "product", "DENBAN2", "DENBAN2 với DENBAN3 y hệt, cái nào thừa thì dọn"],
])("%s: %s %s in “%s” is asked for", (command, argument, read, text) => {
  expect(settle(command, argument, read, text)).toBeUndefined();
});

it("leaves a value that another argument has alone", () => {
  const args = { product: "KEO502", newCode: "KEO502-CHAI" };
  const grammar = { name: "editproduct", aliases: [], ...grammarOf("editproduct") };
  expect(withoutAmbiguous(args, grammar, "đổi mã KEO502 thành KEO502-CHAI")).toEqual(args);
});
