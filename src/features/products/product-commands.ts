import * as z from "zod";
import { line, product } from "../../bot/arguments.ts";
import type { Args } from "../../bot/command.ts";
import { defineCommand } from "../../bot/command.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import { editCommand } from "../../bot/record-commands/edit-command.ts";
import { givenTexts, typedRows } from "../../bot/record-commands/fields.ts";
import { button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import type { Product } from "../../crm/products.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { newBody, type TextValues, typedFields } from "../../records/changes.ts";
import { parseDealLines, readDealLines } from "../../understanding/deal-lines.ts";
import {
  noProductCard,
  notOursCard,
  productCard,
  productKey,
  productReference,
  productRow,
  shownProduct,
} from "./product-card.ts";
import { openProductList } from "./product-list.ts";
import { productRecord } from "./product-record.ts";

/** The product to change. One created in AntCRM's own screens has no key for a change: src/crm/API.md#put-products */
const productTarget: RecordTarget<Product> = {
  argument: "product",
  schema: product(),
  label: { en: "Code", vi: "Mã sản phẩm" },
  async find(typed, ctx) {
    const one = await openProductList(ctx).find(typed);
    if (!("product" in one)) {
      ctx.recordAccess(null, "none");
      return { card: noProductCard(typed, one, ctx) };
    }
    ctx.recordAccess(productKey(one.product), "shown");
    if (one.product.productIdApiRing === null) return { card: notOursCard(one.product, ctx) };
    return { found: one.product };
  },
  async read(reference, { crm }) {
    const one = await openProductList({ crm }).find(reference);
    return "product" in one && one.product.productIdApiRing !== null ? one.product : null;
  },
  referenceOf: productReference,
  keyOf: productKey,
  titleOf: ({ name }) => name,
  aboutOf: shownProduct,
  idOf: ({ productIdApiRing }) => productIdApiRing ?? "",
};

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
  examples: {
    vi: ["giá của TIVI01", "xem sản phẩm TIVI01", "tivi giá bao nhiêu", "xem san pham TIVI01"],
    en: ["price of TIVI01"],
  },
  labels,
  // The kind is `line`, not `product`, because people may type the name.
  input: z.object({ product: line(200) }),

  async run(ctx) {
    const typed = ctx.input.product;
    const found = await openProductList(ctx).find(typed);
    if (!("product" in found)) {
      ctx.recordAccess(null, "none");
      return noProductCard(typed, found, ctx);
    }
    ctx.recordAccess(productKey(found.product), "shown");
    return productCard(found.product, ctx);
  },
});

const createProductMessages = defineMessages({
  en: {
    name: "Create product",
    summary: "Create a product with its code and price",
    ask: "Create this product?",
    done: (name: string) => `Product created: ${name}`,
    noPrice: "none: it is typed in each deal",
    existsTitle: "There is a product with this code already",
    exists: "A code means one product, so another one needs another code.",
    noCombo: "AntCRM's API creates single products only; a combo is put together in AntCRM itself.",
  },
  vi: {
    name: "Tạo sản phẩm",
    summary: "Tạo sản phẩm với mã và giá",
    ask: "Tạo sản phẩm này?",
    done: (name) => `Đã tạo sản phẩm: ${name}`,
    noPrice: "chưa có, sẽ nhập trong từng đơn",
    existsTitle: "Đã có sản phẩm với mã này",
    exists: "Mỗi mã là một sản phẩm, nên sản phẩm khác cần mã khác.",
    noCombo: "Bot chỉ tạo được sản phẩm lẻ; combo thì bạn ghép trực tiếp trong AntCRM nhé.",
  },
});

const { code, price } = productRecord.fields;

/** Creates a product. People name products by code, so for a code in use the bot shows the product that has it. */
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
  examples: {
    vi: [
      "tạo sản phẩm QUAT-05 Quạt đứng",
      "tạo sản phẩm QUAT-05 Quạt đứng giá 350k",
      "tao san pham QUAT-05 Quat dung",
    ],
    en: ["create product QUAT-05 Standing fan"],
  },

  async propose(ctx) {
    const { t, recordAccess } = ctx;
    const args = named(ctx.input);
    const { code = "" } = args;
    const found = await openProductList(ctx).find(code);
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
      // If the person asks again, the bot shows the product that was created since the question.
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

    async evidence({ crm, input: { code = "" } }, operation) {
      const found = await crm.products.byCode(code);
      if (found === null) return [];
      const { objectId, productIdApiRing } = found;
      const id = `product:${objectId ?? code}`;
      const certain = productIdApiRing === operation.id;
      return [{ id, succeeded: true, result: code, certain }];
    },
  },

  async receipt(ctx) {
    const { name = "", ...others } = named(ctx.input);
    const { code = "" } = others;
    return {
      ...card(
        ctx.t.done(name),
        fields(...typedRows(typedFields(productRecord, "create", others), ctx)),
        buttons(button(ctx.common.show, "product", { product: code })),
      ),
      tone: "good",
    };
  },
});

/** Returns the arguments of the new product. In "Tivi Sony 55 inch giá 15tr" the name ends before the price. */
function named(input: TextValues): Args {
  const { name = "", price: typed } = input;
  const read = typed === undefined ? readDealLines(name, 1) : null;
  const [line] = read === null ? [] : parseDealLines(read);
  if (line === undefined || line.value === null || line.discount !== null) return givenTexts(input);
  return givenTexts({ ...input, name: line.product, price: String(line.value) });
}

function isCode(held: string | null, typed: string): boolean {
  return held?.toLowerCase() === typed.toLowerCase();
}

const editProductMessages = defineMessages({
  en: {
    name: "Edit product",
    summary: "Change a product's name, code or price",
    ask: (name: string) => `Change ${name}?`,
    done: (name: string) => `Changed: ${name}`,
    takenTitle: "This code is taken",
    taken: (name: string) => `${name} has it. Each product needs a code of its own.`,
    canEditOnly:
      "AntCRM does not tell whether a price may be changed, so I cannot see whether it was set. Setting it again is harmless.",
  },
  vi: {
    name: "Sửa sản phẩm",
    summary: "Sửa tên, mã hoặc giá của sản phẩm",
    ask: (name) => `Sửa ${name}?`,
    done: (name) => `Đã sửa: ${name}`,
    takenTitle: "Mã này đã có",
    taken: (name) => `${name} đang dùng mã này. Mỗi sản phẩm cần một mã riêng.`,
    canEditOnly:
      "AntCRM không cho biết giá có được sửa hay không nên bot không biết đã đặt được chưa. Đặt lại lần nữa cũng không sao.",
  },
});

/** Changes a product. Its only key is the caller's own code: src/crm/API.md#put-products */
export const editProduct = editCommand(productRecord, {
  name: "editproduct",
  aliases: [
    "sửa sản phẩm",
    "đổi sản phẩm",
    "cập nhật sản phẩm",
    "sửa giá",
    "sửa giá sản phẩm",
    "đổi giá sản phẩm",
    "edit product",
    "change product",
    "update product",
    "change price of",
  ],
  role: "manager",
  showsCustomers: false,
  messages: editProductMessages,
  examples: {
    vi: ["sửa sản phẩm TIVI01", "đổi giá sản phẩm TIVI01 thành 5tr", "sua gia TIVI01 thanh 5tr2"],
    en: ["edit product TIVI01"],
  },
  target: productTarget,
  async refuse(found, changes, { crm, t }) {
    const code = changes.find(({ field }) => field.name === "code")?.typed;
    const taken = code ? await crm.products.byCode(code) : null;
    if (taken === null || taken.productIdApiRing === found.productIdApiRing) return null;
    return { ...card(t.takenTitle, text(t.taken(taken.name))), tone: "bad" };
  },
  update: ({ crm }, { productIdApiRing }, body) => crm.products.update(productIdApiRing ?? "", body),
  changedReference: ({ newCode }) => newCode,
  unreadOnly: (t) => t.canEditOnly,
  doneTitle: ({ name, newCode }) => name ?? newCode,
  opens: "product",
});

const deleteProductMessages = defineMessages({
  en: {
    name: "Delete product",
    summary: "Delete a product in AntCRM",
    ask: (name: string) => `Delete ${name}?`,
    lost: "It cannot be put into new deals any more, and I cannot bring it back.",
    done: (code: string) => `Product ${code} deleted`,
  },
  vi: {
    name: "Xoá sản phẩm",
    summary: "Xoá một sản phẩm trong AntCRM",
    ask: (name) => `Xoá ${name}?`,
    lost: "Đơn mới sẽ không thêm được sản phẩm này nữa, và bot không lấy lại được.",
    done: (code) => `Đã xoá sản phẩm ${code}`,
  },
});

export const deleteProduct = deleteCommand({
  name: "deleteproduct",
  aliases: ["xoá sản phẩm", "bỏ sản phẩm", "xoá mặt hàng", "delete product", "remove product"],
  role: "manager",
  showsCustomers: false,
  messages: deleteProductMessages,
  examples: {
    vi: ["xoá sản phẩm TIVI01", "bỏ sản phẩm TIVI01", "xoa san pham TIVI01"],
    en: ["delete product TIVI01"],
  },
  target: productTarget,
  rows: (found, { who, formats }) => [
    field(code.label[who.locale], found.code ?? "–"),
    found.value === null ? null : field(price.label[who.locale], formats.money(found.value)),
  ],
  identity: ({ name, value }) => ({ name, value: String(value ?? "") }),
  remove: ({ crm }, { productIdApiRing }) => crm.products.remove(productIdApiRing ?? ""),
});
