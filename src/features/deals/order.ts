import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, type Card, card, context, list, text } from "../../cards/card.ts";
import type { DealLineInput } from "../../crm/deal.ts";
import { type Deal, lineToSend, lineTotal } from "../../crm/deal.ts";
import type { Formats } from "../../i18n/formats.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Display } from "../../records/record.ts";
import type { TypedDealLine } from "../../understanding/deal-lines.ts";
import { fold } from "../../understanding/fold.ts";
import { asOfNote, firstSearchedNote, goneNote } from "../products/product-card.ts";
import { type OtherProducts, openProductList } from "../products/product-list.ts";

const orderMessages = defineMessages({
  en: {
    which: (typed: string) => `Which product is “${typed}”?`,
    none: (typed: string) => `No product is called “${typed}”`,
    pick: "Pick one:",
    pickOne: "Choose",
    more: (count: number) => `… and ${count} more: add a word of the name, or type the code.`,
    offCatalogue: "Not in the catalogue",
    offHow: "It can also go into the deal as it is, as a line that is not in AntCRM's catalogue.",
    offNeedsPrice: (typed: string) =>
      `It can also go in as a line outside the catalogue, if you give its price: ${typed} price 500k`,
    priceless: (name: string) => `What does “${name}” cost?`,
    needsPrice: (typed: string) => `AntCRM knows no price for it. Give one: ${typed} price 500k`,
  },
  vi: {
    which: (typed) => `“${typed}” là sản phẩm nào?`,
    none: (typed) => `Không có sản phẩm “${typed}”`,
    pick: "Hãy chọn một:",
    pickOne: "Chọn",
    more: (count) => `… còn ${count} sản phẩm nữa: thêm từ trong tên hoặc gõ mã.`,
    offCatalogue: "Ngoài danh mục",
    offHow: "Cũng có thể đưa vào đơn nguyên như vậy, thành dòng ngoài danh mục của AntCRM.",
    offNeedsPrice: (typed) => `Nếu là dòng ngoài danh mục, hãy thêm giá: ${typed} giá 500k`,
    priceless: (name) => `“${name}” giá bao nhiêu?`,
    needsPrice: (typed) => `AntCRM chưa có giá của sản phẩm này. Hãy thêm giá: ${typed} giá 500k`,
  },
});

/** The longest list to choose from. For more results, people have to type more words. */
const PICK_FROM = 8;

/** Marks a line for a product that is not in the catalogue. Both marks are understood in either language. */
const OFF_CATALOGUE = { vi: "(ngoài danh mục)", en: "(off catalogue)" } as const;

const MARK = /(?<!\s)\s*\((?:ngoai danh muc|off catalogue)\)$/;

/** The command that continues with the answer, and its other arguments. */
interface NextCommand {
  command: string;
  args: Args;
}

/** The product lines to send, and `pinned`: their text with the products and prices that the question shows. */
export interface Order {
  lines: DealLineInput[];
  pinned: string;
}

/**
 * Returns the typed product lines, with the names of AntCRM's catalogue (src/crm/API.md#product-lines). If a product is
 * unclear, returns a card that asks which one is meant. A line without a typed price gets the product's price.
 * @param held lines that the deal already has; their products may be missing in the catalogue
 */
export async function orderLines(
  typed: readonly TypedDealLine[],
  held: readonly DealLineInput[],
  ctx: Context,
  next: NextCommand,
): Promise<Order | { card: Card }> {
  const productList = openProductList(ctx);
  const found = await Promise.all(typed.map((line) => lineFor(line, held, productList)));
  const unclear = found.findIndex((one) => "trouble" in one);
  const trouble = found[unclear];
  if (trouble === undefined || !("trouble" in trouble)) {
    const lines = found.flatMap((one) => ("line" in one ? [one.line] : []));
    return { lines, pinned: JSON.stringify(lines.map((line, index) => pinned(line, typed[index]))) };
  }
  const instead = (line: TypedDealLine): Args => {
    const lines = typed.map((one, index) => (index === unclear ? line : one));
    return { ...next.args, lines: JSON.stringify(lines) };
  };
  return { card: troubleCard(trouble.trouble, ctx, next.command, instead) };
}

function pinned(line: DealLineInput, typed: TypedDealLine | undefined): TypedDealLine {
  const pin = asTyped(line);
  return typed !== undefined && isOffCatalogue(typed.product) ? { ...pin, product: typed.product } : pin;
}

/** Returns a pinned line as it is sent, without reading the catalogue: product, quantity, price and discount. */
export function asSent({ quantity, product, value, discount }: TypedDealLine): DealLineInput {
  const line = { name: withoutMark(product), quantity, value: value ?? 0 };
  return discount === null ? line : { ...line, discount: sentDiscount(discount) };
}

/** True if the line has the typed code or name. */
export function isSameProduct({ code, name }: Pick<DealLineInput, "code" | "name">, typed: string): boolean {
  const wanted = fold(withoutMark(typed)).trim();
  return fold(code ?? "") === wanted || fold(name).trim() === wanted;
}

type Trouble =
  | ({ kind: "unknown"; typed: TypedDealLine } & OtherProducts)
  | { kind: "no price"; typed: TypedDealLine; name: string };

async function lineFor(
  typed: TypedDealLine,
  held: readonly DealLineInput[],
  productList: ReturnType<typeof openProductList>,
): Promise<{ line: DealLineInput } | { trouble: Trouble }> {
  const { product: text } = typed;
  const own = held.find((line) => isSameProduct(line, text));
  if (own !== undefined) return priced(typed, own, own.value);
  if (isOffCatalogue(text)) return priced(typed, { name: withoutMark(text) }, null);
  const found = await productList.find(text);
  if (!("product" in found)) return { trouble: { kind: "unknown", typed, ...found } };
  const { name, code, productIdApiRing, value } = found.product;
  const product = { name, ...(code && { code }), ...(productIdApiRing && { productIdApiRing }) };
  return priced(typed, product, value);
}

function priced(
  typed: TypedDealLine,
  product: Pick<DealLineInput, "name" | "code" | "productIdApiRing" | "note">,
  usual: number | null,
): { line: DealLineInput } | { trouble: Trouble } {
  const { name, code, productIdApiRing, note } = product;
  const { quantity, discount } = typed;
  const value = typed.value ?? usual;
  if (value === null) return { trouble: { kind: "no price", typed, name } };
  return {
    line: {
      name,
      quantity,
      value,
      ...(discount && { discount: sentDiscount(discount) }),
      ...(productIdApiRing !== undefined && { productIdApiRing }),
      ...(code !== undefined && { code }),
      ...(note !== undefined && { note }),
    },
  };
}

function sentDiscount({ kind, amount }: NonNullable<TypedDealLine["discount"]>) {
  return { kind: kind === "cash" ? ("amount" as const) : kind, value: amount };
}

function troubleCard(
  trouble: Trouble,
  ctx: Context,
  command: string,
  instead: (line: TypedDealLine) => Args,
): Card {
  const { who, formats } = ctx;
  const t = orderMessages[who.locale];
  const { typed } = trouble;
  const again = `${typed.quantity} x ${typed.product}`;
  if (trouble.kind === "no price") {
    return { ...card(t.priceless(trouble.name), text(t.needsPrice(again))), tone: "warning" };
  }
  const shown = trouble.near.slice(0, PICK_FROM);
  const rows = shown.map((product) => ({
    title: product.code ? `${product.name} (${product.code})` : product.name,
    detail: product.value === null ? "" : formats.money(product.value),
    buttons: [button(t.pickOne, command, instead({ ...typed, product: product.code ?? product.name }))],
  }));
  const left = trouble.near.length - shown.length;
  const asIs = { ...typed, product: `${typed.product} ${OFF_CATALOGUE[who.locale]}` };
  return {
    ...card(
      shown.length > 0 ? t.which(typed.product) : t.none(typed.product),
      trouble.gone.length > 0 ? goneNote(trouble.gone, ctx) : null,
      list(t.pick, rows),
      left > 0 ? context(t.more(left)) : null,
      trouble.firstSearched === null ? null : firstSearchedNote(trouble.firstSearched, ctx),
      trouble.readAt && asOfNote(trouble.readAt, ctx),
      text(typed.value === null ? t.offNeedsPrice(again) : t.offHow),
      typed.value === null
        ? null
        : { kind: "buttons", buttons: [button(t.offCatalogue, command, instead(asIs))] },
    ),
    tone: "warning",
    ...(rows.length > 0 && { chooses: true as const }),
  };
}

function isOffCatalogue(text: string): boolean {
  return MARK.test(fold(text));
}

function withoutMark(text: string): string {
  const marked = MARK.exec(fold(text));
  return marked ? text.normalize("NFC").slice(0, marked.index) : text;
}

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
      // For one piece without a discount the price equals the amount of the line.
      const isSaid = quantity === 1 && !discount;
      const sum = isSaid ? priced : `${priced} = ${formats.money(lineTotal(line))}`;
      return {
        title: `${formats.number(quantity)} × ${nameOf(line)}`,
        detail: [sum, note].filter(Boolean).join(" · "),
      };
    }),
  );
}

/** Writes the product lines as one text: `"2 × Hộp mực 12A (MUC12A) = 780.000 ₫; …"`. */
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

/** Returns a line as people type it, with the product's code if it has one. */
export function asTyped({ quantity, name, code, value, discount }: DealLineInput): TypedDealLine {
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
