import type { Args } from "../../bot/command.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import { given, typedRows } from "../../bot/record-commands/fields.ts";
import { button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { newBody, type Texts, typedFields } from "../../records/changes.ts";
import { parseDealLines, readDealLines } from "../../understanding/deal-lines.ts";
import { productRow } from "./product-card.ts";
import { openProductList } from "./product-list.ts";
import { productRecord } from "./product-record.ts";

const createProductMessages = defineMessages({
  en: {
    name: "Create product",
    summary: "Create a product with its code and price",
    ask: "Create this product?",
    confirm: "Create product",
    done: (name: string) => `Product created: ${name}`,
    noPrice: "none: it is typed in each deal",
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
    noPrice: "chưa có, sẽ nhập trong từng giao dịch",
    existsTitle: "Đã có sản phẩm với mã này",
    exists: "Mỗi mã là một sản phẩm, nên sản phẩm khác cần mã khác.",
    open: "Mở",
    noCombo: "API của AntCRM chỉ tạo sản phẩm lẻ; combo được ghép ngay trong AntCRM.",
  },
});

const { price } = productRecord.fields;

/** Creates a product. People name a product by its code, so the owner of a taken code is shown instead. */
export const createProduct = createCommand(productRecord, {
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

  async propose(ctx) {
    const { t, crm, recordAccess } = ctx;
    const args = named(ctx.input);
    const { code = "" } = args;
    const found = await openProductList(crm).find(code);
    const same = "product" in found && isCode(found.product.code, code) ? found.product : null;
    recordAccess(`product:${code}`, same === null ? "none" : "shown");
    if (same !== null) {
      const existing = { kind: "list" as const, rows: [productRow(same, ctx)] };
      return { ...card(t.existsTitle, existing, text(t.exists)), tone: "warning" };
    }
    const rows = typedRows(typedFields(productRecord, "create", args), ctx);
    const noPrice = args.price === undefined ? field(price.label[ctx.who.locale], t.noPrice) : null;
    const shown = fields(...rows.slice(0, 2), noPrice, ...rows.slice(2));
    return { blocks: [shown, context(t.noCombo)], customer: `product:${code}`, args };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const args = named(input);
      const { code = "", name = "" } = args;
      // Asking again shows the product that was created meanwhile.
      if ((await crm.products.byCode(code)) !== null)
        throw new AppError("changed", "newproduct: the code is taken");
      const body = newBody(productRecord, args);
      return {
        seen: [],
        async send() {
          await crm.products.create({ ...body, code, name, productIdApiRing: operation.id });
          return code;
        },
      };
    },

    async evidence({ crm, input: { code = "" } }, operation, seen) {
      const found = await crm.products.byCode(code);
      if (found === null) return [];
      const { objectId, productIdApiRing } = found;
      const id = `product:${objectId ?? code}`;
      const certain = productIdApiRing === operation.id;
      return seen.has(id) ? [] : [{ id, succeeded: true, result: code, certain }];
    },
  },

  async receipt(ctx) {
    const { code = "", name = "", price: sum } = named(ctx.input);
    const shown = { code, price: sum };
    return {
      ...card(
        ctx.t.done(name),
        fields(...typedRows(typedFields(productRecord, "create", shown), ctx)),
        buttons(button(ctx.t.open, "product", { product: code })),
      ),
      tone: "good",
    };
  },
});

/** The arguments as the product gets them. Of "Tivi Sony 55 inch giá 15tr" the price ends the name. */
function named(input: Texts): Args {
  const { name = "", price: typed } = input;
  const read = typed === undefined ? readDealLines(name, 1) : null;
  const [line] = read === null ? [] : parseDealLines(read);
  if (line === undefined || line.value === null || line.discount !== null) return given(input);
  return given({ ...input, name: line.product, price: String(line.value) });
}

function isCode(held: string | null, typed: string): boolean {
  return held?.toLowerCase() === typed.toLowerCase();
}
