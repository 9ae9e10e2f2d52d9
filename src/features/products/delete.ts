import { deleteCommand } from "../../bot/record-commands/delete-command.ts";
import { field } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { productRecord } from "./product-record.ts";
import { productTarget } from "./product-target.ts";

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
    lost: "Giao dịch mới sẽ không thêm được sản phẩm này nữa, và bot không lấy lại được.",
    done: (code) => `Đã xoá sản phẩm ${code}`,
  },
});

const { code, price } = productRecord.fields;

export const deleteProduct = deleteCommand({
  name: "deleteproduct",
  aliases: ["xoá sản phẩm", "bỏ sản phẩm", "xoá mặt hàng", "delete product", "remove product"],
  role: "manager",
  showsCustomers: false,
  messages: deleteProductMessages,
  target: productTarget,
  rows: (found, { who, formats }) => [
    field(code.label[who.locale], found.code ?? "–"),
    found.value === null ? null : field(price.label[who.locale], formats.money(found.value)),
  ],
  identity: ({ name, value }) => ({ name, value: String(value ?? "") }),
  remove: ({ crm }, { productIdApiRing }) => crm.products.remove(productIdApiRing ?? ""),
});
