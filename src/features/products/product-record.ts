import type { Product, ProductChanges } from "../../crm/products.ts";
import { line, money, recordOf, yesOrNo } from "../../records/record.ts";

const { field, defineRecord } = recordOf<Product, ProductChanges>();

const changeable = yesOrNo("changeable", "fixed", {
  changeable: { en: "may be changed", vi: "được sửa" },
  fixed: { en: "is fixed", vi: "cố định" },
});

/** A product. AntCRM shows neither its stock nor whether it is a combo: src/crm/API.md#get-products */
export const productRecord = defineRecord({
  fields: {
    name: field(line, {
      key: "name",
      label: { en: "Name", vi: "Tên" },
      held: ({ name }) => name,
      create: { keyed: false, label: { en: "Name", vi: "Tên sản phẩm" }, required: true },
      edit: {
        label: { en: "New name", vi: "Tên mới" },
        alsoCalled: ["tên", "tên sản phẩm"],
      },
    }),
    code: field(line, {
      key: "code",
      label: { en: "Code", vi: "Mã" },
      held: ({ code }) => code,
      card: {},
      create: { label: { en: "Code", vi: "Mã sản phẩm" }, typedAs: "product", required: true },
      edit: { name: "newCode", label: { en: "New code", vi: "Mã mới" }, max: 100 },
    }),
    price: field(money, {
      key: "value",
      label: { en: "Price", vi: "Giá" },
      held: ({ value }) => value,
      card: {},
      input: { alsoCalled: ["giá bán", "đơn giá"] },
      create: {},
      edit: {},
    }),
    canEdit: field(changeable, {
      key: "canEdit",
      label: { en: "Price in a deal", vi: "Giá trong đơn" },
      unread: { en: "(AntCRM does not tell)", vi: "(chưa rõ)" },
      input: { keyed: true, alsoCalled: ["giá trong giao dịch"] },
      create: {},
      edit: {},
    }),
  },
  order: { create: ["code", "name"] },
});
