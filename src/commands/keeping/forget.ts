import { z } from "zod";
import { card, context, field, fields, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/contacts.ts";
import { parsePhone, phoneForms } from "../../crm/phone.ts";
import { phrases } from "../../i18n/phrases.ts";
import { type CustomerReference, customer } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { lookUp, oneCustomer, referenceTo } from "../customers/look-up.ts";

const words = phrases({
  en: {
    name: "Forget customer",
    summary: "Empty what this bot keeps of a customer",
    done: "Forgotten",
    drafts: "Drafts deleted",
    presses: "Cards whose buttons were deleted",
    operations: "Operations emptied",
    underWay: (count: number) =>
      `${count} still under way keep what they need, and are emptied after their end.`,
    onlyHere: "The customer's record in AntCRM is not touched, and the audit keeps its rows.",
  },
  vi: {
    name: "Quên khách",
    summary: "Xoá dữ liệu bot đang giữ về một khách",
    done: "Đã quên",
    drafts: "Bản nháp đã xoá",
    presses: "Thẻ đã xoá nút",
    operations: "Thao tác đã làm trống",
    underWay: (count) => `${count} thao tác đang chạy giữ phần cần thiết, sẽ được làm trống sau khi xong.`,
    onlyHere: "Hồ sơ khách trong AntCRM không thay đổi, nhật ký kiểm tra vẫn giữ.",
  },
});

const labels = phrases({ en: { customer: "Customer" }, vi: { customer: "Khách hàng" } });

export interface ForgetPorts {
  /** @param mentions does this text speak of the customer? */
  forget(
    customer: string,
    mentions: (text: string) => boolean,
  ): Promise<{ drafts: number; presses: number; operations: number; underWay: number }>;
  /** Cards held in memory are few and short-lived: all of them go. */
  forgetCards(): void;
}

/** For the security officer: what the bot itself keeps of one customer is emptied; AntCRM is not touched. */
export const createForget = ({ forget, forgetCards }: ForgetPorts) =>
  defineCommand({
    name: "forget",
    aliases: ["quên khách", "xoá dữ liệu khách", "forget customer"],
    role: "admin",
    deed: "write",
    words,
    labels,
    input: z.object({ customer: customer() }),

    async run(play) {
      const { input, say } = play;
      const one = await oneCustomer(input.customer, play, { command: "forget", args: {} });
      const isGone = "card" in one && (await lookUp(input.customer, play.crm)).customers.length === 0;
      // Several are picked from; one who is gone from AntCRM can still be forgotten here.
      if ("card" in one && !isGone) return one.card;
      const found = "customer" in one ? one.customer : null;
      const traces = found === null ? tracesOf(input.customer) : tracesOfCustomer(found);
      const key = found === null ? (traces[0] ?? "") : referenceTo(found);
      const emptied = await forget(key, (text) => traces.some((trace) => text.includes(trace)));
      forgetCards();
      play.looked(found ?? null, "forgotten");
      return {
        ...card(
          say.done,
          fields(
            field(say.drafts, String(emptied.drafts)),
            field(say.presses, String(emptied.presses)),
            field(say.operations, String(emptied.operations)),
          ),
          emptied.underWay === 0 ? null : text(say.underWay(emptied.underWay)),
          context(say.onlyHere),
        ),
        tone: "good",
      };
    },
  });

/** The texts by which a customer occurs in drafts and buttons: references, numbers in every form, addresses, the name. */
function tracesOfCustomer(found: Customer): string[] {
  const phones = found.phones.flatMap((phone) => tracesOfPhone(phone));
  return [`"${referenceTo(found)}"`, ...phones, ...found.emails, found.name].filter(
    (trace) => trace.length > 3,
  );
}

function tracesOfPhone(phone: string): string[] {
  const parsed = parsePhone(phone);
  return parsed === null ? [phone] : [parsed, ...phoneForms(parsed)];
}

function tracesOf(reference: CustomerReference): string[] {
  switch (reference.by) {
    case "phone":
      return tracesOfPhone(reference.phone);
    case "email":
      return [reference.email];
    case "name":
      return [reference.name];
    default:
      return [`${reference.by}:${reference.id}`];
  }
}
