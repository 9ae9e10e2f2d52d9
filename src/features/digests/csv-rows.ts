import { maskText } from "../../access/masking.ts";
import type { Telecall } from "../../crm/campaign.ts";
import { customerReference, type Party, readablePhone, shownAs } from "../../crm/customer.ts";
import type { PointMovement } from "../../crm/points.ts";
import type { Rating } from "../../crm/ratings.ts";
import { defineMessages, type LocalizedMessages } from "../../i18n/messages.ts";
import { priorityName } from "../../i18n/priority-name.ts";
import { closedStatuses } from "../tickets/closed.ts";
import { type CsvFile, csvFile } from "./csv-file.ts";
import type { DigestContext, DigestKind } from "./digest-context.ts";
import { isIn, type Period, widened } from "./period.ts";

/** The rows behind a digest; `complete` is false where there are more than the file holds, or the list had no end. */
export interface Rows {
  file: CsvFile;
  complete: boolean;
}

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

const csvRowsMessages = defineMessages({
  en: {
    opened: "opened",
    closed: "closed",
    open: "open",
    earned: "earned",
    redeemed: "redeemed",
    yes: "yes",
    no: "no",
  },
  vi: {
    opened: "mới",
    closed: "đóng",
    open: "đang mở",
    earned: "tích",
    redeemed: "đổi quà",
    yes: "có",
    no: "không",
  },
});

/** A spreadsheet of more is no longer opened on a phone; and it is held in memory. */
const ROWS_MAX = 100_000;

/** @throws AppError as the CRM does */
export async function digestRows(
  kind: DigestKind,
  period: Period,
  ctx: DigestContext,
  { isMasked, shows }: { isMasked: boolean; shows(customer: string | null): void },
): Promise<Rows> {
  const file = csvFile(HEADINGS[ctx.locale][kind].split(","));
  const mask = (cell: string | number | null) => (typeof cell === "string" ? maskText(cell, []) : cell);
  const rows: RowsOfCustomers = {
    get rows() {
      return file.rows;
    },
    add(row, customer) {
      shows(customer);
      file.add(isMasked ? row.map(mask) : row);
    },
  };
  const complete = await FILLERS[kind](rows, period, ctx);
  return { file, complete };
}

/** The file as its rows are added; each says which customer it shows. */
interface RowsOfCustomers {
  readonly rows: number;
  add(row: readonly (string | number | null)[], customer: string | null): void;
}

type Filler = (file: RowsOfCustomers, period: Period, ctx: DigestContext) => Promise<boolean>;

const FILLERS: Readonly<Record<DigestKind, Filler>> = {
  ratings: fillRatings,
  campaigns: fillCampaigns,
  tickets: fillTickets,
  loyalty: fillLoyalty,
};

/** Adds the rows page by page, up to the most there may be. */
async function fill<T>(
  file: RowsOfCustomers,
  pages: AsyncIterable<readonly T[]> & { readonly complete: boolean },
  rowOf: (record: T) => readonly (string | number | null)[] | null,
  customerOf: (record: T) => string | null,
): Promise<boolean> {
  for await (const page of pages) {
    for (const record of page) {
      const row = rowOf(record);
      if (row !== null) file.add(row, customerOf(record));
      if (file.rows >= ROWS_MAX) return false;
    }
  }
  return pages.complete;
}

function fillRatings(
  file: RowsOfCustomers,
  period: Period,
  { crm, formats }: DigestContext,
): Promise<boolean> {
  const rowOf = ({ at, score, comment, source, type, customer, id }: Rating) =>
    isIn(period, at) ? [formats.time(at), score, comment, source, type, ...reach(customer), id] : null;
  return fill(file, crm.ratings.eachPage(widened(period)), rowOf, ({ customer }) => shownAs(customer));
}

async function fillCampaigns(
  file: RowsOfCustomers,
  period: Period,
  { crm, formats }: DigestContext,
): Promise<boolean> {
  const { campaigns, complete } = await crm.campaigns.list();
  let whole = complete;
  for (const campaign of campaigns) {
    const pages = crm.campaigns.eachTelecallPage(campaign.id, widened(period));
    const rowOf = ({ at, customer, phone, agent, result, talkSeconds, id }: Telecall) => {
      if (at === null || !isIn(period, at)) return null;
      const number = phone && readablePhone(phone);
      return [
        campaign.name,
        formats.time(at),
        customer?.name ?? null,
        number,
        agent,
        result,
        talkSeconds,
        id,
      ];
    };
    const whom = ({ customer, phone }: Telecall) => customerReference(customer) ?? phone ?? shownAs(customer);
    const read = await fill(file, pages, rowOf, whom);
    whole &&= read;
    if (file.rows >= ROWS_MAX) break;
  }
  return whole;
}

async function fillTickets(file: RowsOfCustomers, period: Period, ctx: DigestContext): Promise<boolean> {
  const { tickets, settings, formats, locale, signal } = ctx;
  const t = csvRowsMessages[locale];
  const { full } = await tickets.refresh(signal, period.from);
  const closed = await closedStatuses(settings);
  for await (const portion of tickets.portions()) {
    for (const { id, status, priority, assignee, createdAt, updatedAt } of portion) {
      if (createdAt !== null && createdAt >= period.to) continue;
      const isClosed = closed.has(status);
      const counted = [
        createdAt !== null && isIn(period, createdAt) ? t.opened : null,
        isClosed ? null : t.open,
        isClosed && isIn(period, updatedAt ?? createdAt ?? period.to) ? t.closed : null,
      ].filter((one) => one !== null);
      if (counted.length === 0) continue;
      const times = [createdAt, updatedAt].map((at) => at && formats.time(at));
      file.add(
        [id, counted.join(" + "), status, priority && priorityName(priority, locale), assignee, ...times],
        null,
      );
      if (file.rows >= ROWS_MAX) return false;
    }
  }
  return full;
}

async function fillLoyalty(
  file: RowsOfCustomers,
  period: Period,
  { crm, formats, locale }: DigestContext,
): Promise<boolean> {
  const t = csvRowsMessages[locale];
  let whole = true;
  for (const kind of ["earned", "redeemed"] as const) {
    const rowOf = (movement: PointMovement) => {
      const { at, score, succeeded, giftName, productName, code, customerName, id } = movement;
      if (!isIn(period, at)) return null;
      const what = giftName ?? productName;
      const whom = reach({ name: customerName, phones: movement.phones, emails: movement.emails });
      return [formats.time(at), t[kind], score, succeeded ? t.yes : t.no, what, code, ...whom, id];
    };
    const pages = crm.points.eachPage(kind, widened(period));
    const read = await fill(file, pages, rowOf, (one) =>
      shownAs({ ...one, name: one.customerName, leadId: null }),
    );
    whole &&= read;
  }
  return whole;
}

/** Name, phone and e-mail: the file is for one pair of eyes. */
function reach(customer: Pick<Party, "name" | "phones" | "emails"> | null): (string | null)[] {
  const phone = customer?.phones[0];
  return [
    customer?.name ?? null,
    phone === undefined ? null : readablePhone(phone),
    customer?.emails[0] ?? null,
  ];
}
