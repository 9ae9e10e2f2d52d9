import { z } from "zod";
import { line } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { noProductCard, productCard, productKey } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

const showProductMessages = defineMessages({
  en: { name: "Show product", summary: "Show a product by its code" },
  vi: { name: "Xem sản phẩm", summary: "Xem sản phẩm theo mã" },
});

const labels = defineMessages({ en: { product: "Code" }, vi: { product: "Mã sản phẩm" } });

export const showProduct = defineCommand({
  name: "product",
  aliases: [
    "xem sản phẩm",
    "mã sản phẩm",
    "sản phẩm mã",
    "giá sản phẩm",
    "giá của",
    "mã hàng",
    "show product",
    "product code",
    "price of",
  ],
  role: "viewer",
  showsCustomers: false,
  messages: showProductMessages,
  labels,
  // A line, not `product()`: people may type the name.
  input: z.object({ product: line(200) }),

  async run(ctx) {
    const typed = ctx.input.product;
    const found = await openProductList(ctx.crm).find(typed);
    if (!("product" in found)) {
      ctx.recordAccess(null, "none");
      return noProductCard(typed, found, ctx);
    }
    ctx.recordAccess(productKey(found.product), "shown");
    return productCard(found.product, ctx);
  },
});
