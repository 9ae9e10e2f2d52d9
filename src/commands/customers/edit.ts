import { z } from "zod";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import type { Customer, CustomerFields } from "../../crm/contacts.ts";
import type { Crm } from "../../crm/crm.ts";
import { AppError } from "../../errors.ts";
import { phrases } from "../../i18n/phrases.ts";
import {
  type CustomerReference,
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
} from "../arguments.ts";
import { type Args, defineCommand } from "../command.ts";
import { STAFF } from "../deals/deal-lists.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../editing/before.ts";
import { changesBlock, nothingToChangeCard, wholeListsNote } from "../editing/changes.ts";
import { parseCustomFields, writeCustomFields } from "./custom-fields.ts";
import {
  changedFields,
  FIELD_NAMES,
  fieldLabels,
  GENDERS,
  heldFields,
  isPersonal,
  isStrangeEmail,
  isStrangePhone,
  shownField,
  type TypedFields,
  wantedFields,
} from "./fields.ts";
import { keyOf } from "./key.ts";
import {
  INDUSTRY_LIST,
  learnAccepted,
  learnFromCustomers,
  SOURCE_LIST,
  STAGE_LIST,
  TAG_LIST,
} from "./lists.ts";
import { lookUp, oneCustomer, referenceTo } from "./look-up.ts";
import { argumentsTyped } from "./typed-again.ts";

const words = phrases({
  en: {
    name: "Edit customer",
    summary: "Change a customer's name, phones, tags …",
    ask: (name: string) => `Change ${name}?`,
    confirm: "Save",
    done: (name: string) => `${name} changed`,
    kept: (values: string) => `Kept as AntCRM has it, because I cannot read it: ${values}`,
    notTakenTitle: "Not all of it was taken",
    notTaken: (names: string) => `AntCRM said yes, but these do not read as they were sent: ${names}.`,
    open: "Open",
    again: "Edit again",
    unnamed: "(no name)",
  },
  vi: {
    name: "Sửa khách",
    summary: "Sửa tên, số điện thoại, nhãn… của khách",
    ask: (name) => `Sửa khách ${name}?`,
    confirm: "Lưu",
    done: (name) => `Đã sửa khách ${name}`,
    kept: (values) => `Giữ nguyên như trong AntCRM vì bot không đọc được: ${values}`,
    notTakenTitle: "Chưa nhận đủ thay đổi",
    notTaken: (names) => `AntCRM báo đã lưu nhưng các mục sau đọc lại chưa đúng: ${names}.`,
    open: "Mở",
    again: "Sửa tiếp",
    unnamed: "(chưa có tên)",
  },
});

const { kind: _en, ...en } = fieldLabels.en;
const { kind: _vi, ...vi } = fieldLabels.vi;

/** Lists that AntCRM gets back whole. */
const LISTS: ReadonlySet<string> = new Set(["phones", "emails", "addresses", "tags", "customFields"]);

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
  words,
  labels: { en, vi },
  input: z.object({
    customer: customer(),
    name: line(200, { keyed: true }).optional(),
    phones: clearable(phones(20)).optional(),
    emails: clearable(emails(20)).optional(),
    addresses: clearable(line(300, { keyed: true })).optional(),
    // AntCRM documents no way to empty these three: "" is no day, no sex and nobody's address.
    birthday: date().optional(),
    gender: choice(GENDERS, { keyed: true }).optional(),
    owner: email({ learned: STAFF }).optional(),
    tags: clearable(list(50, { learned: TAG_LIST })).optional(),
    stage: clearable(line(200, { learned: STAGE_LIST, keyed: true })).optional(),
    source: clearable(line(200, { learned: SOURCE_LIST, keyed: true })).optional(),
    industry: clearable(line(200, { learned: INDUSTRY_LIST, keyed: true })).optional(),
    note: clearable(lines(5_000, { keyed: true })).optional(),
    customFields: clearable(lines(5_000, { keyed: true })).optional(),
  }),
  edits: true,

  async ask(play) {
    const { input, say, who } = play;
    const { customer: reference, ...typed } = input;
    const kept = argumentsTyped(typed);
    const one = await oneCustomer(reference, play, { command: "editcustomer", args: kept });
    if ("card" in one) return one.card;
    const found = one.customer;
    await learnFromCustomers([found], play);
    if (Object.keys(kept).length === 0) return { form: formOf(found) };
    if (typed.customFields && parseCustomFields(typed.customFields) === null)
      return { missing: "customFields" };
    const { held, wanted, changed } = compare(found, typed);
    if (changed.length === 0) return nothingToChangeCard(who.locale);
    return {
      card: {
        ...card(
          say.ask(found.name || say.unnamed),
          changesBlock(
            changed.map((name) => ({
              label: fieldLabels[who.locale][name],
              before: shownField(held, name, who.locale),
              after: shownField(wanted, name, who.locale),
              ...(isPersonal(name) && { personal: true as const }),
            })),
            who.locale,
          ),
          strangeNote(found, changed, say.kept),
          changed.some((name) => LISTS.has(name)) ? wholeListsNote(who.locale) : null,
        ),
        tone: "warning",
        names: [found.name, wanted.name ?? ""].filter(Boolean),
      },
      customer: referenceTo(found),
      args: { ...kept, customer: referenceTo(found), ...asShown(compared(held, wanted)) },
      confirmLabel: say.confirm,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const { customer: reference, ...typed } = input;
      const found = await mustFind(reference, crm);
      const { held, wanted, changed } = compare(found, typed);
      mustBeAsShown(operation, compared(held, wanted));
      const sent: CustomerFields = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
      return {
        seen: [],
        async send() {
          await crm.contacts.update(keyOf(found), sent);
          return referenceTo(found);
        },
      };
    },

    async evidence({ crm, input }, operation) {
      const { customer: reference, ...typed } = input;
      const [found] = (await lookUp(reference, crm)).customers;
      const holds = found !== undefined && compare(found, typed).changed.length === 0;
      return evidenceOfState(operation, holds, found === undefined ? null : referenceTo(found));
    },
  },

  async receipt(play) {
    const { input, say, who, crm } = play;
    const { customer: reference, ...typed } = input;
    // It is saved by now: a record that cannot be read must not look like a failure.
    const found = await mustFind(reference, crm).catch(() => null);
    const wanted = wantedFields(typed, found);
    await learnAccepted(wanted, play);
    const shown = found === null ? wanted : heldFields(found);
    const missing = found === null ? [] : compare(found, typed).changed;
    const label = fieldLabels[who.locale];
    const name = found?.name || wanted.name || say.unnamed;
    return {
      ...card(
        missing.length === 0 ? say.done(name) : say.notTakenTitle,
        missing.length === 0 ? null : text(say.notTaken(missing.map((one) => label[one]).join(", "))),
        fields(
          ...FIELD_NAMES.filter((one) => one in wanted).map((one) => ({
            ...field(label[one], shownField(shown, one, who.locale) || "–"),
            ...(isPersonal(one) && { personal: true as const }),
          })),
        ),
        found === null
          ? null
          : buttons(
              button(say.open, "customer", { customer: referenceTo(found) }, { style: "primary" }),
              button(say.again, "editcustomer", { customer: referenceTo(found) }),
            ),
      ),
      tone: missing.length === 0 ? "good" : "warning",
      names: [name],
    } satisfies Card;
  },
});

function compare(found: Customer, typed: TypedFields) {
  const held = heldFields(found);
  const wanted = wantedFields(typed, found);
  return { held, wanted, changed: changedFields(held, wanted) };
}

/** What the record holds of the fields that were typed, in no language. */
function compared(held: CustomerFields, wanted: CustomerFields): Held {
  const names = FIELD_NAMES.filter((name) => name in wanted);
  return Object.fromEntries(names.map((name) => [name, shownField(held, name, "en")]));
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

function strangeNote(found: Customer, changed: readonly string[], say: (values: string) => string) {
  const strange = [
    ...(changed.includes("phones") ? found.phones.filter(isStrangePhone) : []),
    ...(changed.includes("emails") ? found.emails.filter(isStrangeEmail) : []),
  ];
  return strange.length === 0 ? null : context(say(strange.join(", ")));
}

/** The customer whom a question named: pinned by number, so it is one, or gone. */
async function mustFind(reference: CustomerReference, crm: Crm): Promise<Customer> {
  const [found] = (await lookUp(reference, crm)).customers;
  if (found === undefined) throw new AppError("not-found", "customer: gone");
  return found;
}
