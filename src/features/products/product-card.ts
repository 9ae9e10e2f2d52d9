import { reaches } from "../../access/roles.ts";
import type { Context } from "../../bot/context.ts";
import { fieldRow } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, fields, list, type Row, text } from "../../cards/card.ts";
import type { Product } from "../../crm/products.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { productRecord } from "./product-record.ts";

const productCardMessages = defineMessages({
  en: {
    unknown: "not given",
    noKey:
      "Made in AntCRM itself, without a code for other programs: it can only be changed or deleted there.",
    open: "Open",
    edit: "Edit",
    remove: "Delete",
    noneTitle: "Product not found",
    none: (typed: string) => `AntCRM has no product with the code or name “${typed}”.`,
    near: "Did you mean one of these?",
    looked: (count: string) => `I looked at the first ${count} products; others are found by their code.`,
    all: "All products",
  },
  vi: {
    unknown: "chưa có",
    noKey: "Sản phẩm tạo ngay trong AntCRM, không có mã cho chương trình khác: chỉ sửa hoặc xoá được ở đó.",
    open: "Mở",
    edit: "Sửa",
    remove: "Xoá",
    noneTitle: "Không tìm thấy sản phẩm",
    none: (typed) => `AntCRM không có sản phẩm nào có mã hay tên “${typed}”.`,
    near: "Có phải một trong các sản phẩm này?",
    looked: (count) => `Đã tìm trong ${count} sản phẩm đầu; sản phẩm khác hãy gõ mã.`,
    all: "Mọi sản phẩm",
  },
});

/** Similar products shown for one that was not found. */
const NEAR_SHOWN = 5;

/** `"product:TIVI01"`: how the audit and the journal name a product. */
export function productKey(product: Product): string {
  return `product:${product.code ?? product.productIdApiRing ?? product.objectId}`;
}

/** Returns how a button names the product: its code, or its name where it has none. */
export function productReference({ code, name }: Product): string {
  return code || name;
}

/** One product as a line: `"Tivi 43 inch (TIVI01) — 6.990.000 ₫"`. */
export function productRow(product: Product, { who, formats }: Context): Row {
  const { name, code, value } = product;
  return {
    title: code ? `${name} (${code})` : name,
    detail: value === null ? "" : formats.money(value),
    buttons: [
      button(productCardMessages[who.locale].open, "product", { product: productReference(product) }),
    ],
  };
}

/** All that AntCRM shows of a product: src/crm/API.md#get-products */
export function productCard(product: Product, ctx: Context): Card {
  const t = productCardMessages[ctx.who.locale];
  const { code, productIdApiRing } = product;
  const rows = productRecord.parts.card.map((field) =>
    fieldRow(field, field.held(product).shown(ctx) || t.unknown, ctx),
  );
  const isOurs = productIdApiRing !== null && code && reaches(ctx.who.role, "manager");
  return card(
    product.name,
    fields(...rows),
    productIdApiRing === null ? context(t.noKey) : null,
    isOurs
      ? buttons(
          button(t.edit, "editproduct", { product: code }),
          button(t.remove, "deleteproduct", { product: code }, { style: "danger" }),
        )
      : null,
  );
}

/** Says that no product has this code or name, and offers similar ones. */
export function noProductCard(
  typed: string,
  { near, looked, complete }: { near: readonly Product[]; looked: number; complete: boolean },
  ctx: Context,
): Card {
  const t = productCardMessages[ctx.who.locale];
  return card(
    t.noneTitle,
    text(t.none(typed)),
    list(
      t.near,
      near.slice(0, NEAR_SHOWN).map((product) => productRow(product, ctx)),
    ),
    complete ? null : context(t.looked(ctx.formats.number(looked))),
    buttons(button(t.all, "products")),
  );
}

/** A product made in AntCRM's own screens has no key for a change: src/crm/API.md#put-products */
export function notOursCard(product: Product, { who }: Context): Card {
  return { ...card(product.name, text(productCardMessages[who.locale].noKey)), tone: "bad" };
}
