import { z } from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { isMaskedFor } from "../../bot/quota/look-ups.ts";
import { card, context, file } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { digestRows } from "./csv-rows.ts";
import { DIGEST_KINDS } from "./digest-context.ts";
import { periodName, periodOf, rangeOf } from "./parts.ts";
import type { DigestRowsPorts } from "./show.ts";

const digestCsvMessages = defineMessages({
  en: {
    name: "Digest as a file",
    summary: "The rows behind a digest, as a CSV file",
    title: (period: string) => `Rows of the digest · ${period}`,
    rows: (count: string) => `${count} rows`,
    private: "Customers are named in full: keep it to yourself.",
    partial: "There is more than this file holds.",
    ratings: "ratings",
    campaigns: "campaigns",
    tickets: "tickets",
    loyalty: "points",
  },
  vi: {
    name: "Báo cáo dạng tệp",
    summary: "Các dòng của báo cáo trong một tệp CSV",
    title: (period) => `Các dòng của báo cáo · ${period}`,
    rows: (count) => `${count} dòng`,
    private: "Tệp có đầy đủ thông tin khách: chỉ dùng trong công việc.",
    partial: "Còn nhiều hơn những gì có trong tệp.",
    ratings: "danh-gia",
    campaigns: "chien-dich",
    tickets: "phieu",
    loyalty: "tich-diem",
  },
});

const labels = defineMessages({
  en: { kind: "About", from: "From", to: "To" },
  vi: { kind: "Về", from: "Từ", to: "Đến" },
});

/**
 * For whoever presses, and for nobody else: what is in a file cannot be masked. It holds every customer of a period with
 * phone and e-mail, so it is a manager's, as everything in bulk.
 */
export const createDigestCsv = ({ digestContexts }: DigestRowsPorts): Command =>
  defineCommand({
    name: "digestcsv",
    aliases: [],
    role: "manager",
    hidden: true,
    messages: digestCsvMessages,
    labels,
    input: z.object({ kind: carriedOf(DIGEST_KINDS), from: carried(), to: carried() }),

    async run(ctx) {
      const { input, t, who, formats, signal } = ctx;
      const period = periodOf(input);
      const digest = digestContexts.open(who.locale, signal, ctx.budget);
      const { file: csv, complete } = await digestRows(input.kind, period, digest, {
        isMasked: isMaskedFor(who.role, await ctx.settings.get("lists.mask")),
        shows: ctx.shows,
      });
      ctx.auditEntry.isFile = true;
      ctx.recordAccess(null, `${input.kind} as a file: ${csv.rows}`);
      ctx.noteSecurity("exported", `${input.kind}: ${csv.rows} rows`);
      const days = [...new Set(rangeOf(period, digest).split("/"))].join("_");
      const isOfCustomers = input.kind !== "tickets";
      return card(
        t.title(periodName(period, digest)),
        context(t.rows(formats.number(csv.rows))),
        isOfCustomers ? context(t.private) : null,
        complete ? null : context(t.partial),
        file({ name: `${t[input.kind]}-${days}.csv`, mime: "text/csv", bytes: csv.bytes() }),
      );
    },
  });
