import type { Context } from "../../bot/context.ts";
import { fieldRow } from "../../bot/record-commands/fields.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  list,
  type Row,
  type ShownRecord,
  text,
} from "../../cards/card.ts";
import type { Product } from "../../crm/products.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { OtherProducts } from "./product-list.ts";
import { productRecord } from "./product-record.ts";

const productCardMessages = defineMessages({
  en: {
    unknown: "not given",
    noKey:
      "Made in AntCRM itself, without a code for other programs: it can only be changed or deleted there.",
    noneTitle: "Product not found",
    none: (typed: string) => `AntCRM has no product with the code or name “${typed}”.`,
    near: "Did you mean one of these?",
    several: (count: string, typed: string) => `${count} products are called “${typed}”`,
    over: (count: string) => `over ${count}`,
    stock: "Stock",
    noStock: "see AntCRM",
    firstSearched: (count: string) =>
      `I looked at the first ${count} products; others are found by their code.`,
    gone: (names: string) => `Deleted in AntCRM meanwhile: ${names}.`,
    asOf: (at: string) =>
      `As of ${at}. Open a product for its price now; a newer product is found by its code.`,
    all: "All products",
  },
  vi: {
    unknown: "chưa có",
    noKey: "Sản phẩm tạo ngay trong AntCRM, không có mã cho chương trình khác: chỉ sửa hoặc xoá được ở đó.",
    noneTitle: "Không tìm thấy sản phẩm",
    none: (typed) => `AntCRM không có sản phẩm nào có mã hay tên “${typed}”.`,
    near: "Có phải một trong các sản phẩm này?",
    several: (count, typed) => `Có ${count} sản phẩm tên “${typed}”`,
    over: (count) => `hơn ${count}`,
    stock: "Tồn kho",
    noStock: "xem trong AntCRM",
    firstSearched: (count) => `Đã tìm trong ${count} sản phẩm đầu; sản phẩm khác hãy gõ mã.`,
    gone: (names) => `Đã bị xoá trong AntCRM: ${names}.`,
    asOf: (at) => `Tính đến ${at}. Mở sản phẩm để xem giá hiện tại; sản phẩm mới hơn hãy gõ mã.`,
    all: "Mọi sản phẩm",
  },
});

/** The number of similar products that are shown for a product that was not found. */
const NEAR_SHOWN = 5;
/** The number of products that are shown for words that several have in their names. */
const CALLED_SHOWN = 10;

/** Returns the key of a product in the audit and the journal: `"product:TIVI01"`. */
export function productKey(product: Product): string {
  return `product:${product.code ?? product.productIdApiRing ?? product.objectId}`;
}

/** Returns the reference of a product for a button: its code, or its name if it has none. */
export function productReference({ code, name }: Product): string {
  return code || name;
}

/** Returns one product as a line: `"Tivi 43 inch (TIVI01) — 6.990.000 ₫"`. */
export function productRow(product: Product, { common, formats }: Context): Row {
  const { name, code, value } = product;
  return {
    title: code ? `${name} (${code})` : name,
    detail: value === null ? "" : formats.money(value),
    buttons: [button(common.show, "product", { product: productReference(product) })],
  };
}

/** Builds the card of a product with all fields that AntCRM shows: src/crm/API.md#get-products */
export function productCard(product: Product, ctx: Context): Card {
  const t = productCardMessages[ctx.who.locale];
  const { code, productIdApiRing } = product;
  const rows = productRecord.parts.card.map((field) =>
    fieldRow(field, field.held(product).shown(ctx) || t.unknown, ctx),
  );
  const isOurs = productIdApiRing !== null && code;
  return {
    ...card(
      product.name,
      fields(...rows, field(t.stock, t.noStock)),
      productIdApiRing === null ? context(t.noKey) : null,
      isOurs
        ? buttons(
            button(ctx.common.edit, "editproduct", { product: code }),
            button(ctx.common.delete, "deleteproduct", { product: code }, { style: "danger" }),
          )
        : null,
    ),
    about: [shownProduct(product)],
  };
}

/** Returns the product as the next message may mean it. */
export function shownProduct(product: Product): ShownRecord {
  const { name, code } = product;
  return { kind: "product", reference: productReference(product), name: code ? `${name} (${code})` : name };
}

/** Says that no product has this code or name, and offers similar ones. */
export function noProductCard(
  typed: string,
  { near, isCalled: areCalled, firstSearched, complete, readAt, gone }: OtherProducts,
  ctx: Context,
): Card {
  const t = productCardMessages[ctx.who.locale];
  const notes = gone.length > 0 ? [goneNote(gone, ctx)] : [];
  const asOf = readAt && asOfNote(readAt, ctx);
  if (areCalled) {
    const count = ctx.formats.number(near.length);
    const rows = near.slice(0, CALLED_SHOWN).map((product) => productRow(product, ctx));
    const title = t.several(complete ? count : t.over(count), typed);
    return card(title, ...notes, list("", rows), asOf, buttons(button(t.all, "products")));
  }
  return card(
    t.noneTitle,
    text(t.none(typed)),
    ...notes,
    list(
      t.near,
      near.slice(0, NEAR_SHOWN).map((product) => productRow(product, ctx)),
    ),
    firstSearched === null ? null : firstSearchedNote(firstSearched, ctx),
    asOf,
    buttons(button(t.all, "products")),
  );
}

/** Says that found products are gone from AntCRM. */
export function goneNote(gone: readonly string[], { who }: Context) {
  return text(productCardMessages[who.locale].gone(gone.join(", ")));
}

/** Says that only the first products of AntCRM's list were searched. */
export function firstSearchedNote(count: number, { who, formats }: Context) {
  return context(productCardMessages[who.locale].firstSearched(formats.number(count)));
}

/** Says as of what time products of the index are shown. */
export function asOfNote(readAt: Date, { who, formats }: Context) {
  return context(productCardMessages[who.locale].asOf(formats.time(readAt)));
}

/** Says that a product created in AntCRM's own screens has no key for a change: src/crm/API.md#put-products */
export function notOursCard(product: Product, { who }: Context): Card {
  return { ...card(product.name, text(productCardMessages[who.locale].noKey)), tone: "bad" };
}
