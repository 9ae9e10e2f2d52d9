import type { NewCustomer } from "../../crm/contacts-write.ts";
import type { Customer } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { type Display, line, lines, recordOf } from "../../records/record.ts";
import { STAFF } from "../team/team.ts";
import { addresses, choiceOf, customFields, day, emails, phones, staff, texts } from "./customer-kinds.ts";

const { field, readOnly, defineRecord } = recordOf<Customer, NewCustomer>();

export const TAG_LIST = "customer tag";

const rankMessages = defineMessages({
  en: { points: (points: string) => `${points} rank points` },
  vi: { points: (points) => `${points} điểm xét hạng` },
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
      create: { keyed: false, brief: true, alsoCalled: ["họ tên"], required: true },
      edit: {},
      import: {
        label: { en: "Name", vi: "Họ tên" },
        headings: [
          ...["tên", "tên khách hàng", "khách hàng", "họ và tên", "customer", "customer name"],
          ...["full name", "tên kh"],
        ],
        required: true,
        max: 500,
      },
    }),
    phones: field(phones, {
      key: "phones",
      label: { en: "Phones", vi: "Điện thoại" },
      held: (customer) => customer.phones,
      isWhole: true,
      card: { label: { en: "Phone", vi: "Điện thoại" } },
      create: { alsoCalled: ["số điện thoại", "sđt", "số"] },
      edit: {
        maxItems: 20,
        alsoCalled: ["số điện thoại", "sđt", "số", "phone", "phone number"],
        clearable: true,
      },
      import: {
        label: { en: "Phone", vi: "Số điện thoại" },
        headings: [
          ...["điện thoại", "sđt", "sdt", "số đt", "đt", "di động", "số di động"],
          ...["phone number", "mobile", "tel", "telephone"],
        ],
        several: true,
      },
    }),
    emails: field(emails, {
      key: "emails",
      label: { en: "E-mails", vi: "E-mail" },
      held: (customer) => customer.emails,
      isWhole: true,
      card: { label: { en: "E-mail", vi: "E-mail" } },
      input: { alsoCalled: ["mail", "địa chỉ email", "email address"] },
      create: {},
      edit: { maxItems: 20, clearable: true },
      import: {
        label: { en: "E-mail", vi: "E-mail" },
        headings: ["email", "mail", "thư điện tử", "địa chỉ email", "email address"],
        several: true,
      },
    }),
    kind: field(choiceOf(["lead", "contact", "account"]), {
      key: "kind",
      label: { en: "Kind", vi: "Loại khách" },
      held: ({ kind }) => kind,
      create: {},
      import: {
        headings: ["loại", "loại khách hàng", "phân loại", "type", "customer type"],
        words: {
          lead: ["lead", "tiem nang", "khach hang tiem nang", "khach tiem nang"],
          contact: [
            ...["contact", "ca nhan", "khach hang", "khach hang ca nhan", "khach ca nhan", "khach le"],
            "customer",
          ],
          account: ["account", "cong ty", "doanh nghiep", "khach hang doanh nghiep", "to chuc", "company"],
        },
      },
    }),
    addresses: field(addresses, {
      key: "addresses",
      label: { en: "Address", vi: "Địa chỉ" },
      held: (customer) => customer.addresses,
      isWhole: true,
      personal: true,
      input: { max: 300 },
      create: { alsoCalled: ["ở", "đc"] },
      edit: { clearable: true },
      import: { isAddress: true },
    }),
    // The caller's own code. AntCRM's answers do not contain it.
    code: field(line, {
      key: "customerIdApiRing",
      label: { en: "Customer code", vi: "Mã khách hàng" },
      import: { row: "code", headings: ["mã", "mã kh", "mã khách", "code", "customer id"] },
    }),
    // AntCRM documents no way to empty birthday, gender and owner: "" is not a valid day, gender or e-mail address.
    birthday: field(day, {
      key: "birthday",
      label: { en: "Birthday", vi: "Ngày sinh" },
      held: ({ birthday }) => birthday,
      personal: true,
      input: { past: true },
      create: { alsoCalled: ["sinh nhật", "sinh ngày", "sinh", "sn", "bday", "dob"] },
      edit: { alsoCalled: ["sinh nhật", "sn", "bday", "dob"] },
      import: { headings: ["sinh nhật", "ngày tháng năm sinh", "birth date", "date of birth", "dob"] },
    }),
    gender: field(choiceOf(["male", "female", "other"]), {
      key: "gender",
      label: { en: "Gender", vi: "Giới tính" },
      held: ({ gender }) => gender,
      input: { keyed: true },
      create: {},
      edit: {},
      import: {
        headings: ["phái", "sex"],
        words: {
          male: ["nam", "male", "m", "anh", "ong", "mr"],
          female: ["nu", "female", "f", "chi", "ba", "co", "ms", "mrs"],
          other: ["khac", "other", "khong ro", "unknown"],
        },
      },
    }),
    points: readOnly({ en: "Points now", vi: "Điểm hiện có" }, ({ points }, { formats }) =>
      points === null ? "" : formats.number(points),
    ),
    rank: readOnly({ en: "Rank", vi: "Hạng" }, shownRank),
    tags: field(texts, {
      key: "tags",
      label: { en: "Tags", vi: "Nhãn" },
      held: ({ tags }) => tags,
      isWhole: true,
      learned: TAG_LIST,
      card: {},
      create: { maxItems: 20, alsoCalled: ["tag"] },
      edit: { maxItems: 50, alsoCalled: ["thẻ", "tag"], clearable: true },
      import: { headings: ["thẻ", "tag", "label", "labels"] },
    }),
    owner: field(staff, {
      key: "owner",
      label: { en: "In charge", vi: "Phụ trách" },
      held: ({ owner }) => owner,
      learned: STAFF,
      card: {},
      create: {},
      edit: { alsoCalled: ["người phụ trách", "nhân viên phụ trách"] },
      import: {
        label: { en: "Owner e-mail", vi: "E-mail nhân viên phụ trách" },
        headings: [
          "email nhân viên phụ trách",
          ...["nhân viên phụ trách", "người phụ trách", "phụ trách", "nhân viên"],
          ...["owner", "responsible staff"],
        ],
      },
    }),
    stage: field(line, {
      key: "stage",
      label: { en: "Stage", vi: "Trạng thái" },
      held: ({ stage }) => stage,
      learned: "customer stage",
      card: {},
      create: {},
      edit: { clearable: true },
      import: { headings: ["giai đoạn", "status"] },
    }),
    source: field(line, {
      key: "source",
      label: { en: "Source", vi: "Nguồn" },
      held: ({ source }) => source,
      learned: "customer source",
      create: {},
      edit: { clearable: true },
      import: { headings: ["nguồn khách", "nguồn khách hàng", "kênh", "channel"] },
    }),
    industry: field(line, {
      key: "industry",
      label: { en: "Industry", vi: "Ngành nghề" },
      held: ({ industry }) => industry,
      learned: "industry",
      create: {},
      edit: { clearable: true },
      import: { headings: ["ngành", "lĩnh vực"] },
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
      create: { keyed: false },
      edit: { clearable: true },
      import: { headings: ["chú thích", "mô tả", "notes", "remark", "description"] },
    }),
    customFields: field(customFields, {
      key: "customFields",
      label: { en: "Custom fields", vi: "Trường riêng" },
      held: (customer) => customer.customFields,
      isWhole: true,
      // A shop may store any data in them.
      personal: true,
      input: { max: 5_000 },
      create: {},
      edit: { clearable: true },
    }),
  },
  order: {
    card: ["phones", "rank", "points", "stage", "tags", "owner", "emails"],
    edit: ["name", "phones", "emails", "addresses", "birthday", "gender", "owner"],
    import: [
      "name",
      "phones",
      "emails",
      "kind",
      "code",
      "birthday",
      "gender",
      "addresses",
      "industry",
      "stage",
      "source",
    ],
  },
});
