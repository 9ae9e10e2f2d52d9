import { z } from "zod";
import { amount, choice, line, product } from "../../bot/arguments.ts";
import { type Args, type CommandContext, type Context, defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../../bot/editing/before.ts";
import { type Change, changesBlock, differing, nothingToChangeCard } from "../../bot/editing/changes.ts";
import { button, buttons, card, field, fields, text } from "../../cards/card.ts";
import type { Product } from "../../crm/product.ts";
import type { ProductChanges } from "../../crm/products.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { noProductCard, notOursCard, productKey, productReference } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

const editProductMessages = defineMessages({
  en: {
    name: "Edit product",
    summary: "Change a product's name, code or price",
    ask: (name: string) => `Change ${name}?`,
    confirm: "Save",
    done: (name: string) => `Changed: ${name}`,
    productName: "Name",
    code: "Code",
    price: "Price",
    canEdit: "Price in a deal",
    changeable: "may be changed",
    fixed: "is fixed",
    unread: "(AntCRM does not tell)",
    takenTitle: "This code is taken",
    taken: (name: string) => `${name} has it. Each product needs a code of its own.`,
    open: "Open",
    canEditOnly:
      "AntCRM does not tell whether a price may be changed, so I cannot see whether it was set. Setting it again is harmless.",
  },
  vi: {
    name: "Sửa sản phẩm",
    summary: "Sửa tên, mã hoặc giá của sản phẩm",
    ask: (name) => `Sửa ${name}?`,
    confirm: "Lưu",
    done: (name) => `Đã sửa: ${name}`,
    productName: "Tên",
    code: "Mã",
    price: "Giá",
    canEdit: "Giá trong giao dịch",
    changeable: "được sửa",
    fixed: "cố định",
    unread: "(AntCRM không cho biết)",
    takenTitle: "Mã này đã có",
    taken: (name) => `${name} đang dùng mã này. Mỗi sản phẩm cần một mã riêng.`,
    open: "Mở",
    canEditOnly:
      "AntCRM không cho biết giá có được sửa hay không nên bot không biết đã đặt được chưa. Đặt lại lần nữa cũng không sao.",
  },
});

const labels = defineMessages({
  en: { product: "Code", name: "New name", newCode: "New code", price: "Price", canEdit: "Price in a deal" },
  vi: {
    product: "Mã sản phẩm",
    name: "Tên mới",
    newCode: "Mã mới",
    price: "Giá",
    canEdit: "Giá trong giao dịch",
  },
});

const input = z.object({
  product: product(),
  name: line(200, { keyed: true, alsoCalled: ["tên", "tên sản phẩm"] }).optional(),
  newCode: line(100, { keyed: true }).optional(),
  price: amount({ alsoCalled: ["giá bán", "đơn giá"] }).optional(),
  canEdit: choice(["changeable", "fixed"], { keyed: true }).optional(),
});

type EditContext = CommandContext<z.output<typeof input>, (typeof editProductMessages)["vi"]>;

/** Changes a product by the code that other programs know it by: the only key AntCRM takes [seed 3.3]. */
export const editProduct = defineCommand({
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
  labels,
  input,
  edits: true,

  async ask(ctx) {
    const { crm, input, t, who, recordAccess } = ctx;
    const productList = openProductList(crm);
    const one = await productList.find(input.product);
    if (!("product" in one)) {
      recordAccess(null, "none");
      return noProductCard(input.product, one, ctx);
    }
    const { product: found } = one;
    recordAccess(productKey(found), "shown");
    if (found.productIdApiRing === null) return notOursCard(found, ctx);
    const { product: _, ...wanted } = input;
    if (Object.values(wanted).every((value) => value === undefined)) return { form: formOf(found) };
    const changes = changesTo(found, input);
    if (Object.keys(changes).length === 0) return nothingToChangeCard(who.locale);
    const taken = changes.code === undefined ? null : await crm.products.byCode(changes.code);
    if (taken !== null && taken.productIdApiRing !== found.productIdApiRing) {
      return { ...card(t.takenTitle, text(t.taken(taken.name))), tone: "bad" };
    }
    return {
      card: {
        ...card(t.ask(found.name), changesBlock(readable(found, changes, ctx), who.locale)),
        tone: "warning",
      },
      customer: productKey(found),
      args: { product: productReference(found), ...typedAgain(changes), ...asShown(heldOf(found, changes)) },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare(ctx, operation) {
      const { crm, input } = ctx;
      const one = await openProductList(crm).find(input.product);
      if (!("product" in one) || one.product.productIdApiRing === null) {
        throw new AppError("not-found", "editproduct: the product is gone");
      }
      const { product: found } = one;
      const key = one.product.productIdApiRing;
      const changes = changesTo(found, input);
      mustBeAsShown(operation, heldOf(found, changes));
      return {
        // Its own code may be what changes: the other one is what it is found by afterwards.
        seen: [key],
        async send() {
          await crm.products.update(key, changes);
          return changes.code ?? input.product;
        },
      };
    },

    async evidence({ crm, input }, operation, seen) {
      const code = input.newCode ?? input.product;
      const one = await openProductList(crm).find(code);
      if (!("product" in one) || !seen.has(one.product.productIdApiRing ?? "")) return [];
      const { canEdit: _, ...readable } = input;
      const isAsked = [readable.name, readable.newCode, readable.price].some((value) => value !== undefined);
      const holds = isAsked && Object.keys(changesTo(one.product, readable)).length === 0;
      return evidenceOfState(operation, holds, code);
    },

    repeatable({ input: { name, newCode, price }, t }) {
      return [name, newCode, price].every((value) => value === undefined) ? t.canEditOnly : null;
    },
  },

  async receipt({ input, t, formats }, result) {
    const { name, newCode, price, canEdit, product: code } = input;
    return {
      ...card(
        t.done(name ?? newCode ?? code),
        fields(
          name === undefined ? null : field(t.productName, name),
          newCode === undefined ? null : field(t.code, newCode),
          price === undefined ? null : field(t.price, formats.money(price)),
          canEdit === undefined ? null : field(t.canEdit, t[canEdit]),
        ),
        buttons(button(t.open, "product", { product: result ?? newCode ?? code })),
      ),
      tone: "good",
    };
  },
});

/** Only what differs; whether the price may be changed cannot be read, so it is always sent when it was asked for. */
function changesTo(
  found: Product,
  { name, newCode, price, canEdit }: Omit<EditContext["input"], "product">,
): ProductChanges {
  return {
    ...(name !== undefined && name !== found.name && { name }),
    ...(newCode !== undefined && newCode !== found.code && { code: newCode }),
    ...(price !== undefined && price !== found.value && { value: price }),
    ...(canEdit !== undefined && { canEdit: canEdit === "changeable" }),
  };
}

function heldOf(found: Product, changes: ProductChanges): Held {
  return Object.fromEntries(
    (["name", "code", "value"] as const)
      .filter((key) => changes[key] !== undefined)
      .map((key) => [key, String(found[key] ?? "")]),
  );
}

function readable(found: Product, changes: ProductChanges, { t, formats }: EditContext & Context): Change[] {
  const { name, code, value, canEdit } = changes;
  return differing([
    name === undefined ? null : { label: t.productName, before: found.name, after: name },
    code === undefined ? null : { label: t.code, before: found.code ?? "", after: code },
    value === undefined
      ? null
      : {
          label: t.price,
          before: found.value === null ? "" : formats.money(found.value),
          after: formats.money(value),
        },
    canEdit === undefined
      ? null
      : { label: t.canEdit, before: t.unread, after: canEdit ? t.changeable : t.fixed },
  ]);
}

function typedAgain({ name, code, value, canEdit }: ProductChanges): Args {
  return {
    ...(name !== undefined && { name }),
    ...(code !== undefined && { newCode: code }),
    ...(value !== undefined && { price: String(value) }),
    ...(canEdit !== undefined && { canEdit: canEdit ? "changeable" : "fixed" }),
  };
}

function formOf(found: Product): Args {
  return {
    product: productReference(found),
    name: found.name,
    ...(found.code && { newCode: found.code }),
    ...(found.value !== null && { price: String(found.value) }),
  };
}
