import { z } from "zod";
import { choice, date, email, emails, line, lines, list, phones } from "../../bot/arguments.ts";
import type { SourceMessage } from "../../bot/call.ts";
import { type Args, type Context, defineCommand, type Who } from "../../bot/command.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { cutTo, LONGEST_TEXT } from "../../bot/text-limit.ts";
import { button, buttons, type Card, card, context, type Field, field, fields } from "../../cards/card.ts";
import type { CustomerFields } from "../../crm/contacts-write.ts";
import { referenceTo } from "../../crm/customer-reference.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { takeContacts } from "../../understanding/contact-data.ts";
import { fold } from "../../understanding/fold.ts";
import { type Finding, openPassage, type Passage, take } from "../../understanding/passage.ts";
import { STAFF } from "../team/staff-list.ts";
import { parseCustomFields } from "./custom-fields.ts";
import { FIELD_NAMES, fieldLabels, GENDERS, isPersonal, KINDS, shownField, wantedFields } from "./fields.ts";
import { INDUSTRY_LIST, learnAccepted, SOURCE_LIST, STAGE_LIST, TAG_LIST } from "./lists.ts";
import { phoneOwnersOf, sameCustomer } from "./phone-owners.ts";
import { argumentsTyped } from "./typed-again.ts";

const createCustomerMessages = defineMessages({
  en: {
    name: "New customer",
    summary: "Create a lead, a customer or a company",
    ask: "Create this customer?",
    confirm: "Create",
    understood: "The address was taken apart like this; edit it where a part is wrong.",
    untraceable:
      "Without phone and e-mail I cannot check in AntCRM whether it was created, should the answer get lost on the way.",
    done: (name: string) => `${name} created`,
    number: "Number",
    open: "Open",
    anyway: "Create a new one",
    newTicket: "New ticket",
  },
  vi: {
    name: "Tạo khách",
    summary: "Tạo khách tiềm năng, khách hàng hoặc doanh nghiệp",
    ask: "Tạo khách này?",
    confirm: "Tạo khách",
    understood: "Địa chỉ được tách như trên; bấm Sửa lại nếu có phần chưa đúng.",
    untraceable:
      "Không có số điện thoại và e-mail nên nếu mất kết nối giữa chừng, bot không tự kiểm tra được khách đã tạo hay chưa.",
    done: (name) => `Đã tạo khách ${name}`,
    number: "Mã số",
    open: "Mở",
    anyway: "Vẫn tạo khách mới",
    newTicket: "Tạo phiếu",
  },
});

const addressWords = defineMessages({
  en: { houseNumber: "House", street: "Street", ward: "Ward", district: "District", city: "City" },
  vi: {
    houseNumber: "Số nhà",
    street: "Đường",
    ward: "Phường/xã",
    district: "Quận/huyện",
    city: "Tỉnh/thành",
  },
});

const { customer: _en, ...en } = fieldLabels.en;
const { customer: _vi, ...vi } = fieldLabels.vi;

/** More numbers than these in one message are not one person's. */
const MOST_CONTACTS = 3;

/** What this is about while there is no number yet: of two creations with the same phone the second sees the first. */
function keyOf(
  { phones, emails }: { phones?: readonly string[] | undefined; emails?: readonly string[] | undefined },
  { pseudonym }: Pick<Context, "pseudonym">,
): string | null {
  const contact = phones?.[0] ?? emails?.[0];
  return contact === undefined ? null : pseudonym(contact);
}

/** Registers somebody new; who has the same phone or e-mail is shown first, because AntCRM does not say what it does then. */
export const createCustomer = defineCommand({
  name: "newcustomer",
  aliases: [
    "tạo khách",
    "tạo khách hàng",
    "thêm khách",
    "thêm khách hàng",
    "khách mới",
    "khách hàng mới",
    "tạo khách mới",
    "tạo lead",
    "thêm lead",
    "tạo khách tiềm năng",
    "thêm khách tiềm năng",
    "tạo doanh nghiệp",
    "thêm doanh nghiệp",
    "create customer",
    "new customer",
    "add customer",
    "create lead",
    "new lead",
    "add lead",
    "create company",
    "new company",
  ],
  role: "agent",
  messages: createCustomerMessages,
  labels: { en, vi },
  input: z.object({
    name: line(200, { brief: true, alsoCalled: ["họ tên"] }),
    phones: phones(10, { alsoCalled: ["số điện thoại", "sđt", "số"] }).optional(),
    emails: emails(10, { alsoCalled: ["mail"] }).optional(),
    kind: choice(KINDS).optional(),
    addresses: line(300, { keyed: true, alsoCalled: ["ở", "đc"] }).optional(),
    birthday: date({ alsoCalled: ["sinh nhật", "sinh ngày", "sinh"] }).optional(),
    gender: choice(GENDERS, { keyed: true }).optional(),
    tags: list(20, { learned: TAG_LIST, alsoCalled: ["tag"] }).optional(),
    owner: email({ learned: STAFF }).optional(),
    stage: line(200, { learned: STAGE_LIST, keyed: true }).optional(),
    source: line(200, { learned: SOURCE_LIST, keyed: true }).optional(),
    industry: line(200, { learned: INDUSTRY_LIST, keyed: true }).optional(),
    note: lines(5_000).optional(),
    customFields: lines(5_000, { keyed: true }).optional(),
  }),
  fromSource,

  async ask(ctx) {
    const { input, t, who } = ctx;
    if (input.customFields !== undefined && parseCustomFields(input.customFields) === null) {
      return { missing: "customFields" };
    }
    const wanted = wantedFields(input, null);
    const { kind = "lead" } = input;
    const label = fieldLabels[who.locale];
    const named = FIELD_NAMES.filter((name) => name in wanted && name !== "addresses").map((name) => ({
      ...field(label[name], shownField(wanted, name, who.locale)),
      ...(isPersonal(name) && { personal: true as const }),
    }));
    const isTraceable = Boolean(input.phones ?? input.emails);
    return {
      card: {
        ...card(
          t.ask,
          fields(
            field(label.kind, choiceNames[who.locale](kind)),
            ...named,
            ...addressFields(wanted, ctx.who),
          ),
          wanted.addresses === undefined ? null : context(t.understood),
          isTraceable ? null : context(t.untraceable),
        ),
        tone: "warning",
        names: [input.name],
      },
      customer: keyOf(input, ctx),
      args: argumentsTyped(input),
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare({ crm, input }) {
      const wanted = wantedFields(input, null);
      const before = await phoneOwnersOf(wanted, crm);
      return {
        seen: before.map(referenceTo),
        async send(operation) {
          const { kind = "lead", name } = input;
          const created = await crm.contacts.create({
            ...wanted,
            name,
            kind,
            customerIdApiRing: operation.id,
          });
          return created.customerId === null ? `lead:${created.leadId}` : `customer:${created.customerId}`;
        },
      };
    },

    async evidence({ crm, input }, _operation, seen) {
      const phoneOwners = await phoneOwnersOf(wantedFields(input, null), crm);
      return phoneOwners
        .filter(({ name }) => fold(name).trim() === fold(input.name).trim())
        .map((one) => ({ id: referenceTo(one), succeeded: true, result: referenceTo(one) }))
        .filter(({ id }) => !seen.has(id));
    },
  },

  similar: (ctx) => sameCustomer(wantedFields(ctx.input, null), ctx),

  async receipt(ctx, result) {
    const { input, t, who } = ctx;
    await learnAccepted(wantedFields(input, null), ctx);
    const reference = result ?? "";
    // Only now is there somebody of whom the audit row can speak.
    if (reference !== "") ctx.recordAccess(reference, "done");
    return {
      ...card(
        t.done(input.name),
        context(
          [
            choiceNames[who.locale](input.kind ?? "lead"),
            `${t.number} ${reference.split(":")[1] ?? "?"}`,
          ].join(" · "),
        ),
        fields(
          ...(["phones", "emails"] as const).map((name) => {
            const shown = shownField(wantedFields(input, null), name, who.locale);
            return shown === "" ? null : field(fieldLabels[who.locale][name], shown);
          }),
        ),
        reference === ""
          ? null
          : buttons(
              button(t.open, "customer", { customer: reference }, { style: "primary" }),
              button(t.newTicket, "ticket", { customer: reference }),
            ),
      ),
      tone: "good",
      names: [input.name],
    } satisfies Card;
  },
});

/** How the writer of a message can be reached, where it says so: "gọi em qua 0912 345 678 nhé". */
function fromSource({ text: message }: SourceMessage): Args {
  const passage = openPassage(cutTo(message, LONGEST_TEXT));
  const takeOut = (_: Passage, { start, end }: Finding) => take(passage, start, end);
  const phones = takeContacts(passage, "phones", MOST_CONTACTS, takeOut);
  const emails = takeContacts(passage, "emails", MOST_CONTACTS, takeOut);
  return { ...(phones && { phones }), ...(emails && { emails }) };
}

/** Each part by itself, so that a part taken for another is seen before it is sent. */
function addressFields({ addresses: [address] = [] }: CustomerFields, { locale }: Who): Field[] {
  if (address === undefined) return [];
  const label = addressWords[locale];
  return (["houseNumber", "street", "ward", "district", "city"] as const).flatMap((part) => {
    const value = address[part];
    return value ? [{ ...field(label[part], value), personal: true as const }] : [];
  });
}
