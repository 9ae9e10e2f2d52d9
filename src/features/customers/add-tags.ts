import { z } from "zod";
import { type CustomerReference, customer, line } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Customer } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { editQuestion, editReceipt, evidenceOfEdit, prepareEdit } from "./edit-write.ts";
import { fieldLabels } from "./fields.ts";
import { TAG_LIST } from "./lists.ts";

const addTagsMessages = defineMessages({
  en: { name: "Add tags", summary: "Put tags on a customer, beside those there are" },
  vi: { name: "Thêm nhãn", summary: "Gắn thêm nhãn cho khách, giữ các nhãn đang có" },
});

const labels = defineMessages({
  en: { customer: fieldLabels.en.customer, tags: fieldLabels.en.tags },
  vi: { customer: fieldLabels.vi.customer, tags: fieldLabels.vi.tags },
});

/** "Thêm nhãn VIP cho 0867 123 456": the most frequent of all changes, in one sentence. */
export const addTags = defineCommand({
  name: "addtags",
  aliases: ["thêm nhãn", "gắn nhãn", "gắn thẻ", "thêm thẻ", "tag", "add tag", "tag customer"],
  role: "agent",
  messages: addTagsMessages,
  labels,
  input: z.object({ customer: customer(), tags: line(500, { learned: TAG_LIST }) }),

  async ask(ctx) {
    const { customer: reference, tags } = ctx.input;
    const one = await oneCustomer(reference, ctx, { command: "addtags", args: { tags } });
    if ("card" in one) return one.card;
    return editQuestion(one.customer, withTags(tags, one.customer), { tags }, ctx);
  },

  write: {
    prepare: ({ crm, input }, operation) => prepareEdit(editOf(input), crm, operation),
    evidence: ({ crm, input }, operation) => evidenceOfEdit(editOf(input), crm, operation),
  },

  receipt: (ctx) => editReceipt(editOf(ctx.input), ctx),
});

function editOf({ customer: reference, tags }: { customer: CustomerReference; tags: string }) {
  return { reference, typedFor: (found: Customer) => withTags(tags, found) };
}

/** `"VIP, Đại lý"` beside the tags there are; one that is there already, in capitals or not, is not put there twice. */
function withTags(typed: string, { tags }: Customer) {
  const key = (tag: string) => tag.toLocaleLowerCase("vi");
  const held = new Set(tags.map(key));
  const added = typed
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "" && !held.has(key(tag)));
  return { tags: [...tags, ...new Set(added)] };
}
