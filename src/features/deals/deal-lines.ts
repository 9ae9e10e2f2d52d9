import { list } from "../../cards/card.ts";
import { type Deal, type DealLineInput, lineToSend, lineTotal } from "../../crm/deal.ts";
import type { Formats } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Display } from "../../records/record.ts";
import type { DealLine as TypedLine } from "../../understanding/deal-lines.ts";

const dealLinesMessages = defineMessages({
  en: {
    heading: (count: number) => (count === 1 ? "1 product" : `${count} products`),
    less: (discount: string) => `less ${discount}`,
    each: "each",
  },
  vi: {
    heading: (count) => `${count} sản phẩm`,
    less: (discount) => `giảm ${discount}`,
    each: "mỗi cái",
  },
});

/** Lists the product lines, for a deal's card and for the question before sending. */
export function linesBlock(lines: readonly DealLineInput[], { who, formats }: Display) {
  const t = dealLinesMessages[who.locale];
  return list(
    t.heading(lines.length),
    lines.map((line) => {
      const { quantity, value, discount, note } = line;
      const price = quantity === 1 ? formats.money(value) : `${formats.money(value)} ${t.each}`;
      const priced = discount ? `${price}, ${t.less(discountOf(discount, formats))}` : price;
      // For one piece without discount the price is the sum.
      const isSaid = quantity === 1 && !discount;
      const sum = isSaid ? priced : `${priced} = ${formats.money(lineTotal(line))}`;
      return {
        title: `${formats.number(quantity)} × ${nameOf(line)}`,
        detail: [sum, note].filter(Boolean).join(" · "),
      };
    }),
  );
}

/** Writes the product lines in one line: `"2 × Hộp mực 12A (MUC12A) = 780.000 ₫; …"`. */
export function linesInBrief(lines: readonly DealLineInput[], { who, formats }: Display): string {
  const t = dealLinesMessages[who.locale];
  return lines
    .map((line) => {
      const { quantity, discount } = line;
      const less = discount ? `, ${t.less(discountOf(discount, formats))}` : "";
      return `${formats.number(quantity)} × ${nameOf(line)}${less} = ${formats.money(lineTotal(line))}`;
    })
    .join("; ");
}

/** Returns the lines of a deal as they are sent back to AntCRM. */
export function linesOf(deal: Deal): DealLineInput[] {
  return deal.lines.map(lineToSend);
}

/** Returns the same text for equal lines, whatever the order of their properties. */
export function comparedLines(lines: readonly DealLineInput[]): string {
  const parts = lines.map(({ name, code = "", quantity, value, discount, note = "" }) => [
    name,
    code,
    quantity,
    value,
    discount?.kind ?? "",
    discount?.value ?? 0,
    note,
  ]);
  return JSON.stringify(parts);
}

/** Returns a line as it would be typed, with the product's code where it has one. */
export function asTyped({ quantity, name, code, value, discount }: DealLineInput): TypedLine {
  return {
    quantity,
    product: code || name,
    value,
    discount: discount
      ? { kind: discount.kind === "amount" ? "cash" : "percent", amount: discount.value }
      : null,
  };
}

function nameOf({ name, code }: DealLineInput): string {
  return code && code !== name ? `${name} (${code})` : name;
}

function discountOf(discount: NonNullable<DealLineInput["discount"]>, formats: Formats): string {
  return discount.kind === "percent" ? `${formats.number(discount.value)}%` : formats.money(discount.value);
}
