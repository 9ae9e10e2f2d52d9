import { z } from "zod";
import { type Card, card, context, field, fields, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { phrases } from "../../i18n/phrases.ts";
import { type CustomerReference, customer } from "../arguments.ts";
import { defineCommand, onlyShown } from "../command.ts";
import { lookUp, oneCustomer, referenceTo } from "../customers/look-up.ts";
import { asShown, mustBeAsShown } from "../editing/before.ts";
import { type Traces, tracesOfCustomer, tracesOfReference } from "./traces.ts";

const words = phrases({
  en: {
    name: "Forget customer",
    summary: "Empty what this bot keeps of a customer",
    ask: (name: string) => `Forget ${name}?`,
    lost: "The bot's drafts, buttons, alerts, imported rows and operations about this customer are emptied, and I cannot bring them back.",
    confirm: "Forget",
    again: "The bot was interrupted. Part of it may be forgotten; doing it again does no harm.",
    number: "Number",
    unnamed: "this customer",
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
    ask: (name) => `Quên khách ${name}?`,
    lost: "Bot sẽ xoá bản nháp, nút trên thẻ, cảnh báo, dòng nhập và thao tác về khách này, và không lấy lại được.",
    confirm: "Quên khách",
    again: "Bot bị gián đoạn, có thể mới quên được một phần. Bạn có thể làm lại, không ảnh hưởng gì.",
    number: "Mã số",
    unnamed: "này",
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

/** How many rows were emptied, as the journal keeps it. */
const Emptied = z.object({
  drafts: z.number(),
  presses: z.number(),
  alerts: z.number(),
  operations: z.number(),
  importRows: z.number(),
  underWay: z.number(),
  /** AntCRM did not know the customer any more, and no number was given. */
  lacksNumber: z.boolean(),
});

/** For the security officer: what the bot itself keeps of one customer is emptied; AntCRM is not touched. */
export const createForget = ({ forget, forgetCards }: ForgetPorts) =>
  defineCommand({
    name: "forget",
    aliases: ["quên khách", "xoá dữ liệu khách", "forget customer"],
    role: "admin",
    inBot: true,
    showsCustomers: true,
    words,
    labels,
    input: z.object({ customer: customer() }),

    async ask(play) {
      const { input, say, looked } = play;
      const one = await oneCustomer(input.customer, play, { command: "forget", args: {} });
      const isGone = "card" in one && (await lookUp(input.customer, play.crm)).customers.length === 0;
      // Several are picked from; one who is gone from AntCRM can still be forgotten here.
      if ("card" in one && !isGone) return onlyShown(one.card);
      const found = "customer" in one ? one.customer : null;
      const reference = found === null ? null : referenceTo(found);
      const { keys } = tracesOf(found, input.customer);
      const [key = null] = keys;
      looked(key, "asked");
      return {
        card: {
          ...card(
            say.ask(found?.name || say.unnamed),
            reference === null ? null : fields(field(say.number, reference.replace(/^\w+:/, ""))),
            text(say.lost),
            context(say.onlyHere),
          ),
          tone: "warning",
          names: found === null ? [] : [found.name],
        },
        customer: key,
        args: { customer: reference ?? written(input.customer), ...asShown(held(keys)) },
        confirmLabel: say.confirm,
        danger: true,
        // A draft would be one more thing kept of the customer.
        fixed: true,
      };
    },

    write: {
      async prepare({ input, crm, noteSecurity }, operation) {
        const [found = null] = (await lookUp(input.customer, crm)).customers;
        const traces = tracesOf(found, input.customer);
        mustBeAsShown(operation, held(traces.keys));
        return {
          seen: [],
          async send() {
            const emptied = await forget(traces.keys, traces.mentions);
            forgetCards();
            noteSecurity("forgotten", traces.keys[0] ?? "a customer without a number");
            // It is under way itself, and speaks of the customer.
            const isOwn =
              (operation.customer !== null && traces.keys.includes(operation.customer)) ||
              traces.mentions(JSON.stringify(operation.args));
            const underWay = emptied.underWay - (isOwn ? 1 : 0);
            const lacksNumber = found === null && traces.keys.length === 0;
            return JSON.stringify({ ...emptied, underWay, lacksNumber } satisfies z.infer<typeof Emptied>);
          },
        };
      },

      // What is gone leaves no trace.
      evidence: async () => [],
      repeatable: ({ say }) => say.again,
    },

    onRecord: () => "forgotten",

    async receipt({ say }, result) {
      const emptied = Emptied.parse(JSON.parse(result ?? "{}"));
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
          emptied.lacksNumber ? text(say.noNumber) : null,
          context(say.onlyHere),
        ),
        tone: "good",
      } satisfies Card;
    },
  });

function tracesOf(found: Customer | null, reference: CustomerReference): Traces {
  return found === null ? tracesOfReference(reference) : tracesOfCustomer(found);
}

/** Whom the question named, by number alone: the journal keeps no more of a customer who is forgotten. */
function held(keys: readonly string[]) {
  return { keys: keys.join(" ") };
}

/** The reference as the argument is written: `"+84867123456"`, `"id:9457"`. */
function written(reference: CustomerReference): string {
  switch (reference.by) {
    case "phone":
      return reference.phone;
    case "email":
      return reference.email;
    case "name":
      return `name:${reference.name}`;
    default:
      return `${reference.by}:${reference.id}`;
  }
}
