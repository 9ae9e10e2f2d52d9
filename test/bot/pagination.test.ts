import { describe, expect, it } from "vitest";
import { paged } from "../../src/bot/pagination.ts";
import { card } from "../../src/cards/card.ts";
import { buttonsOf, plainText } from "../../src/cards/plain-text.ts";

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `Phiếu ${index + 1}` }));
const at = { command: "tickets", args: { status: "Mới" }, locale: "vi" } as const;

describe("a list of which every row is here", () => {
  it("shows a page, where it lies, and the ways to its neighbours", () => {
    const shown = card("Phiếu", ...paged(rows(7), { ...at, page: 2, size: 3, heading: "7 phiếu" }));

    expect(plainText(shown)).toBe(
      "Phiếu\n7 phiếu\n• Phiếu 4\n• Phiếu 5\n• Phiếu 6\n4–6 trong 7\n[1] ◀ Trước  [2] Sau ▶",
    );
    expect(buttonsOf(shown)).toEqual([
      { label: "◀ Trước", inPlace: true, action: { command: "tickets", args: { status: "Mới", page: "1" } } },
      { label: "Sau ▶", inPlace: true, action: { command: "tickets", args: { status: "Mới", page: "3" } } },
    ]);
  });

  it("has no buttons where one page holds it, and no block where there is nothing", () => {
    expect(plainText(card("Phiếu", ...paged(rows(3), { ...at, page: 1, size: 3 })))).toBe(
      "Phiếu\n• Phiếu 1\n• Phiếu 2\n• Phiếu 3",
    );
    expect(paged([], { ...at, page: 1, size: 3 })).toEqual([]);
  });

  it("shows its last page where it has become shorter than its button thought", () => {
    expect(plainText(card("Phiếu", ...paged(rows(4), { ...at, page: 9, size: 3 })))).toContain(
      "Phiếu 4\n4–4 trong 4",
    );
  });
});
