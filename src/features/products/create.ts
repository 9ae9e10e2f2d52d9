import { z } from "zod";
import { amount, choice, line, product } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import { button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { parseDealLines, readDealLines } from "../../understanding/deal-lines.ts";
import { productRow } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

const createProductMessages = defineMessages({
  en: {
    name: "Create product",
    summary: "Create a product with its code and price",
    ask: "Create this product?",
    confirm: "Create product",
    done: (name: string) => `Product created: ${name}`,
    productName: "Name",
    code: "Code",
    price: "Price",
    noPrice: "none: it is typed in each deal",
    canEdit: "Price in a deal",
    changeable: "may be changed",
    fixed: "is fixed",
    existsTitle: "There is a product with this code already",
    exists: "A code means one product, so another one needs another code.",
    open: "Open",
    noCombo: "AntCRM's API creates single products only; a combo is put together in AntCRM itself.",
  },
  vi: {
    name: "Tạo sản phẩm",
    summary: "Tạo sản phẩm với mã và giá",
    ask: "Tạo sản phẩm này?",
    confirm: "Tạo sản phẩm",
    done: (name) => `Đã tạo sản phẩm: ${name}`,
    productName: "Tên",
    code: "Mã",
    price: "Giá",
    noPrice: "chưa có, sẽ nhập trong từng giao dịch",
    canEdit: "Giá trong giao dịch",
    changeable: "được sửa",
    fixed: "cố định",
    existsTitle: "Đã có sản phẩm với mã này",
    exists: "Mỗi mã là một sản phẩm, nên sản phẩm khác cần mã khác.",
    open: "Mở",
    noCombo: "API của AntCRM chỉ tạo sản phẩm lẻ; combo được ghép ngay trong AntCRM.",
  },
});

const labels = defineMessages({
  en: { code: "Code", name: "Name", price: "Price", canEdit: "Price in a deal" },
  vi: { code: "Mã sản phẩm", name: "Tên sản phẩm", price: "Giá", canEdit: "Giá trong giao dịch" },
});

/** Creates a product. Its code is how everybody names it, so one that is taken is shown instead. */
export const createProduct = defineCommand({
  name: "newproduct",
  aliases: [
    "tạo sản phẩm",
    "thêm sản phẩm",
    "sản phẩm mới",
    "tạo mặt hàng",
    "thêm mặt hàng",
    "create product",
    "add product",
    "new product",
  ],
  role: "manager",
  showsCustomers: false,
  messages: createProductMessages,
  labels,
  input: z.object({
    code: product(),
    name: line(200),
    price: amount({ alsoCalled: ["giá bán", "đơn giá"] }).optional(),
    canEdit: choice(["changeable", "fixed"], { keyed: true }).optional(),
  }),

  async ask(ctx) {
    const { input, t, crm, formats, recordAccess } = ctx;
    const { code, canEdit } = input;
    const { name, price } = named(input);
    const [same] = await openProductList(crm)
      .find(code)
      .then((found) => ("product" in found && isCode(found.product.code, code) ? [found.product] : []));
    recordAccess(`product:${code}`, same === undefined ? "none" : "shown");
    if (same !== undefined) {
      const existing = { kind: "list" as const, rows: [productRow(same, ctx)] };
      return { ...card(t.existsTitle, existing, text(t.exists)), tone: "warning" };
    }
    const args: Args = {
      code,
      name,
      ...(price !== undefined && { price: String(price) }),
      ...(canEdit && { canEdit }),
    };
    return {
      card: {
        ...card(
          t.ask,
          fields(
            field(t.code, code),
            field(t.productName, name),
            field(t.price, price === undefined ? t.noPrice : formats.money(price)),
            canEdit ? field(t.canEdit, t[canEdit]) : null,
          ),
          context(t.noCombo),
        ),
        tone: "warning",
      },
      customer: `product:${code}`,
      args,
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const { code, canEdit } = input;
      const { name, price } = named(input);
      // What was created meanwhile is shown when the question is asked again.
      if ((await crm.products.byCode(code)) !== null)
        throw new AppError("changed", "newproduct: the code is taken");
      return {
        seen: [],
        async send() {
          await crm.products.create({
            code,
            name,
            productIdApiRing: operation.id,
            ...(price !== undefined && { value: price }),
            ...(canEdit && { canEdit: canEdit === "changeable" }),
          });
          return code;
        },
      };
    },

    async evidence({ crm, input }, operation, seen) {
      const found = await crm.products.byCode(input.code);
      if (found === null) return [];
      const { objectId, productIdApiRing } = found;
      const id = `product:${objectId ?? input.code}`;
      const certain = productIdApiRing === operation.id;
      return seen.has(id) ? [] : [{ id, succeeded: true, result: input.code, certain }];
    },
  },

  async receipt({ input, t, formats }) {
    const { name, price } = named(input);
    return {
      ...card(
        t.done(name),
        fields(field(t.code, input.code), price === undefined ? null : field(t.price, formats.money(price))),
        buttons(button(t.open, "product", { product: input.code })),
      ),
      tone: "good",
    };
  },
});

/** "Tivi Sony 55 inch giá 15tr": typed in one breath, the price ends the name. */
function named({ name, price }: { name: string; price?: number | undefined }): {
  name: string;
  price: number | undefined;
} {
  const read = price === undefined ? readDealLines(name, 1) : null;
  const [line] = read === null ? [] : parseDealLines(read);
  if (line === undefined || line.value === null || line.discount !== null) return { name, price };
  return { name: line.product, price: line.value };
}

function isCode(held: string | null, typed: string): boolean {
  return held?.toLowerCase() === typed.toLowerCase();
}
