import type { SourceMessage } from "../../bot/call.ts";
import type { Args } from "../../bot/command.ts";
import type { Context, Who } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import { givenTexts, learnAccepted, typedRows } from "../../bot/record-commands/fields.ts";
import { LONGEST_TEXT } from "../../bot/text-limit.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  type Field,
  field,
  fields,
  list,
  type Row,
  text,
} from "../../cards/card.ts";
import { capitalised } from "../../cards/plain-text.ts";
import type { Crm } from "../../crm/crm.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { parsePhone } from "../../crm/phone.ts";
import { cutTo } from "../../i18n/graphemes.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { newBody, type TextValues, typedFields } from "../../records/changes.ts";
import { type Finding, fold, openPassage, type Passage, take } from "../../understanding/fold.ts";
import { takeContacts } from "../../understanding/title.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { parseAddress } from "./address.ts";
import { parseCustomFields } from "./customer-kinds.ts";
import { customerRecord } from "./customer-record.ts";

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
    anyway: "Create a new one",
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
    anyway: "Vẫn tạo khách mới",
  },
});

const addressMessages = defineMessages({
  en: { houseNumber: "House", street: "Street", ward: "Ward", district: "District", city: "City" },
  vi: {
    houseNumber: "Số nhà",
    street: "Đường",
    ward: "Phường/xã",
    district: "Quận/huyện",
    city: "Tỉnh/thành",
  },
});

/** The most phones or e-mails that are taken from one message. More of them belong to several people. */
const MOST_CONTACTS = 3;

/** Creates a customer. Customers with the same phone or e-mail are shown first: AntCRM does not document duplicates. */
export const createCustomer = createCommand(customerRecord, {
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
  examples: {
    vi: [
      "tạo khách Trần Thị Hoa 0867 555 444",
      "thêm khách Lê Văn Nam, nam.le@example.com",
      "tao khach Pham Quynh Nhu 0867 555 445",
      "tạo lead Nguyễn Thị Mai 0867 555 446",
    ],
    en: ["create customer Hoa Tran 0867 555 444"],
  },
  fromSource,

  async propose(ctx) {
    const { t } = ctx;
    const { kind = "lead", ...others } = ctx.input;
    const { addresses, customFields, phones, emails, name = "" } = others;
    if (customFields !== undefined && parseCustomFields(customFields) === null) {
      return { missing: "customFields" };
    }
    // With this key, a second creation with the same phone or e-mail finds the first one.
    const [contact] = (phones ?? emails ?? "").split("\n");
    return {
      blocks: [
        fields(
          ...typedRows(typedFields(customerRecord, "create", { kind }), ctx),
          ...detailRows(others, ctx),
        ),
        addresses === undefined ? null : context(t.understood),
        contact ? null : context(t.untraceable),
      ],
      names: [name],
      customer: contact ? ctx.pseudonym(contact) : null,
      args: givenTexts(ctx.input),
    };
  },

  write: {
    async prepare({ crm, input }) {
      const before = await phoneOwnersOf(input, crm);
      return {
        seen: before.map(referenceTo),
        async send(operation) {
          const created = await crm.contacts.create({
            ...newBody(customerRecord, { kind: "lead", ...input }),
            name: input.name ?? "",
            customerIdApiRing: operation.id,
          });
          return created.customerId === null ? `lead:${created.leadId}` : `customer:${created.customerId}`;
        },
      };
    },

    async evidence({ crm, input }, _operation, seen) {
      const phoneOwners = await phoneOwnersOf(input, crm);
      return phoneOwners
        .filter(({ name }) => fold(name).trim() === fold(input.name ?? "").trim())
        .map((one) => ({ id: referenceTo(one), succeeded: true, result: referenceTo(one) }))
        .filter(({ id }) => !seen.has(id));
    },
  },

  similar: (ctx) => sameCustomer(ctx.input, ctx),

  async receipt(ctx, result) {
    const { input, t, who, common } = ctx;
    const { name = "", kind = "lead", ...details } = input;
    await learnAccepted(typedFields(customerRecord, "create", input), ctx);
    const reference = result ?? "";
    // The audit can name the customer only after the creation.
    if (reference !== "") ctx.recordAccess(reference, "done");
    return {
      ...card(
        t.done(name),
        context(
          [
            capitalised(choiceNames[who.locale](kind)),
            `${common.number} ${reference.split(":")[1] ?? "?"}`,
          ].join(" · "),
        ),
        fields(...detailRows(details, ctx)),
        reference === ""
          ? null
          : buttons(
              button(common.show, "customer", { customer: reference }, { style: "primary" }),
              button(common.newTicket, "ticket", { customer: reference }),
            ),
      ),
      tone: "good",
      ...(reference !== "" && { about: [{ kind: "customer", reference, name }] }),
      names: [name],
    };
  },
});

/** Takes phones and e-mails from a message: "gọi em qua 0912 345 678 nhé". */
function fromSource({ text: message }: SourceMessage): Args {
  const passage = openPassage(cutTo(message, LONGEST_TEXT));
  const takeOut = (_: Passage, { start, end }: Finding) => take(passage, start, end);
  const phones = takeContacts(passage, "phones", MOST_CONTACTS, takeOut);
  const emails = takeContacts(passage, "emails", MOST_CONTACTS, takeOut);
  return { ...(phones && { phones }), ...(emails && { emails }) };
}

/** Returns the rows that the question and the receipt show. */
function detailRows({ addresses, ...others }: TextValues, ctx: Context): Field[] {
  return [
    ...typedRows(typedFields(customerRecord, "create", others), ctx),
    ...addressFields(addresses, ctx.who),
  ];
}

/** Shows each part of the address, so that people see a wrong part before it is sent. */
function addressFields(typed: string | undefined, { locale }: Who): Field[] {
  if (typed === undefined) return [];
  const address = parseAddress(typed);
  const label = addressMessages[locale];
  return (["houseNumber", "street", "ward", "district", "city"] as const).flatMap((part) => {
    const value = address[part];
    return value ? [{ ...field(label[part], value), personal: true as const }] : [];
  });
}

const phoneOwnersMessages = defineMessages({
  en: {
    title: "Already in AntCRM",
    one: "Somebody has this phone or e-mail already:",
    several: (count: number) => `${count} customers have this phone or e-mail already:`,
    open: "Show this customer",
  },
  vi: {
    title: "Đã có trong AntCRM",
    one: "Đã có khách dùng số điện thoại hoặc e-mail này:",
    several: (count) => `Đã có ${count} khách dùng số điện thoại hoặc e-mail này:`,
    open: "Xem khách này",
  },
});

const SHOWN = 5;

/** Finds the customers who have one of these phones or e-mails, each once. */
async function phoneOwnersOf({ phones, emails }: TextValues, crm: Crm): Promise<Customer[]> {
  const known = textsIn(phones)
    .map(parsePhone)
    .filter((phone) => phone !== null);
  const found = await Promise.all([
    ...known.map(async (phone) => (await crm.contacts.byPhone(phone)).customers),
    ...textsIn(emails).map((email) => crm.contacts.byEmail(email)),
  ]);
  const byReference = new Map(found.flat().map((one) => [referenceTo(one), one]));
  return [...byReference.values()];
}

/** Shows the customers with the same phone or e-mail. Null if there are none. */
async function sameCustomer(typed: TextValues, ctx: Context): Promise<Card | null> {
  const phoneOwners = await phoneOwnersOf(typed, ctx.crm);
  if (phoneOwners.length === 0) return null;
  const t = phoneOwnersMessages[ctx.who.locale];
  const shown = phoneOwners.slice(0, SHOWN);
  const rows = shown.map((one): Row => {
    const detail = [one.phones.map(readablePhone).join(", "), one.emails.join(", "), one.stage];
    return {
      title: customerName(one, ctx.who.locale),
      detail: detail.filter(Boolean).join(" · "),
      buttons: [button(t.open, "customer", { customer: referenceTo(one) }, { style: "primary" })],
      customer: referenceTo(one),
    };
  });
  const sentence = phoneOwners.length === 1 ? t.one : t.several(phoneOwners.length);
  return {
    ...card(t.title, text(sentence), list("", rows)),
    tone: "warning",
    names: shown.map(({ name }) => name),
  };
}

function textsIn(typed: string | undefined): string[] {
  return typed === undefined ? [] : typed.split("\n");
}
