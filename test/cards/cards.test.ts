import { expect, it } from "vitest";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  list,
  mapActions,
  quote,
  text,
  withoutButtons,
} from "../../src/cards/card.ts";
import { buttonsOf, numberedButtons, plainText } from "../../src/cards/plain-text.ts";

const form: Card["blocks"][number] = {
  kind: "form",
  form: {
    draft: "d1",
    title: "Tạo phiếu",
    fields: [
      { name: "customer", label: "Khách hàng", kind: "line", required: true, value: "0867 123 456" },
      { name: "priority", label: "Độ ưu tiên", kind: "choice", required: true, error: "Chọn một" },
    ],
    prompt: {
      name: "priority",
      label: "Độ ưu tiên",
      kind: "choice",
      required: true,
      error: "Chọn một",
      hint: "gấp?",
    },
    choices: [button("Cao", ":answer", { value: "High" }), button("Thấp", ":answer", { value: "Low" })],
    steps: [],
    open: button("Điền biểu mẫu", ":fill"),
    cancel: button("Huỷ", ":cancel"),
  },
};

const everything: Card = card(
  "Tiêu đề",
  text("Một dòng\nhai dòng"),
  quote("Số điểm không đủ\nxin lỗi", "AntCRM"),
  quote("không tên"),
  fields(field("Điểm", "120"), null, field("Hạng", "Bạc")),
  list("Danh sách", [
    { title: "A", detail: "chi tiết", buttons: [button("Mở", "customer", { customer: "customer:1" })] },
    { title: "B" },
  ]),
  {
    kind: "table",
    columns: [{ heading: "Tên" }, { heading: "Điểm", align: "right" }],
    rows: [
      ["An", "120"],
      ["Bình An", ""],
    ],
  },
  buttons(button("Điểm", "points"), null, button("Xoá", "delete", {}, { style: "danger", by: "anyone" })),
  context("nhỏ"),
  form,
);

it("a card is rendered as plain text, block by block, with its buttons numbered", () => {
  expect(plainText(everything)).toMatchInlineSnapshot(`
    "Tiêu đề
    Một dòng
    hai dòng
    > Số điểm không đủ
    > xin lỗi
    > — AntCRM
    > không tên
    Điểm: 120
    Hạng: Bạc
    Danh sách
    • A  chi tiết  [1] Mở
    • B
    Tên      Điểm
    An        120
    Bình An
    [2] Điểm  [3] Xoá
    nhỏ
    Khách hàng: 0867 123 456
    ! Chọn một
    Độ ưu tiên? (gấp?)
    [4] Cao  [5] Thấp
    Huỷ"
  `);
});

it("a card has its buttons numbered in the order of their list", () => {
  const labels = numberedButtons(everything).map(({ label }) => label);
  const numbered = [...plainText(everything).matchAll(/\[(\d+)\] (\S+)/g)].map(([, number, label]) => [
    number,
    label,
  ]);
  expect(numbered).toEqual(labels.map((label, index) => [String(index + 1), label]));
});

it("a card leaves out empty fields, lists and buttons", () => {
  expect(fields(null)).toBeNull();
  expect(list("nichts", [])).toBeNull();
  expect(buttons(null)).toBeNull();
  expect(plainText(card("Chỉ tiêu đề", null))).toBe("Chỉ tiêu đề");
});

it("a card is private by default", () => {
  expect(card("x").audience).toBe("private");
});

it("a card has every button changed, wherever it is", () => {
  const seen: string[] = [];
  const ready = mapActions(everything, (action) => {
    seen.push(action.command);
    return `id-${seen.length}`;
  });
  expect(seen.sort()).toEqual([":answer", ":answer", ":cancel", ":fill", "customer", "delete", "points"]);
  expect(JSON.stringify(ready)).not.toContain("command");
});

it("a card has no button and no form in its read-only version", () => {
  const bare = withoutButtons(everything);
  expect(buttonsOf(bare)).toEqual([]);
  expect(plainText(bare)).not.toMatch(/\[\d+\]/);
  expect(plainText(bare)).toContain("• A  chi tiết");
});
