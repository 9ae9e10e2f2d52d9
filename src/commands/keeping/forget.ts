import { z } from "zod";
import { card, context, field, fields, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { customer } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { lookUp, oneCustomer } from "../customers/look-up.ts";
import { tracesOfCustomer, tracesOfReference } from "./traces.ts";

const words = phrases({
  en: {
    name: "Forget customer",
    summary: "Empty what this bot keeps of a customer",
    done: "Forgotten",
    drafts: "Drafts deleted",
    presses: "Cards whose buttons were deleted",
    alerts: "Alerts emptied",
    importRows: "Rows of imported files",
    operations: "Operations emptied",
    underWay: (count: number) =>
      `${count} still under way keep what tells their outcome: ask again after their end.`,
    noNumber:
      "AntCRM does not know this customer any more, so their operations cannot be told apart. With the number they had there they can: forget 9457.",
    onlyHere: "The customer's record in AntCRM is not touched, and the audit keeps its rows.",
  },
  vi: {
    name: "Quên khách",
    summary: "Xoá dữ liệu bot đang giữ về một khách",
    done: "Đã quên",
    drafts: "Bản nháp đã xoá",
    presses: "Thẻ đã xoá nút",
    alerts: "Cảnh báo đã xoá nội dung",
    importRows: "Dòng của tệp nhập đã xoá",
    operations: "Thao tác đã làm trống",
    underWay: (count) =>
      `${count} thao tác đang chạy còn giữ phần cần để biết kết quả: hãy quên lại sau khi xong.`,
    noNumber:
      "AntCRM không còn khách này nên bot không biết thao tác nào là của họ. Nếu biết số hồ sơ cũ thì gõ theo số: quên khách 9457.",
    onlyHere: "Hồ sơ khách trong AntCRM không thay đổi, nhật ký kiểm tra vẫn giữ.",
  },
});

const labels = phrases({ en: { customer: "Customer" }, vi: { customer: "Khách hàng" } });

export interface ForgetPorts {
  /**
   * @param customers the customer's numbers in the CRM
   * @param mentions does this text speak of the customer?
   */
  forget(
    customers: readonly string[],
    mentions: (text: string) => boolean,
  ): Promise<{
    drafts: number;
    presses: number;
    alerts: number;
    operations: number;
    importRows: number;
    underWay: number;
  }>;
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
      const traces = "customer" in one ? tracesOfCustomer(one.customer) : tracesOfReference(input.customer);
      const emptied = await forget(traces.keys, traces.mentions);
      forgetCards();
      play.looked(traces.keys[0] ?? null, "forgotten");
      return {
        ...card(
          say.done,
          fields(
            field(say.drafts, String(emptied.drafts)),
            field(say.presses, String(emptied.presses)),
            emptied.alerts === 0 ? null : field(say.alerts, String(emptied.alerts)),
            field(say.operations, String(emptied.operations)),
            emptied.importRows === 0 ? null : field(say.importRows, String(emptied.importRows)),
          ),
          emptied.underWay === 0 ? null : text(say.underWay(emptied.underWay)),
          isGone && traces.keys.length === 0 ? text(say.noNumber) : null,
          context(say.onlyHere),
        ),
        tone: "good",
      };
    },
  });
