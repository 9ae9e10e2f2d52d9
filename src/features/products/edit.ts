import { editCommand } from "../../bot/record-commands/edit-command.ts";
import { card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { productRecord } from "./product-record.ts";
import { productTarget } from "./product-target.ts";

const editProductMessages = defineMessages({
  en: {
    name: "Edit product",
    summary: "Change a product's name, code or price",
    ask: (name: string) => `Change ${name}?`,
    done: (name: string) => `Changed: ${name}`,
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
    done: (name) => `Đã sửa: ${name}`,
    takenTitle: "Mã này đã có",
    taken: (name) => `${name} đang dùng mã này. Mỗi sản phẩm cần một mã riêng.`,
    open: "Mở",
    canEditOnly:
      "AntCRM không cho biết giá có được sửa hay không nên bot không biết đã đặt được chưa. Đặt lại lần nữa cũng không sao.",
  },
});

/** Changes a product by the caller's own code, the only key: src/crm/API.md#put-products */
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
