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
import type { Crm } from "../../crm/crm.ts";
import type { Product } from "../../crm/products.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { editDistance } from "../../understanding/edit-distance.ts";
import { fold } from "../../understanding/fold.ts";
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
    stock: "Stock",
    noStock: "see AntCRM",
    searched: (count: string) => `I looked at the first ${count} products; others are found by their code.`,
    all: "All products",
  },
  vi: {
    unknown: "chưa có",
    noKey: "Sản phẩm tạo ngay trong AntCRM, không có mã cho chương trình khác: chỉ sửa hoặc xoá được ở đó.",
    noneTitle: "Không tìm thấy sản phẩm",
    none: (typed) => `AntCRM không có sản phẩm nào có mã hay tên “${typed}”.`,
    near: "Có phải một trong các sản phẩm này?",
    several: (count, typed) => `Có ${count} sản phẩm tên “${typed}”`,
    stock: "Tồn kho",
    noStock: "xem trong AntCRM",
    searched: (count) => `Đã tìm trong ${count} sản phẩm đầu; sản phẩm khác hãy gõ mã.`,
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
  { near, isCalled: areCalled, searched, complete }: OtherProducts,
  ctx: Context,
): Card {
  const t = productCardMessages[ctx.who.locale];
  if (areCalled) {
    const rows = near.slice(0, CALLED_SHOWN).map((product) => productRow(product, ctx));
    const title = t.several(ctx.formats.number(near.length), typed);
    return card(title, list("", rows), buttons(button(t.all, "products")));
  }
  return card(
    t.noneTitle,
    text(t.none(typed)),
    list(
      t.near,
      near.slice(0, NEAR_SHOWN).map((product) => productRow(product, ctx)),
    ),
    complete ? null : context(t.searched(ctx.formats.number(searched))),
    buttons(button(t.all, "products")),
  );
}

/** Says that a product created in AntCRM's own screens has no key for a change: src/crm/API.md#put-products */
export function notOursCard(product: Product, { who }: Context): Card {
  return { ...card(product.name, text(productCardMessages[who.locale].noKey)), tone: "bad" };
}

/** The result of a search by a typed code or name: one product, or similar ones. */
type ProductMatch = { product: Product } | OtherProducts;

interface OtherProducts {
  near: Product[];
  /** True if all of them have the typed words in their names: "tivi". */
  isCalled: boolean;
  searched: number;
  complete: boolean;
}

/** The shop's products during one command. The list is read at most once, and only if the code finds no product. */
export interface ProductList {
  /** @param text a code or a name, `"TIVI43"`, `"tivi samsung"` */
  find(text: string): Promise<ProductMatch>;
  /** Finds products whose code or name contains all words, ignoring accents and capitals. An empty text finds all. */
  search(words: string): Promise<{ products: Product[]; searched: number; complete: boolean }>;
}

/** A code is still found with one typing error in this many letters. */
const LETTERS_A_SLIP = 4;

export function openProductList(
  { products }: Pick<Crm, "products">,
  { type }: { type?: "product" | "combo" } = {},
): ProductList {
  let list: ReturnType<Crm["products"]["list"]> | undefined;
  const all = () => {
    list ??= products.list(type === undefined ? {} : { type });
    return list;
  };

  /** Finds a product by code. AntCRM's filter may be case-sensitive, so a code is tried in capitals too. */
  async function byCode(text: string): Promise<Product | null> {
    if (/\s/.test(text)) return null;
    const found = await products.byCode(text);
    const capitals = text.toUpperCase();
    return found ?? (capitals === text ? null : products.byCode(capitals));
  }

  return {
    async find(text) {
      const coded = await byCode(text);
      if (coded !== null) return { product: coded };
      const productList = await all();
      const same = productList.products.filter((product) => isCalled(product, text));
      const answers = same.length > 0 ? same : productList.products.filter(holdsAll(text));
      const [only, ...others] = answers;
      if (only !== undefined && others.length === 0) return { product: only };
      const near = answers.length > 0 ? answers : nearest(productList.products, text);
      const areCalled = answers.length > 0;
      return {
        near,
        isCalled: areCalled,
        searched: productList.products.length,
        complete: productList.complete,
      };
    },

    async search(words) {
      const productList = await all();
      const found = words === "" ? productList.products : productList.products.filter(holdsAll(words));
      return { products: found, searched: productList.products.length, complete: productList.complete };
    },
  };
}

/** True if the text is the product's name or code, ignoring capitals. */
function isCalled({ name, code }: Product, text: string): boolean {
  const wanted = plain(text);
  return plain(name) === wanted || plain(code ?? "") === wanted;
}

/** Returns a function that matches products in which each searched word begins some word. */
function holdsAll(text: string): (product: Product) => boolean {
  const wanted = wordsOf(text);
  return ({ name, code }) => {
    const own = wordsOf(`${name} ${code ?? ""}`);
    return wanted.length > 0 && wanted.every((word) => own.some((one) => one.startsWith(word)));
  };
}

/** Returns products that share words with the text, or whose code differs by a typing error. */
function nearest(products: readonly Product[], text: string): Product[] {
  const wanted = wordsOf(text);
  const code = plain(text);
  const slips = Math.floor(code.length / LETTERS_A_SLIP);
  return products
    .map((product) => {
      const own = wordsOf(product.name);
      const shared = wanted.filter((word) => own.includes(word)).length / Math.max(wanted.length, 1);
      const isSlip = product.code !== null && editDistance(code, plain(product.code), slips) <= slips;
      return { product, likeness: shared + (isSlip ? 1 : 0) };
    })
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ product }) => product);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function plain(text: string): string {
  return fold(text).trim().replace(/\s+/g, " ");
}
