import { canonical, line } from "../../bot/arguments.ts";
import { editCommand } from "../../bot/record-commands/edit-command.ts";
import type { Customer } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { CLEAR } from "../../understanding/grammar.ts";
import { customerEditMessages, customerEdits } from "./customer-edits.ts";
import { customerRecord, TAG_LIST } from "./customer-record.ts";

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
  form: false,
  more: {
    tags: { schema: canonical(line(500, { learned: TAG_LIST })), label: customerRecord.fields.tags.label },
  },
});

/** Adds `"VIP, Đại lý"` to the customer's tags. A tag that the customer has in other capitals is not added again. */
function withTags(typed: string, { tags }: Customer): string {
  const key = (tag: string) => tag.toLocaleLowerCase("vi");
  const held = new Set(tags.map(key));
  const added = typed
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "" && !held.has(key(tag)));
  return [...tags, ...new Set(added)].join("\n") || CLEAR;
}
