import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { type Args, type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { button, card, list, type Row, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation, OperationState } from "../../operations/operation.ts";

const operationsMessages = defineMessages({
  en: {
    name: "Operations",
    summary: "What the bot did lately, and how it ended",
    mine: "Yours, the newest first",
    everybodys: "Everybody's, the newest first",
    none: "The bot has done nothing yet.",
    changed: "Change a setting",
    notSent: "not sent",
    restored: "not sent (the bot's data was restored from a backup)",
  },
  vi: {
    name: "Thao tác",
    summary: "Những việc bot đã làm gần đây và kết quả",
    mine: "Của bạn, mới nhất trước",
    everybodys: "Của mọi người, mới nhất trước",
    none: "Bot chưa làm việc nào.",
    changed: "Sửa cài đặt",
    notSent: "không gửi",
    restored: "không gửi (dữ liệu của bot được khôi phục từ bản sao lưu)",
  },
});

const states = defineMessages<Record<OperationState, string>>({
  en: {
    proposed: "waits for confirmation",
    confirmed: "confirmed",
    sending: "being sent",
    done: "done",
    failed: "failed",
    unclear: "unclear",
    expired: "expired",
    declined: "cancelled",
  },
  vi: {
    proposed: "chờ xác nhận",
    confirmed: "đã xác nhận",
    sending: "đang gửi",
    done: "đã xong",
    failed: "không thành công",
    unclear: "chưa rõ",
    expired: "hết hạn",
    declined: "đã huỷ",
  },
});

/** Lists changes of AntCRM and of the bot with their states: a person's own, and everybody's for a manager. */
export const createOperations = (nameOf: NameOf): Command =>
  defineCommand({
    name: "operations",
    aliases: ["thao tác", "các thao tác", "việc đã làm", "việc vừa làm", "my operations"],
    role: "agent",
    audited: false,
    messages: operationsMessages,
    examples: {
      vi: ["thao tác", "việc vừa làm", "viec da lam"],
      en: ["my operations"],
    },
    input: z.object({}),

    async run(ctx) {
      const { t, who, history } = ctx;
      const all = reaches(who.role, "manager");
      const found = await history.list(all ? null : who.person);
      return card(
        t.name,
        list(
          all ? t.everybodys : t.mine,
          found.map((operation) => row(operation, ctx, t, nameOf)),
        ) ?? text(t.none),
      );
    },
  });

/** Returns the name of a command in a language: `"redeem"` → `"Đổi quà"`. */
type NameOf = (command: string, locale: Locale) => string;

function row(
  operation: Operation,
  { who, common, formats }: Context,
  { changed, restored, notSent }: Record<"changed" | "restored" | "notSent", string>,
  nameOf: NameOf,
): Row {
  const { reference, kind, state, at, person, args } = operation;
  const what = subjectOf(args, who.locale);
  const detail = [
    stateOf(operation, { restored, notSent }, who.locale),
    formats.time(at),
    person === who.person ? "" : person,
    reference,
  ];
  const buttons =
    state === "unclear" ? [button(common.checkAgain, ":check", { operation: operation.id })] : [];
  return {
    // The name of the command `setting` also means showing a setting, so a change has its own title.
    title: [kind === "setting" ? changed : nameOf(kind, who.locale), what].filter(Boolean).join(" · "),
    detail: detail.filter(Boolean).join(" · "),
    buttons,
  };
}

/** Returns the subject of an operation, without data that some readers may not see: `"slack:U0123 → quản lý"`. */
function subjectOf(args: Args, locale: Locale): string {
  const { person, role, code, title, key, number, ticket, deal, product } = args;
  if (person !== undefined) return role === undefined ? person : `${person} → ${choiceNames[locale](role)}`;
  return code ?? ticket ?? deal ?? product ?? title ?? key ?? number ?? "";
}

/** Returns the state as text. An expired operation was not confirmed in time, or was confirmed and not sent. */
function stateOf(
  { state, restoredAt, outcome }: Operation,
  { restored, notSent }: { restored: string; notSent: string },
  locale: Locale,
): string {
  if (state !== "expired") return states[locale][state];
  if (restoredAt !== null) return restored;
  return outcome.reason === undefined ? states[locale].expired : notSent;
}
