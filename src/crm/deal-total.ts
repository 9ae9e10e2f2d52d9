import type { DealLine } from "./deal.ts";
import type { DealLineInput } from "./deals-write.ts";

/**
 * The total of a deal in whole dong: each line's price less its discount, at least 0, plus shipping. Without shipping
 * it is the `value` to send: AntCRM would compute it from its own prices. See src/crm/API.md#post-opportunities
 *
 * `dealTotal([{ name: "Combo", quantity: 2, value: 390_000, discount: { kind: "percent", value: 10 } }], 30_000)` →
 * `732000`
 */
export function dealTotal(lines: readonly DealLineInput[], shippingCost = 0): number {
  return lines.reduce((sum, line) => sum + lineTotal(line), Math.round(shippingCost));
}

/** The total of one line: `quantity × value` less its discount, in whole dong. */
export function lineTotal({ quantity, value, discount }: DealLineInput): number {
  const gross = quantity * value;
  const off = discount?.kind === "percent" ? (gross * discount.value) / 100 : (discount?.value ?? 0);
  return Math.max(0, Math.round(gross - off));
}

/** A line that was read, as an edit of its deal sends it. A missing quantity is 1, a missing price 0. */
export function lineToSend(line: DealLine): DealLineInput {
  const { name, quantity, value, discount, productIdApiRing, code, note } = line;
  return {
    name,
    quantity: quantity ?? 1,
    value: value ?? 0,
    ...(discount && { discount }),
    ...(productIdApiRing !== null && { productIdApiRing }),
    ...(code !== null && { code }),
    ...(note !== null && { note }),
  };
}
