import { z } from "zod";
import {
  type CustomerReference,
  carried,
  choice,
  clearable,
  customer,
  date,
  email,
  emails,
  line,
  lines,
  list,
  phones,
} from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { Customer } from "../../crm/customer.ts";
import { referenceTo } from "../../crm/customer-reference.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { STAFF } from "../team/staff-list.ts";
import { parseCustomFields, writeCustomFields } from "./custom-fields.ts";
import { type Edit, editQuestion, editReceipt, evidenceOfEdit, prepareEdit } from "./edit-write.ts";
import { fieldLabels, GENDERS, isStrangeEmail, isStrangePhone, type TypedFields } from "./fields.ts";
import { changedLists, type ListChanges } from "./list-changes.ts";
import { INDUSTRY_LIST, learnFromCustomers, SOURCE_LIST, STAGE_LIST, TAG_LIST } from "./lists.ts";
import { argumentsTyped } from "./typed-again.ts";

const editCustomerMessages = defineMessages({
  en: {
    name: "Edit customer",
    summary: "Change a customer's name, phones, tags …",
  },
  vi: {
    name: "Sửa khách",
    summary: "Sửa tên, số điện thoại, nhãn… của khách",
  },
});

const { kind: _en, ...en } = { ...fieldLabels.en, added: "", removed: "" };
const { kind: _vi, ...vi } = { ...fieldLabels.vi, added: "", removed: "" };

/** Changes what is typed, and nothing else. A lead stays a lead: AntCRM's API cannot convert it [seed 3.1]. */
export const editCustomer = defineCommand({
  name: "editcustomer",
  aliases: [
    "sửa khách",
    "sửa khách hàng",
    "sửa thông tin khách",
    "cập nhật khách",
    "cập nhật thông tin khách",
    "đổi thông tin khách",
    "sửa lead",
    "edit customer",
    "change customer",
    "update customer",
    "edit lead",
  ],
  role: "agent",
  messages: editCustomerMessages,
  labels: { en, vi },
  input: z.object({
    customer: customer(),
    name: line(200, { keyed: true }).optional(),
    phones: clearable(
      phones(20, { alsoCalled: ["số điện thoại", "sđt", "số", "phone", "phone number"] }),
    ).optional(),
    emails: clearable(emails(20, { alsoCalled: ["mail"] })).optional(),
    addresses: clearable(line(300, { keyed: true })).optional(),
    // AntCRM documents no way to empty these three: "" is no day, no sex and nobody's address.
    birthday: date({ alsoCalled: ["sinh nhật", "sn"] }).optional(),
    gender: choice(GENDERS, { keyed: true }).optional(),
    owner: email({ learned: STAFF, alsoCalled: ["người phụ trách", "nhân viên phụ trách"] }).optional(),
    tags: clearable(list(50, { learned: TAG_LIST, alsoCalled: ["thẻ", "tag"] })).optional(),
    stage: clearable(line(200, { learned: STAGE_LIST, keyed: true })).optional(),
    source: clearable(line(200, { learned: SOURCE_LIST, keyed: true })).optional(),
    industry: clearable(line(200, { learned: INDUSTRY_LIST, keyed: true })).optional(),
    note: clearable(lines(5_000, { keyed: true })).optional(),
    customFields: clearable(lines(5_000, { keyed: true })).optional(),
    // What a sentence puts beside the values there are, or takes out of them: "phones:+84912345678", one a line.
    added: carried().optional(),
    removed: carried().optional(),
  }),
  edits: true,

  async ask(ctx) {
    const { customer: reference, added, removed, ...typed } = ctx.input;
    const kept = argumentsTyped({ ...typed, added, removed });
    const one = await oneCustomer(reference, ctx, { command: "editcustomer", args: kept });
    if ("card" in one) return one.card;
    await learnFromCustomers([one.customer], ctx);
    if (Object.keys(kept).length === 0) return { form: formOf(one.customer) };
    if (typed.customFields && parseCustomFields(typed.customFields) === null)
      return { missing: "customFields" };
    return editQuestion(one.customer, editOf(ctx.input).typedFor(one.customer), kept, ctx);
  },

  write: {
    prepare: ({ crm, input }, operation) => prepareEdit(editOf(input), crm, operation),
    evidence: ({ crm, input }, operation) => evidenceOfEdit(editOf(input), crm, operation),
  },

  receipt: (ctx) => editReceipt(editOf(ctx.input), ctx),
});

function editOf<T extends TypedFields & ListChanges & { customer: CustomerReference }>({
  customer: reference,
  added,
  removed,
  ...typed
}: T): Edit {
  return { reference, typedFor: (found) => ({ ...typed, ...changedLists(found, { added, removed }) }) };
}

/** The form as the record fills it; what no field could read again stays out, and is kept in the record. */
function formOf(found: Customer): Args {
  const { name, phones, emails, addresses, birthday, gender, tags, owner, stage, source, industry, note } =
    found;
  const filled = {
    name: name || null,
    phones: phones.filter((phone) => !isStrangePhone(phone)).join("\n"),
    emails: emails.filter((one) => !isStrangeEmail(one)).join("\n"),
    addresses: addresses[0]?.line,
    birthday: /^\d{4}-\d\d-\d\d$/.test(birthday ?? "") ? birthday : null,
    owner: owner?.includes("@") ? owner : null,
    tags: tags.join("\n"),
    customFields: writeCustomFields(found.customFields),
    ...{ gender, stage, source, industry, note },
  };
  const args = Object.entries(filled).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return { ...Object.fromEntries(args), customer: referenceTo(found) };
}
