import { reaches } from "../../access/roles.ts";
import type { Context } from "../../bot/context.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  file,
  list,
  type Row,
  text,
} from "../../cards/card.ts";
import { mayBeSentNote } from "../../delivery/notification.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { type Import, isGivenUp } from "./import.ts";
import { kindDone, kindGoing, kindStopped } from "./kind-texts.ts";
import type { Progress } from "./run-state.ts";

const runCardsMessages = defineMessages({
  en: {
    rows: (settled: string, total: string) => `${settled} of ${total} rows`,
    rate: (rate: string) => `${rate} rows/s`,
    left: (time: string) => `about ${time} left`,
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    failed: (count: string) => `${count} failed`,
    checking: "Looking up rows to which AntCRM gave no clear answer; that takes a minute at most.",
    waiting: "AntCRM is busy or away; the import goes on as soon as it answers.",
    stopping: "Stopping: what is on its way is waited for.",
    stop: "Stop",
    made: "Imported",
    changed: "Changed",
    there: "In AntCRM already",
    failedRows: "Failed",
    unclear: "Unclear",
    notSent: "Not sent",
    bad: "With a mistake in the file",
    reference: (reference: string) => `Ref ${reference}`,
    failures: "Not imported, the first of them",
    line: (line: number) => `Line ${line}`,
    report:
      "The attached file has exactly the rows that are not in AntCRM: put them right and drop it again.",
    restored:
      "The database was restored from a copy. Rows in the attached file may be in AntCRM: look them up before you drop it again.",
    reportName: (reference: string) => `not-imported-${reference}.csv`,
    inPrivate: "The report goes to whoever asked for it.",
    later: "The import goes on by itself; its report comes when it is done.",
    meanwhile: "This file was imported meanwhile",
    meanwhileBy: (time: string, isOwn: boolean) =>
      isOwn
        ? `You confirmed the very same file at ${time}, after this question. Importing it again may make everything double.`
        : `Somebody else confirmed the very same file at ${time}, after you were asked. Importing it again may make everything double.`,
    anyway: (count: string) => `Import ${count} again`,
    cancel: "Cancel",
    declined: "Cancelled",
    nothingSent: "Nothing was sent to AntCRM.",
    givenUp:
      "The bot had to restart twice while it sent these rows, so it stopped. Look up the unclear rows in AntCRM before you drop the file again.",
    forbidden: "You may not import files any more: nothing more is sent, and no rows are attached.",
  },
  vi: {
    rows: (settled, total) => `${settled}/${total} dòng`,
    rate: (rate) => `${rate} dòng/giây`,
    left: (time) => `còn khoảng ${time}`,
    seconds: (count) => `${count} giây`,
    minutes: (count) => `${count} phút`,
    failed: (count) => `${count} dòng lỗi`,
    checking: "Đang tra lại các dòng AntCRM chưa trả lời rõ; mất nhiều nhất một phút.",
    waiting: "AntCRM đang bận hoặc gián đoạn; bot nhập tiếp ngay khi có lại.",
    stopping: "Đang dừng: chờ kết quả các dòng đã gửi.",
    stop: "Dừng",
    made: "Đã nhập",
    changed: "Đã sửa",
    there: "Đã có sẵn",
    failedRows: "Không thành công",
    unclear: "Chưa rõ",
    notSent: "Chưa gửi",
    bad: "Có lỗi trong tệp",
    reference: (reference) => `Mã ${reference}`,
    failures: "Chưa nhập được, vài dòng đầu",
    line: (line) => `Dòng ${line}`,
    report: "Tệp đính kèm có đúng các dòng chưa vào AntCRM: hãy sửa rồi gửi lại tệp đó.",
    restored:
      "Dữ liệu của bot được khôi phục từ bản sao lưu. Các dòng trong tệp đính kèm có thể đã vào AntCRM: hãy tra lại trước khi gửi tệp.",
    reportName: (reference) => `chua-nhap-${reference}.csv`,
    inPrivate: "Báo cáo được gửi riêng cho người yêu cầu.",
    later: "Việc nhập vẫn tiếp tục; bot sẽ gửi báo cáo khi xong.",
    meanwhile: "Tệp này vừa được nhập",
    meanwhileBy: (time, isOwn) =>
      isOwn
        ? `Bạn đã xác nhận chính tệp này lúc ${time}, sau câu hỏi này. Nhập lần nữa có thể bị trùng toàn bộ.`
        : `Người khác đã xác nhận chính tệp này lúc ${time}, sau khi bạn được hỏi. Nhập lần nữa có thể bị trùng toàn bộ.`,
    anyway: (count) => `Vẫn nhập ${count} dòng`,
    cancel: "Huỷ",
    declined: "Đã huỷ",
    nothingSent: "Chưa gửi gì đến AntCRM.",
    givenUp:
      "Bot đã phải khởi động lại hai lần khi gửi các dòng này nên đã dừng. Hãy tra các dòng chưa rõ trong AntCRM trước khi gửi lại tệp.",
    forbidden: "Bạn không còn quyền nhập tệp: bot không gửi tiếp và không đính kèm dòng nào.",
  },
});

export type ReportContext = Pick<Context, "formats" | "who">;

/** The rows of a report, besides the counts. */
interface ReportedRows {
  file: Uint8Array | null;
  failures: readonly RowReason[];
}

export interface RowReason {
  line: number;
  reason: string;
}

/** Lists rows of the file by their lines, each with what is wrong with it. */
export function rowList(heading: string, rows: readonly RowReason[], { who }: Pick<ReportContext, "who">) {
  const t = runCardsMessages[who.locale];
  return list(
    heading,
    rows.map(({ line, reason }): Row => ({ title: t.line(line), detail: reason })),
  );
}

/** Builds the card of the progress. It has numbers only, because others may read it. */
export function progressCard(of: Import, progress: Progress, { formats, who }: ReportContext): Card {
  const t = runCardsMessages[who.locale];
  const { settled, total, perSecond, failed, phase } = progress;
  const leftS = perSecond === null ? null : Math.ceil((total - settled) / perSecond);
  const line = [
    t.rows(formats.number(settled), formats.number(total)),
    perSecond === null ? "" : t.rate(formats.number(Math.round(perSecond))),
    leftS === null || phase !== "sending"
      ? ""
      : t.left(leftS < 90 ? t.seconds(leftS) : t.minutes(Math.ceil(leftS / 60))),
    failed === 0 ? "" : t.failed(formats.number(failed)),
  ];
  const shown = card(
    kindGoing[who.locale][of.plan.kind],
    text(line.filter(Boolean).join(" · ")),
    phase === "sending" ? null : text(t[phase]),
    context(t.reference(of.reference)),
    phase === "stopping" ? null : buttons(stopButton(of, who.locale)),
  );
  return { ...shown, tone: "waiting", audience: "shared" };
}

/** Returns the button that stops an import. Any manager may press it; the role is checked then. */
export function stopButton({ id }: Pick<Import, "id">, locale: Locale) {
  return button(runCardsMessages[locale].stop, "importrun", { import: id, effect: "stop" }, { by: "anyone" });
}

/** Returns the button that declines a preview, or an import that asks again. */
export function cancelButton(id: string, locale: Locale) {
  return button(runCardsMessages[locale].cancel, "importrun", { import: id, effect: "cancel" });
}

/** Builds the report for the person who asked: the counts, and every row that is not in AntCRM. */
export function reportCard(
  of: Import,
  { file: bytes, failures }: ReportedRows,
  reader: ReportContext,
  mayBeSent = false,
): Card {
  const t = runCardsMessages[reader.who.locale];
  const isForbidden = of.state === "stopped" && !reaches(reader.who.role, "manager");
  const shown = card(
    endedTitle(of, reader),
    isGivenUp(of) ? text(t.givenUp) : null,
    isForbidden ? text(t.forbidden) : null,
    counts(of, reader),
    rowList(t.failures, failures, reader),
    bytes && file({ name: t.reportName(of.reference), mime: "text/csv", bytes }),
    bytes && context(of.restoredAt === null ? t.report : t.restored),
    context(t.reference(of.reference)),
    mayBeSent ? mayBeSentNote(reader.who.locale) : null,
  );
  return { ...shown, tone: bytes === null && !isForbidden ? "good" : "plain", receipt: true };
}

/** Builds the summary for a shared chat: the counts without rows. */
export function summaryCard(of: Import, reader: ReportContext): Card {
  const t = runCardsMessages[reader.who.locale];
  const shown = card(
    endedTitle(of, reader),
    counts(of, reader),
    context(`${t.inPrivate} ${t.reference(of.reference)}`),
  );
  return { ...shown, audience: "shared" };
}

/** @param what  `stopping`: the import is being stopped; `later`: another process sends it */
export function underWayCard({ plan }: Import, what: "stopping" | "later", { who }: ReportContext): Card {
  const t = runCardsMessages[who.locale];
  return { ...card(kindGoing[who.locale][plan.kind], text(t[what])), audience: "shared" };
}

/**
 * Builds the card that is shown if somebody has confirmed the same file since the preview. Nothing is sent before the
 * person decides again.
 */
export function meanwhileCard(
  { id, good }: Import,
  { confirmedAt, person }: { confirmedAt: Date | null; person: string },
  { formats, who }: ReportContext,
): Card {
  const t = runCardsMessages[who.locale];
  const answers = buttons(
    button(
      t.anyway(formats.number(good)),
      "importrun",
      { import: id, effect: "anyway" },
      { style: "danger" },
    ),
    cancelButton(id, who.locale),
  );
  const time = confirmedAt === null ? "–" : formats.time(confirmedAt);
  return {
    ...card(t.meanwhile, text(t.meanwhileBy(time, person === who.person)), answers),
    tone: "warning",
  };
}

export function declinedCard({ who }: ReportContext): Card {
  return card(runCardsMessages[who.locale].declined, text(runCardsMessages[who.locale].nothingSent));
}

function endedTitle({ plan, state, made }: Import, { who, formats }: ReportContext): string {
  const { locale } = who;
  return state === "stopped"
    ? kindStopped[locale][plan.kind]
    : kindDone[locale][plan.kind](formats.number(made));
}

function counts(of: Import, { formats, who }: ReportContext) {
  const t = runCardsMessages[who.locale];
  const { plan, good, bad, made, there, failed, unclear } = of;
  const unless0 = (label: string, count: number) =>
    count === 0 ? null : field(label, formats.number(count));
  return fields(
    field(plan.kind === "deal-edits" ? t.changed : t.made, formats.number(made)),
    unless0(t.there, there),
    unless0(t.failedRows, failed),
    unless0(t.unclear, unclear),
    unless0(t.notSent, good - made - there - failed - unclear),
    unless0(t.bad, bad),
  );
}
