import { carried } from "../../bot/arguments.ts";
import { editCommand } from "../../bot/record-commands/edit-command.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { CLEAR } from "../../understanding/grammar.ts";
import { parseCustomFields } from "./custom-fields.ts";
import { customerEditMessages, customerEdits } from "./customer-edits.ts";
import { customerRecord } from "./customer-record.ts";
import { changedLists } from "./list-changes.ts";

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

/** Values that a sentence adds to a list or removes from it: `"phones:+84912345678"`, one a line. */
const listChange = { schema: carried().optional(), label: { en: "", vi: "" } };

/** Changes what is typed, and nothing else. AntCRM's API cannot convert a lead: src/crm/API.md#put-contacts */
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
  more: { added: listChange, removed: listChange },
  async resolve(found, ctx) {
    const { customFields = CLEAR } = ctx.input;
    const isRead = customFields === CLEAR || parseCustomFields(customFields) !== null;
    return isRead ? edits.resolve(found, ctx) : { missing: "customFields" };
  },
});
