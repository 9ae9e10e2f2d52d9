import { canonical, carried, line } from "../../bot/arguments.ts";
import type { Context } from "../../bot/context.ts";
import { wholeListsNote } from "../../bot/editing.ts";
import { type EditInput, editCommand, type Resolved } from "../../bot/record-commands/edit-command.ts";
import { fieldRow, givenTexts, learnAccepted } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, fields, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { changesTo, type FieldChange, isDifferent, type TextValues } from "../../records/changes.ts";
import { fold } from "../../understanding/fold.ts";
import { ADDED, ASKED, CLEAR } from "../../understanding/grammar.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { isStrangeEmail, isStrangePhone, parseCustomFields } from "./customer-kinds.ts";
import { customerRecord, TAG_LIST } from "./customer-record.ts";
import { customerTarget, keyOf } from "./delete.ts";

/** The texts of every command that changes a customer. */
const customerEditMessages = defineMessages({
  en: {
    ask: (name: string) => `Change ${name}?`,
    done: (name: string) => `${name} changed`,
    doneUnread: "Customer changed",
    kept: (values: string) => `Kept as AntCRM has it, because I cannot read it: ${values}`,
    notTakenTitle: "Not all of it was taken",
    notTaken: (names: string) => `AntCRM said yes, but these do not read as they were sent: ${names}.`,
    again: "Edit again",
  },
  vi: {
    ask: (name) => `Sửa khách ${name}?`,
    done: (name) => `Đã sửa khách ${name}`,
    doneUnread: "Đã sửa khách",
    kept: (values) => `Giữ nguyên như trong AntCRM vì bot không đọc được: ${values}`,
    notTakenTitle: "Chưa nhận đủ thay đổi",
    notTaken: (names) => `AntCRM báo đã lưu nhưng các mục sau đọc lại chưa đúng: ${names}.`,
    again: "Sửa tiếp",
  },
});

const editCustomerMessages = defineMessages({
  en: {
    ...customerEditMessages.en,
    name: "Edit customer",
    summary: "Change a customer's name, phones, tags …",
  },
  vi: {
    ...customerEditMessages.vi,
    name: "Sửa khách",
    summary: "Sửa tên, số điện thoại, nhãn… của khách",
  },
});

const edits = customerEdits((found, input) => ({ ...input, ...changedLists(found, input) }));

/** Values that a sentence adds to a list or removes from it, one per line: `"phones:+84912345678"`. */
const listChange = { schema: carried().optional(), label: { en: "", vi: "" } };

/** Changes only the typed fields of a customer. AntCRM's API cannot convert a lead: src/crm/API.md#put-contacts */
export const editCustomer = editCommand(customerRecord, {
  ...edits,
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
  messages: editCustomerMessages,
  examples: {
    vi: [
      "sửa khách 0867 123 456",
      "đổi email khách 476 thành binh@example.com",
      "doi ten khach 476 thanh Tran Thi Binh",
    ],
    en: ["edit customer 476"],
  },
  more: {
    added: listChange,
    removed: listChange,
    [ASKED]: { schema: carried().optional(), label: { en: "", vi: "" } },
  },
  async resolve(found, ctx) {
    const { customFields = CLEAR, [ASKED]: asked = "", note } = ctx.input;
    const isAdded = asked.startsWith(ADDED);
    const field = isAdded ? asked.slice(ADDED.length) : asked;
    // Whoever goes back to the list of fields may fill in another one.
    const isTyped = Object.keys(givenTexts(ctx.input)).some((name) => name !== "customer" && name !== ASKED);
    if (field !== "" && !isTyped) return { missing: field };
    const isRead = customFields === CLEAR || parseCustomFields(customFields) !== null;
    if (!isRead) return { missing: "customFields" };
    const isNoteAdded = isAdded && note !== undefined;
    return edits.resolve(found, isNoteAdded ? { ...ctx, input: { ...ctx.input, note: ADDED + note } } : ctx);
  },
});

const addTagsMessages = defineMessages({
  en: {
    ...customerEditMessages.en,
    name: "Add tags",
    summary: "Put tags on a customer, beside those there are",
  },
  vi: {
    ...customerEditMessages.vi,
    name: "Thêm nhãn",
    summary: "Gắn thêm nhãn cho khách, giữ các nhãn đang có",
  },
});

/** Adds tags in one sentence: "Thêm nhãn VIP cho 0867 123 456". */
export const addTags = editCommand(customerRecord, {
  ...customerEdits((found, { tags = "" }) => ({ tags: withTags(tags, found) })),
  name: "addtags",
  aliases: ["thêm nhãn", "gắn nhãn", "gắn thẻ", "thêm thẻ", "tag", "add tag", "tag customer"],
  messages: addTagsMessages,
  examples: {
    vi: ["gắn nhãn VIP cho khách 476", "thêm nhãn VIP cho 0867 123 456", "gan nhan VIP cho khach 476"],
    en: ["tag customer 476: VIP"],
  },
  form: false,
  more: {
    tags: { schema: canonical(line(500, { learned: TAG_LIST })), label: customerRecord.fields.tags.label },
  },
});

/** Adds `"VIP, Đại lý"` to the customer's tags. A tag that differs only in capitals is not added again. */
function withTags(typed: string, { tags }: Customer): string {
  const key = (tag: string) => tag.toLocaleLowerCase("vi");
  const held = new Set(tags.map(key));
  const added = typed
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "" && !held.has(key(tag)));
  return [...tags, ...new Set(added)].join("\n") || CLEAR;
}

/**
 * Returns the common part of the commands that change a customer.
 * @param typedFor returns the requested values, which may depend on the stored record
 */
function customerEdits(typedFor: (found: Customer, input: TextValues) => TextValues) {
  const resolve = async (found: Customer, { input }: EditInput): Promise<Resolved<Customer>> => ({
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
      const lists = changes.filter(({ field }) => field.isWhole).map(({ field }) => field.label[who.locale]);
      return [
        strange.length === 0 ? null : context(t.kept(strange.join(", "))),
        lists.length === 0 ? null : wholeListsNote(lists, who.locale),
      ];
    },
    update: ({ crm }: Context, found: Customer, body: Record<string, unknown>) =>
      crm.contacts.update(keyOf(found), body),
    opens: "customer",
    async receipt(ctx: EditInput): Promise<Card> {
      // The change is already saved, so a failed read must not look like a failed write.
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

/** Shows the record after the change, and names the fields that AntCRM accepted but did not change. */
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
        button(ctx.common.show, "customer", { customer }, { style: "primary" }),
        button(t.again, "editcustomer", { customer }),
      ),
    ),
    tone: isWhole ? "good" : "warning",
    names: [name],
  };
}

const LISTS = ["phones", "emails", "tags"] as const;

/** Values to add to a list or to remove from it, one per line: `"phones:+84912345678"`. */
interface ListChanges {
  added?: string | undefined;
  removed?: string | undefined;
}

type List = (typeof LISTS)[number];

/** Returns the changed lists whole, as people type them, because AntCRM may replace a list: src/crm/API.md#updates */
function changedLists(
  found: Customer,
  { added = "", removed = "" }: ListChanges,
): Partial<Record<List, string>> {
  const changed = LISTS.flatMap((list) => {
    const [more, less] = [valuesOf(added, list), valuesOf(removed, list)];
    if (more.length + less.length === 0) return [];
    const gone = new Set(less.map(fold));
    const left = found[list].filter((value) => !gone.has(fold(value)));
    const held = new Set(left.map(fold));
    const whole = [...left, ...more.filter((value) => !held.has(fold(value)))];
    return [[list, whole.join("\n") || CLEAR] as const];
  });
  return Object.fromEntries(changed);
}

function valuesOf(changes: string, list: List): string[] {
  const start = `${list}:`;
  return changes.split("\n").flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
}
