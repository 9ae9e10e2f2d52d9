import * as z from "zod";
import { choice, line, page } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { pagedList } from "../../bot/pagination.ts";
import { button, buttons, card, context, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { findReachable } from "../../understanding/customer.ts";
import { openPassage } from "../../understanding/fold.ts";
import { asOfNote, goneNote, noProductCard, productCard, productRow } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

const productsMessages = defineMessages({
  en: {
    name: "Products",
    summary: "Products and combos, also by words of the name",
    title: "Products",
    product: "products only",
    combo: "combos only",
    heading: (count: string) => (count === "1" ? "1 product" : `${count} products`),
    over: (count: string) => `over ${count}`,
    customer: "Find customer",
    none: "AntCRM has no products yet.",
    noneOf: (search: string) => `No product with “${search}” in its name or code.`,
    capped: (count: string) =>
      `I looked at the first ${count} products, which is as far as I read; others are found by their code.`,
  },
  vi: {
    name: "Sản phẩm",
    summary: "Sản phẩm và combo, cả theo từ trong tên",
    title: "Sản phẩm",
    product: "chỉ sản phẩm lẻ",
    combo: "chỉ combo",
    heading: (count) => `${count} sản phẩm`,
    over: (count) => `hơn ${count}`,
    customer: "Tìm khách",
    none: "AntCRM chưa có sản phẩm nào.",
    noneOf: (search) => `Không có sản phẩm nào có “${search}” trong tên hay mã.`,
    capped: (count) => `Bot đã xem ${count} sản phẩm đầu là mức tối đa; sản phẩm khác hãy gõ mã.`,
  },
});

const labels = defineMessages({
  en: { search: "Words of the name", type: "Kind" },
  vi: { search: "Từ trong tên", type: "Loại" },
});

export const products = defineCommand({
  name: "products",
  aliases: [
    "sản phẩm",
    "các sản phẩm",
    "danh sách sản phẩm",
    "tìm sản phẩm",
    "hàng hoá",
    "danh mục sản phẩm",
    "bảng giá",
    "combo",
    "các combo",
    "danh sách combo",
    "list products",
    "find products",
    "search products",
    "combos",
    "catalogue",
    "price list",
  ],
  role: "viewer",
  showsCustomers: false,
  messages: productsMessages,
  examples: {
    vi: ["danh sách sản phẩm", "bảng giá", "danh sách combo", "tim san pham tivi"],
    en: ["list products"],
  },
  labels,
  input: z.object({
    search: line(200).optional(),
    type: choice(["product", "combo"]).optional(),
    page: page(),
  }),

  async run(ctx) {
    const { input, t, formats, recordAccess } = ctx;
    const { search, type } = input;
    const productList = openProductList(ctx, type === undefined ? {} : { type });
    const { products: listed, ...coverage } = await productList.search(search ?? "");
    recordAccess(null, String(listed.length));
    // A product of the index is read again, and a code may be that of a product which was not searched.
    const mustRead = listed.length === 0 || (listed.length === 1 && coverage.readAt !== null);
    const read = search && mustRead ? await productList.find(search) : null;
    const [only] = listed.length === 1 ? listed : [];
    const one = read === null ? only : "product" in read ? read.product : undefined;
    if (search && one !== undefined) return productCard(one, ctx);
    const others = read !== null && "near" in read ? read : null;
    const offer = rather(search, ctx);
    if (search && others !== null && others.near.length > 0 && offer === null)
      return noProductCard(search, others, ctx);
    const found = others === null ? listed : [];
    const args: Args = { ...(search && { search }), ...(type && { type }) };
    const rows = found.map((product) => productRow(product, ctx));
    const count = formats.number(found.length);
    const of = coverage.complete ? count : t.over(count);
    const list = pagedList(rows, ctx, { command: "products", args, heading: t.heading(of), of });
    const title = [t.title, search, type && t[type]].filter(Boolean).join(" · ");
    return card(
      title,
      ...(list.length > 0 ? list : [text(search ? t.noneOf(search) : t.none), offer]),
      others !== null && others.gone.length > 0 ? goneNote(others.gone, ctx) : null,
      coverage.firstSearched === null ? null : context(t.capped(formats.number(coverage.firstSearched))),
      coverage.readAt && asOfNote(coverage.readAt, ctx),
    );
  },
});

/** Offers the customer of a text that begins like this command: "sản phẩm lỗi, khách 0867 123 456 muốn đổi trả". */
function rather(search: string | undefined, { t, common }: CommandContext<unknown, { customer: string }>) {
  const { free, folded } = openPassage(search ?? "");
  const whom = findReachable(free, folded.source)?.value;
  if (search === undefined || whom === undefined) return null;
  return buttons(
    button(common.createTicket, "ticket", { customer: whom, title: search }),
    button(t.customer, "customer", { customer: whom }),
  );
}
