import { z } from "zod";
import { choice, line, page } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { pagedList } from "../../bot/pagination.ts";
import { button, buttons, card, context, text } from "../../cards/card.ts";
import type { Product } from "../../crm/products.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { findReachable } from "../../understanding/customer.ts";
import { openPassage } from "../../understanding/fold.ts";
import { openProductList, type ProductList, productCard, productRow } from "./product-card.ts";

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
    const { input, t, crm, formats, recordAccess } = ctx;
    const { search, type } = input;
    const productList = openProductList(crm, type === undefined ? {} : { type });
    const { products: found, searched: seen, complete } = await productList.search(search ?? "");
    recordAccess(null, String(found.length));
    const [only] = found.length === 0 && search ? await byCode(search, productList) : found;
    if (search && only !== undefined && found.length <= 1) return productCard(only, ctx);
    const args: Args = { ...(search && { search }), ...(type && { type }) };
    const rows = found.map((product) => productRow(product, ctx));
    const count = formats.number(found.length);
    const of = complete ? count : t.over(count);
    const list = pagedList(rows, ctx, { command: "products", args, heading: t.heading(of), of });
    const title = [t.title, search, type && t[type]].filter(Boolean).join(" · ");
    return card(
      title,
      ...(list.length > 0 ? list : [text(search ? t.noneOf(search) : t.none), rather(search, ctx)]),
      complete ? null : context(t.capped(formats.number(seen))),
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

/** Finds a product by code. This also finds a product that is not in the list that was read. */
async function byCode(search: string, productList: ProductList): Promise<Product[]> {
  const found = await productList.find(search);
  return "product" in found ? [found.product] : [];
}
