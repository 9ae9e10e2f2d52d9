import type { NewCustomer } from "../../crm/contacts-write.ts";
import type { Customer } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { line, lines } from "../../records/kinds.ts";
import { type Display, recordOf } from "../../records/record.ts";
import { STAFF } from "../team/staff-list.ts";
import { addresses, choiceOf, customFields, day, emails, phones, staff, texts } from "./customer-kinds.ts";

const { field, readOnly, defineRecord } = recordOf<Customer, NewCustomer & { code: string }>();

export const TAG_LIST = "customer tag";

const rankMessages = defineMessages({
  en: { points: (points: string) => `${points} rank points` },
  vi: { points: (points) => `${points} điểm hạng` },
});

function shownRank({ rank, rankPoints }: Customer, { who, formats }: Display): string {
  const score = rankPoints === null ? "" : rankMessages[who.locale].points(formats.number(rankPoints));
  return [rank, score].filter(Boolean).join(" · ");
}

/** A customer, a lead or a company. */
export const customerRecord = defineRecord({
  fields: {
    name: field(line, {
      key: "name",
      label: { en: "Name", vi: "Tên" },
      held: ({ name }) => name,
      isName: true,
      create: { brief: true, alsoCalled: ["họ tên"], required: true },
      edit: { keyed: true },
    }),
    phones: field(phones, {
      key: "phones",
      label: { en: "Phones", vi: "Điện thoại" },
      held: (customer) => customer.phones,
      card: { label: { en: "Phone", vi: "Điện thoại" } },
      create: { alsoCalled: ["số điện thoại", "sđt", "số"] },
      edit: {
        maxItems: 20,
        alsoCalled: ["số điện thoại", "sđt", "số", "phone", "phone number"],
        clearable: true,
      },
    }),
    emails: field(emails, {
      key: "emails",
      label: { en: "E-mails", vi: "E-mail" },
      held: (customer) => customer.emails,
      card: { label: { en: "E-mail", vi: "E-mail" } },
      input: { alsoCalled: ["mail"] },
      create: {},
      edit: { maxItems: 20, clearable: true },
    }),
    kind: field(choiceOf(["lead", "contact", "account"]), {
      key: "kind",
      label: { en: "Kind", vi: "Loại khách" },
      held: ({ kind }) => kind,
      create: {},
    }),
    addresses: field(addresses, {
      key: "addresses",
      label: { en: "Address", vi: "Địa chỉ" },
      held: (customer) => customer.addresses,
      personal: true,
      input: { max: 300, keyed: true },
      create: { alsoCalled: ["ở", "đc"] },
      edit: { clearable: true },
    }),
    // AntCRM documents no way to empty birthday, gender and owner: "" is no day, no gender and nobody's address.
    birthday: field(day, {
      key: "birthday",
      label: { en: "Birthday", vi: "Ngày sinh" },
      held: ({ birthday }) => birthday,
      personal: true,
      create: { alsoCalled: ["sinh nhật", "sinh ngày", "sinh"] },
      edit: { alsoCalled: ["sinh nhật", "sn"] },
    }),
    gender: field(choiceOf(["male", "female", "other"]), {
      key: "gender",
      label: { en: "Gender", vi: "Giới tính" },
      held: ({ gender }) => gender,
      input: { keyed: true },
      create: {},
      edit: {},
    }),
    points: readOnly({ en: "Points", vi: "Điểm tích lũy" }, ({ points }, { formats }) =>
      points === null ? "" : formats.number(points),
    ),
    rank: readOnly({ en: "Rank", vi: "Hạng" }, shownRank),
    tags: field(texts, {
      key: "tags",
      label: { en: "Tags", vi: "Nhãn" },
      held: ({ tags }) => tags,
      learned: TAG_LIST,
      card: {},
      create: { maxItems: 20, alsoCalled: ["tag"] },
      edit: { maxItems: 50, alsoCalled: ["thẻ", "tag"], clearable: true },
    }),
    owner: field(staff, {
      key: "owner",
      label: { en: "In charge", vi: "Phụ trách" },
      held: ({ owner }) => owner,
      learned: STAFF,
      card: {},
      create: {},
      edit: { alsoCalled: ["người phụ trách", "nhân viên phụ trách"] },
    }),
    stage: field(line, {
      key: "stage",
      label: { en: "Stage", vi: "Trạng thái" },
      held: ({ stage }) => stage,
      learned: "customer stage",
      card: {},
      input: { keyed: true },
      create: {},
      edit: { clearable: true },
    }),
    source: field(line, {
      key: "source",
      label: { en: "Source", vi: "Nguồn" },
      held: ({ source }) => source,
      learned: "customer source",
      input: { keyed: true },
      create: {},
      edit: { clearable: true },
    }),
    industry: field(line, {
      key: "industry",
      label: { en: "Industry", vi: "Ngành nghề" },
      held: ({ industry }) => industry,
      learned: "industry",
      input: { keyed: true },
      create: {},
      edit: { clearable: true },
    }),
    address: readOnly({ en: "Address", vi: "Địa chỉ" }, ({ addresses: [first] }) => first?.line ?? "", {
      personal: true,
    }),
    note: field(lines, {
      key: "note",
      label: { en: "Note", vi: "Ghi chú" },
      held: ({ note }) => note,
      card: {},
      input: { max: 5_000 },
      create: {},
      edit: { keyed: true, clearable: true },
    }),
    customFields: field(customFields, {
      key: "customFields",
      label: { en: "Custom fields", vi: "Trường riêng" },
      held: (customer) => customer.customFields,
      input: { max: 5_000, keyed: true },
      create: {},
      edit: { clearable: true },
    }),
  },
  order: {
    card: ["phones", "emails", "points", "rank", "stage"],
    edit: ["name", "phones", "emails", "addresses", "birthday", "gender", "owner"],
  },
});
