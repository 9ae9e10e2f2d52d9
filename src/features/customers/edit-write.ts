import type { CustomerReference } from "../../bot/arguments.ts";
import type { Args, Context, Question } from "../../bot/command.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../../bot/editing/before.ts";
import { changesBlock, nothingToChangeCard, wholeListsNote } from "../../bot/editing/changes.ts";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import type { CustomerFields } from "../../crm/contacts-write.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Customer } from "../../crm/customer.ts";
import { referenceTo } from "../../crm/customer-reference.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Evidence, Prepared } from "../../operations/write.ts";
import { lookUp } from "../customer-lookup/look-up.ts";
import {
  changedFields,
  FIELD_NAMES,
  fieldLabels,
  heldFields,
  isPersonal,
  isStrangeEmail,
  isStrangePhone,
  shownField,
  type TypedFields,
  wantedFields,
} from "./fields.ts";
import { keyOf } from "./key.ts";
import { learnAccepted } from "./lists.ts";

const editWriteMessages = defineMessages({
  en: {
    ask: (name: string) => `Change ${name}?`,
    confirm: "Save",
    done: (name: string) => `${name} changed`,
    doneUnread: "Customer changed",
    kept: (values: string) => `Kept as AntCRM has it, because I cannot read it: ${values}`,
    notTakenTitle: "Not all of it was taken",
    notTaken: (names: string) => `AntCRM said yes, but these do not read as they were sent: ${names}.`,
    open: "Open",
    again: "Edit again",
    unnamed: "(no name)",
  },
  vi: {
    ask: (name) => `Sửa khách ${name}?`,
    confirm: "Lưu",
    done: (name) => `Đã sửa khách ${name}`,
    doneUnread: "Đã sửa khách",
    kept: (values) => `Giữ nguyên như trong AntCRM vì bot không đọc được: ${values}`,
    notTakenTitle: "Chưa nhận đủ thay đổi",
    notTaken: (names) => `AntCRM báo đã lưu nhưng các mục sau đọc lại chưa đúng: ${names}.`,
    open: "Mở",
    again: "Sửa tiếp",
    unnamed: "(chưa có tên)",
  },
});

/** Lists that AntCRM gets back whole. */
const LISTS: ReadonlySet<string> = new Set(["phones", "emails", "addresses", "tags", "customFields"]);

/** A change of one customer: what is asked for may depend on what the record holds. */
export interface Edit {
  reference: CustomerReference;
  typedFor(found: Customer): TypedFields;
}

/**
 * What will change, as a question; or the card that says that nothing would.
 * @param kept the command's other arguments, to be carried on
 */
export function editQuestion(
  found: Customer,
  typed: TypedFields,
  kept: Args,
  { who }: Context,
): Question | Card {
  const t = editWriteMessages[who.locale];
  const { held, wanted, changed } = compare(found, typed);
  if (changed.length === 0) return nothingToChangeCard(who.locale);
  const changes = changed.map((name) => ({
    label: fieldLabels[who.locale][name],
    before: shownField(held, name, who.locale),
    after: shownField(wanted, name, who.locale),
    ...(isPersonal(name) && { personal: true as const }),
  }));
  return {
    card: {
      ...card(
        t.ask(found.name || t.unnamed),
        changesBlock(changes, who.locale),
        strangeNote(found, changed, t.kept),
        changed.some((name) => LISTS.has(name)) ? wholeListsNote(who.locale) : null,
      ),
      tone: "warning",
      names: [found.name, wanted.name ?? ""].filter(Boolean),
    },
    customer: referenceTo(found),
    args: { ...kept, customer: referenceTo(found), ...asShown(compared(held, wanted)) },
    confirmLabel: t.confirm,
  };
}

/** Reads the record once more; only what differs is sent. */
export async function prepareEdit(edit: Edit, crm: Crm, operation: Operation): Promise<Prepared> {
  const found = await mustFind(edit.reference, crm);
  const { held, wanted, changed } = compare(found, edit.typedFor(found));
  mustBeAsShown(operation, compared(held, wanted));
  const sent: CustomerFields = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
  return {
    seen: [],
    async send() {
      await crm.contacts.update(keyOf(found), sent);
      return referenceTo(found);
    },
  };
}

export async function evidenceOfEdit(edit: Edit, crm: Crm, operation: Operation): Promise<Evidence[]> {
  const [found] = (await lookUp(edit.reference, crm)).customers;
  const holds = found !== undefined && compare(found, edit.typedFor(found)).changed.length === 0;
  return evidenceOfState(operation, holds, found === undefined ? null : referenceTo(found));
}

/** The record as it reads now, and what of it AntCRM did not take although it said yes. */
export async function editReceipt(edit: Edit, ctx: Context): Promise<Card> {
  const { locale } = ctx.who;
  const t = editWriteMessages[locale];
  // It is saved by now: a record that cannot be read must not look like a failure.
  const found = await mustFind(edit.reference, ctx.crm).catch(() => null);
  if (found === null) return { ...card(t.doneUnread), tone: "good" };
  const { held, wanted, changed: missing } = compare(found, edit.typedFor(found));
  await learnAccepted(wanted, ctx);
  const label = fieldLabels[locale];
  const name = found.name || t.unnamed;
  const isWhole = missing.length === 0;
  return {
    ...card(
      isWhole ? t.done(name) : t.notTakenTitle,
      isWhole ? null : text(t.notTaken(missing.map((one) => label[one]).join(", "))),
      fields(
        ...FIELD_NAMES.filter((one) => one in wanted).map((one) => ({
          ...field(label[one], shownField(held, one, locale) || "–"),
          ...(isPersonal(one) && { personal: true as const }),
        })),
      ),
      buttons(
        button(t.open, "customer", { customer: referenceTo(found) }, { style: "primary" }),
        button(t.again, "editcustomer", { customer: referenceTo(found) }),
      ),
    ),
    tone: isWhole ? "good" : "warning",
    names: [name],
  };
}

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

function strangeNote(found: Customer, changed: readonly string[], t: (values: string) => string) {
  const strange = [
    ...(changed.includes("phones") ? found.phones.filter(isStrangePhone) : []),
    ...(changed.includes("emails") ? found.emails.filter(isStrangeEmail) : []),
  ];
  return strange.length === 0 ? null : context(t(strange.join(", ")));
}

/** The customer whom a question named: pinned by number, so it is one, or gone. */
async function mustFind(reference: CustomerReference, crm: Crm): Promise<Customer> {
  const [found] = (await lookUp(reference, crm)).customers;
  if (found === undefined) throw new AppError("not-found", "customer: gone");
  return found;
}
