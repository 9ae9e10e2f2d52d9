import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, card, list, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { ImportState } from "./import.ts";
import type { Imports, ListedImport } from "./imports.ts";
import { kindNames } from "./kind-texts.ts";
import { stopButton } from "./run-cards.ts";

const importListMessages = defineMessages({
  en: {
    name: "Imports",
    summary: "Files imported lately, and how they ended",
    heading: "The newest first",
    none: "No file was imported yet.",
    report: "Report",
    counts: (made: string, rest: string) => `${made} imported, ${rest} not`,
  },
  vi: {
    name: "Các lần nhập tệp",
    summary: "Các tệp đã nhập gần đây và kết quả",
    heading: "Mới nhất trước",
    none: "Chưa nhập tệp nào.",
    report: "Báo cáo",
    counts: (made, rest) => `${made} dòng đã nhập, ${rest} dòng chưa`,
  },
});

const states = defineMessages<Record<ImportState, string>>({
  en: {
    reading: "being read",
    proposed: "waits for confirmation",
    running: "under way",
    stopping: "being stopped",
    done: "done",
    stopped: "stopped",
    declined: "cancelled",
    expired: "expired",
  },
  vi: {
    reading: "đang đọc",
    proposed: "chờ xác nhận",
    running: "đang nhập",
    stopping: "đang dừng",
    done: "đã xong",
    stopped: "đã dừng",
    declined: "đã huỷ",
    expired: "hết hạn",
  },
});

export interface ImportPorts {
  imports: Imports;
}

/** Lists recent imports. An admin sees everybody's. */
export const createImportList = ({ imports }: ImportPorts) =>
  defineCommand({
    name: "imports",
    aliases: ["các lần nhập", "các lần nhập tệp", "danh sách nhập", "my imports"],
    role: "manager",
    audited: false,
    messages: importListMessages,
    examples: {
      vi: ["các lần nhập tệp", "danh sách nhập", "cac lan nhap"],
      en: ["my imports"],
    },
    labels: { vi: {}, en: {} },
    input: z.object({}),

    async run({ t, ...ctx }) {
      const found = await imports.list(reaches(ctx.who.role, "admin") ? null : ctx.who.person);
      const rows = found.map((one) => row(one, ctx, t));
      return card(t.name, list(t.heading, rows) ?? text(t.none));
    },
  });

function row(of: ListedImport, { who, formats }: Context, t: (typeof importListMessages)["vi"]): Row {
  const { id, reference, kind, state, begunAt, made, good, bad, person, isKept } = of;
  const isOver = state === "done" || state === "stopped";
  const detail = [
    states[who.locale][state],
    formats.time(begunAt),
    isOver ? t.counts(formats.number(made), formats.number(good + bad - made)) : "",
    person === who.person ? "" : person,
    reference,
  ];
  const isMine = person === who.person;
  const buttons = [
    ...(state === "running" ? [stopButton(of, who.locale)] : []),
    ...(isOver && isMine && isKept ? [button(t.report, "importrun", { import: id, effect: "report" })] : []),
  ];
  return { title: kindNames[who.locale][kind], detail: detail.filter(Boolean).join(" · "), buttons };
}
