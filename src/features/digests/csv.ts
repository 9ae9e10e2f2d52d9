import * as z from "zod";
import { maskText } from "../../access/masking.ts";
import { carried, carriedOf } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { rangeOf } from "../../bot/days.ts";
import { isMaskedFor } from "../../bot/quota/look-ups.ts";
import { card, context, file } from "../../cards/card.ts";
import type { Telecall } from "../../crm/campaign.ts";
import { customerReference, type Party, readablePhone, shownAs } from "../../crm/customer.ts";
import type { PointMovement } from "../../crm/points.ts";
import type { Rating } from "../../crm/ratings.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages, type LocalizedMessages } from "../../i18n/messages.ts";
import { csvCell } from "../imports/csv-cell.ts";
import { closedStatuses } from "../tickets/ticket-record.ts";
import { DIGEST_KINDS, type DigestContext, type DigestKind } from "./digest-context.ts";
import { countedAs } from "./figures/tickets.ts";
import { periodFromArgs, periodName } from "./parts.ts";
import { isIn, type Period, widened } from "./period.ts";
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
    opened: "opened",
    closed: "closed",
    open: "open",
    earned: "earned",
    redeemed: "redeemed",
    yes: "yes",
    no: "no",
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
    opened: "mới",
    closed: "đóng",
    open: "đang mở",
    earned: "tích",
    redeemed: "đổi quà",
    yes: "có",
    no: "không",
  },
});

const HEADINGS: LocalizedMessages<Record<DigestKind, string>> = defineMessages({
  en: {
    ratings: "Time,Score,Comment,Channel,About,Customer,Phone,E-mail,Id",
    campaigns: "Campaign,Time,Customer,Phone,Agent,Result,Talk in seconds,Id",
    tickets: "Ticket,Counted as,Status,Priority,Assignee,Created,Changed",
    loyalty: "Time,Kind,Points,Went through,Gift or product,Code,Customer,Phone,E-mail,Id",
  },
  vi: {
    ratings: "Thời gian,Điểm,Nhận xét,Kênh,Về,Khách hàng,Điện thoại,E-mail,Mã",
    campaigns: "Chiến dịch,Thời gian,Khách hàng,Điện thoại,Nhân viên,Kết quả,Đàm thoại (giây),Mã",
    tickets: "Phiếu,Tính là,Trạng thái,Ưu tiên,Người xử lý,Ngày tạo,Ngày cập nhật",
    loyalty: "Thời gian,Loại,Điểm,Thành công,Quà hoặc sản phẩm,Mã,Khách hàng,Điện thoại,E-mail,Mã dòng",
  },
});

/** A phone cannot open a larger spreadsheet, and the file is held in memory. */
const ROWS_MAX = 100_000;

/** Without it Excel reads UTF-8 as the old Vietnamese encoding. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Sends the rows behind a digest as a file, to the person who presses only. The file holds every customer of a period with
 * phone and e-mail, so it needs a manager, like every export.
 */
export const createDigestCsv = ({ digestContexts }: DigestRowsPorts): Command =>
  defineCommand({
    name: "digestcsv",
    aliases: [],
    role: "manager",
    hidden: true,
    messages: digestCsvMessages,
    input: z.object({ kind: carriedOf(DIGEST_KINDS), from: carried(), to: carried() }),

    async run(ctx) {
      const { input, t, who, formats, signal } = ctx;
      const period = periodFromArgs(input);
      const digest = digestContexts.open(who.locale, signal, ctx.budget);
      const { count, bytes, complete } = await digestRows(input.kind, period, digest, {
        isMasked: isMaskedFor(who.role, await ctx.settings.get("lists.mask")),
        countShown: ctx.countShown,
      });
      ctx.auditEntry.isFile = true;
      ctx.recordAccess(null, `${input.kind} as a file: ${count}`);
      ctx.noteSecurity("exported", `${input.kind}: ${count} rows`);
      const days = [...new Set(rangeOf(period, digest).split("/"))].join("_");
      const isOfCustomers = input.kind !== "tickets";
      return card(
        t.title(periodName(period, digest)),
        context(t.rows(formats.number(count))),
        isOfCustomers ? context(t.private) : null,
        complete ? null : context(t.partial),
        file({ name: `${t[input.kind]}-${days}.csv`, mime: "text/csv", bytes }),
      );
    },
  });

type Cells = readonly (string | number | null)[];

/** The file while it is written. */
interface Sheet {
  isFull(): boolean;
  /** @param customer  the customer whom the row shows */
  add(cells: Cells, customer: string | null): void;
}

/**
 * Returns the rows behind a digest as a CSV file. `complete` is false if there are more rows than the file may have, or if
 * the list had no end.
 * @throws AppError as the CRM does
 */
async function digestRows(
  kind: DigestKind,
  period: Period,
  ctx: DigestContext,
  { isMasked, countShown }: { isMasked: boolean; countShown(customer: string | null): void },
): Promise<{ count: number; bytes: Uint8Array; complete: boolean }> {
  const encoder = new TextEncoder();
  const headings = HEADINGS[ctx.locale][kind];
  const lines = [encoder.encode(`${BYTE_ORDER_MARK}${csvLine(headings.split(","))}`)];
  const mask = (cell: string | number | null) => (typeof cell === "string" ? maskText(cell, []) : cell);
  const complete = await FILLERS[kind](
    {
      isFull: () => lines.length > ROWS_MAX,
      add(cells, customer) {
        countShown(customer);
        // The encoded line is kept instead of the row, because it takes less memory.
        lines.push(encoder.encode(csvLine(isMasked ? cells.map(mask) : cells)));
      },
    },
    period,
    ctx,
  );
  return { count: lines.length - 1, bytes: Buffer.concat(lines), complete };
}

function csvLine(cells: Cells): string {
  const written = cells.map((cell) => (typeof cell === "string" ? csvCell(cell) : String(cell ?? "")));
  return `${written.join(",")}\r\n`;
}

/** Adds the rows of one kind. @returns whether these were all rows */
type Filler = (sheet: Sheet, period: Period, ctx: DigestContext) => Promise<boolean>;

const FILLERS: Readonly<Record<DigestKind, Filler>> = {
  ratings(sheet, period, { crm, formats }) {
    const rowOf = ({ at, score, comment, source, type, customer, id }: Rating) =>
      isIn(period, at) ? [formats.time(at), score, comment, source, type, ...reach(customer), id] : null;
    return fill(sheet, crm.ratings.eachPage(widened(period)), rowOf, ({ customer }) => shownAs(customer));
  },

  async campaigns(sheet, period, { crm, formats }) {
    const { campaigns, complete } = await crm.campaigns.list();
    let whole = complete;
    for (const { id: campaign, name } of campaigns) {
      const rowOf = ({ at, customer, phone, agent, result, talkSeconds, id }: Telecall) => {
        if (at === null || !isIn(period, at)) return null;
        const whom = [customer?.name ?? null, phone && readablePhone(phone)];
        return [name, formats.time(at), ...whom, agent, result, talkSeconds, id];
      };
      const customerOf = ({ customer, phone }: Telecall) =>
        customerReference(customer) ?? phone ?? shownAs(customer);
      const pages = crm.campaigns.eachTelecallPage(campaign, widened(period));
      const read = await fill(sheet, pages, rowOf, customerOf);
      whole &&= read;
      if (sheet.isFull()) break;
    }
    return whole;
  },

  async tickets(sheet, period, { tickets, settings, formats, locale, signal, budget }) {
    const t = digestCsvMessages[locale];
    const { full } = await tickets.refresh(signal, period.from, budget);
    const isClosed = (await closedStatuses(settings)).has;
    for await (const portion of tickets.portions()) {
      for (const ticket of portion) {
        const counted = countedAs(ticket, { period, isClosed });
        const names = (["opened", "open", "closed"] as const).filter((one) => counted?.[one]);
        if (names.length === 0) continue;
        const { id, status, priority, assignee, createdAt, updatedAt } = ticket;
        const as = names.map((one) => t[one]).join(" + ");
        const times = [createdAt, updatedAt].map((at) => at && formats.time(at));
        sheet.add([id, as, status, priority && priorityName(priority, locale), assignee, ...times], null);
        if (sheet.isFull()) return false;
      }
    }
    return full;
  },

  async loyalty(sheet, period, { crm, formats, locale }) {
    const t = digestCsvMessages[locale];
    let whole = true;
    for (const kind of ["earned", "redeemed"] as const) {
      const rowOf = (movement: PointMovement) => {
        const { at, score, succeeded, giftName, productName, code, customerName: name, id } = movement;
        if (!isIn(period, at)) return null;
        const whom = reach({ ...movement, name });
        const what = giftName ?? productName;
        return [formats.time(at), t[kind], score, succeeded ? t.yes : t.no, what, code, ...whom, id];
      };
      const customerOf = (one: PointMovement) => shownAs({ ...one, name: one.customerName, leadId: null });
      const read = await fill(sheet, crm.points.eachPage(kind, widened(period)), rowOf, customerOf);
      whole &&= read;
    }
    return whole;
  },
};

/** Adds the rows page by page until the file is full. @returns whether these were all rows */
async function fill<T>(
  sheet: Sheet,
  pages: AsyncIterable<readonly T[]> & { readonly complete: boolean },
  rowOf: (record: T) => Cells | null,
  customerOf: (record: T) => string | null,
): Promise<boolean> {
  for await (const page of pages) {
    for (const record of page) {
      const row = rowOf(record);
      if (row !== null) sheet.add(row, customerOf(record));
      if (sheet.isFull()) return false;
    }
  }
  return pages.complete;
}

/** Returns name, phone and e-mail in full, because only one person receives the file. */
function reach(customer: Pick<Party, "name" | "phones" | "emails"> | null): (string | null)[] {
  const phone = customer?.phones[0];
  return [
    customer?.name ?? null,
    phone === undefined ? null : readablePhone(phone),
    customer?.emails[0] ?? null,
  ];
}
