import type { Context } from "../../bot/context.ts";
import { wholeListsNote } from "../../bot/editing.ts";
import type { Resolved } from "../../bot/record-commands/edit-command.ts";
import { fieldRow, learnAccepted } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, fields, text } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { changesTo, type FieldChange, isDifferent, type Texts } from "../../records/changes.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { isStrangeEmail, isStrangePhone } from "./customer-kinds.ts";
import { customerRecord } from "./customer-record.ts";
import { customerTarget, keyOf } from "./customer-target.ts";

/** The texts of every command that changes a customer. */
export const customerEditMessages = defineMessages({
  en: {
    ask: (name: string) => `Change ${name}?`,
    done: (name: string) => `${name} changed`,
    doneUnread: "Customer changed",
    kept: (values: string) => `Kept as AntCRM has it, because I cannot read it: ${values}`,
    notTakenTitle: "Not all of it was taken",
    notTaken: (names: string) => `AntCRM said yes, but these do not read as they were sent: ${names}.`,
    open: "Open",
    again: "Edit again",
  },
  vi: {
    ask: (name) => `Sửa khách ${name}?`,
    done: (name) => `Đã sửa khách ${name}`,
    doneUnread: "Đã sửa khách",
    kept: (values) => `Giữ nguyên như trong AntCRM vì bot không đọc được: ${values}`,
    notTakenTitle: "Chưa nhận đủ thay đổi",
    notTaken: (names) => `AntCRM báo đã lưu nhưng các mục sau đọc lại chưa đúng: ${names}.`,
    open: "Mở",
    again: "Sửa tiếp",
  },
});

type EditContext = Context & { input: Texts };

/**
 * What the commands that change a customer have in common.
 * @param typedFor what is asked for, which may depend on what the record holds
 */
export function customerEdits(typedFor: (found: Customer, input: Texts) => Texts) {
  const resolve = async (found: Customer, { input }: EditContext): Promise<Resolved<Customer>> => ({
    changes: changesTo(customerRecord, found, typedFor(found, input)),
  });
  return {
    role: "agent",
    target: customerTarget,
    keepsAll: true,
    resolve,
    below(found: Customer, changes: readonly FieldChange<Customer>[], { who }: Context) {
      const t = customerEditMessages[who.locale];
      const names = changes.map(({ field }) => field.name);
      const strange = strangeIn(found, names);
      return [
        strange.length === 0 ? null : context(t.kept(strange.join(", "))),
        changes.some(({ field }) => field.isWhole) ? wholeListsNote(who.locale) : null,
      ];
    },
    update: ({ crm }: Context, found: Customer, body: Record<string, unknown>) =>
      crm.contacts.update(keyOf(found), body),
    opens: "customer",
    async receipt(ctx: EditContext): Promise<Card> {
      // The change is saved by now, so a failed read must not look like a failed write.
      const found = await customerTarget.read(ctx.input.customer ?? "", ctx).catch(() => null);
      if (found === null) return { ...card(customerEditMessages[ctx.who.locale].doneUnread), tone: "good" };
      return editReceipt(found, changesTo(customerRecord, found, typedFor(found, ctx.input)), ctx);
    },
  } as const;
}

function strangeIn({ phones, emails }: Customer, changed: readonly string[]): string[] {
  return [
    ...(changed.includes("phones") ? phones.filter(isStrangePhone) : []),
    ...(changed.includes("emails") ? emails.filter(isStrangeEmail) : []),
  ];
}

/** Shows the record after the change, and the fields that AntCRM accepted but did not change. */
async function editReceipt(
  found: Customer,
  changes: readonly FieldChange<Customer>[],
  ctx: Context,
): Promise<Card> {
  const { who } = ctx;
  const t = customerEditMessages[who.locale];
  await learnAccepted(changes, ctx);
  const missing = changes.filter(isDifferent).map(({ field }) => field.label[who.locale]);
  const name = customerName(found, who.locale);
  const isWhole = missing.length === 0;
  const customer = referenceTo(found);
  return {
    ...card(
      isWhole ? t.done(name) : t.notTakenTitle,
      isWhole ? null : text(t.notTaken(missing.join(", "))),
      fields(...changes.map(({ field, before }) => fieldRow(field, before.shown(ctx) || "–", ctx))),
      buttons(
        button(t.open, "customer", { customer }, { style: "primary" }),
        button(t.again, "editcustomer", { customer }),
      ),
    ),
    tone: isWhole ? "good" : "warning",
    names: [name],
  };
}
