import { z } from "zod";
import { product } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../../bot/editing/before.ts";
import { card, field, fields, text } from "../../cards/card.ts";
import type { Product } from "../../crm/product.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { noProductCard, notOursCard, productKey, productReference } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

const deleteProductMessages = defineMessages({
  en: {
    name: "Delete product",
    summary: "Delete a product in AntCRM",
    ask: (name: string) => `Delete ${name}?`,
    code: "Code",
    price: "Price",
    lost: "It cannot be put into new deals any more, and I cannot bring it back.",
    confirm: "Delete",
    done: (code: string) => `Product ${code} deleted`,
  },
  vi: {
    name: "Xoá sản phẩm",
    summary: "Xoá một sản phẩm trong AntCRM",
    ask: (name) => `Xoá ${name}?`,
    code: "Mã",
    price: "Giá",
    lost: "Giao dịch mới sẽ không thêm được sản phẩm này nữa, và bot không lấy lại được.",
    confirm: "Xoá",
    done: (code) => `Đã xoá sản phẩm ${code}`,
  },
});

const labels = defineMessages({ en: { product: "Code" }, vi: { product: "Mã sản phẩm" } });

export const deleteProduct = defineCommand({
  name: "deleteproduct",
  aliases: ["xoá sản phẩm", "bỏ sản phẩm", "xoá mặt hàng", "delete product", "remove product"],
  role: "manager",
  showsCustomers: false,
  messages: deleteProductMessages,
  labels,
  input: z.object({ product: product() }),

  async ask(ctx) {
    const { crm, input, t, formats, recordAccess } = ctx;
    const one = await openProductList(crm).find(input.product);
    if (!("product" in one)) {
      recordAccess(null, "none");
      return noProductCard(input.product, one, ctx);
    }
    const { product: found } = one;
    recordAccess(productKey(found), "shown");
    if (found.productIdApiRing === null) return notOursCard(found, ctx);
    return {
      card: {
        ...card(
          t.ask(found.name),
          fields(
            field(t.code, found.code ?? "–"),
            found.value === null ? null : field(t.price, formats.money(found.value)),
          ),
          text(t.lost),
        ),
        tone: "warning",
      },
      customer: productKey(found),
      args: { product: productReference(found), ...asShown(shownOf(found)) },
      confirmLabel: t.confirm,
      danger: true,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const one = await openProductList(crm).find(input.product);
      if (!("product" in one) || one.product.productIdApiRing === null) {
        throw new AppError("not-found", "deleteproduct: deleted already");
      }
      const { product: found } = one;
      const key = one.product.productIdApiRing;
      mustBeAsShown(operation, shownOf(found));
      return {
        seen: [key],
        async send() {
          await crm.products.remove(key);
          return input.product;
        },
      };
    },

    async evidence({ crm, input }, operation, seen) {
      const one = await openProductList(crm).find(input.product);
      const isThere = "product" in one && seen.has(one.product.productIdApiRing ?? "");
      return evidenceOfState(operation, !isThere, input.product);
    },
  },

  receipt: async ({ input, t }) => ({ ...card(t.done(input.product)), tone: "good" }),
});

function shownOf({ name, value }: Product): Held {
  return { name, value: String(value ?? "") };
}
