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
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { DryRunResult } from "./dry-run.ts";
import { kindName } from "./run-cards.ts";

const previewCardMessages = defineMessages({
  en: {
    title: (count: string, what: string) => `Import ${count} rows: ${what}?`,
    nothing: "No row can be imported",
    file: "File",
    good: "Rows to import",
    bad: "Rows with a mistake",
    segment: "Segment",
    columns: "Columns",
    leftOut: "left out",
    first: "First rows",
    wrong: "Rows with a mistake, the first of them",
    line: (line: number) => `Line ${line}`,
    lead: "Without a column “Kind” every row becomes a lead.",
    compared: "Rows are compared within the file; who is in AntCRM already was not looked up.",
    edits: "An empty cell leaves what the deal has; the changes are sent without showing each deal first.",
    members: "AntCRM shows no segment's members, so nobody can check them afterwards.",
    before: (time: string, made: string) => `This very file was imported before, at ${time}: ${made} rows.`,
    report:
      "The attached file has every row with a mistake and its reason: put them right and drop it again.",
    reportName: "rows-with-mistakes.csv",
    start: (count: string) => `Import ${count} rows`,
    cancel: "Cancel",
  },
  vi: {
    title: (count, what) => `Nhập ${count} dòng: ${what}?`,
    nothing: "Không có dòng nào nhập được",
    file: "Tệp",
    good: "Dòng sẽ nhập",
    bad: "Dòng có lỗi",
    segment: "Phân khúc",
    columns: "Các cột",
    leftOut: "bỏ qua",
    first: "Các dòng đầu",
    wrong: "Dòng có lỗi, vài dòng đầu",
    line: (line) => `Dòng ${line}`,
    lead: "Không có cột “Loại khách” nên mọi dòng thành khách tiềm năng (lead).",
    compared: "Bot chỉ so trùng trong tệp, chưa tra ai đã có trong AntCRM.",
    edits: "Ô trống giữ nguyên giá trị cũ; bot sửa ngay, không hiện từng giao dịch trước khi sửa.",
    members: "AntCRM không cho xem thành viên phân khúc nên sau đó không kiểm tra lại được.",
    before: (time, made) => `Chính tệp này đã được nhập lúc ${time}: ${made} dòng.`,
    report: "Tệp đính kèm có mọi dòng lỗi kèm lý do: hãy sửa rồi gửi lại tệp đó.",
    reportName: "dong-co-loi.csv",
    start: (count) => `Nhập ${count} dòng`,
    cancel: "Huỷ",
  },
});

type Reader = Pick<Context, "formats" | "who">;

/** The dry run as a question: what the columns are, how the rows begin, what is wrong, and whether to go on. */
export function previewCard(found: DryRunResult, report: Uint8Array | null, { formats, who }: Reader): Card {
  const { plan, good, bad, id, wrong, before } = found;
  const t = previewCardMessages[who.locale];
  const count = formats.number(good);
  const mistakes = wrong.map(({ line, reason }): Row => ({ title: t.line(line), detail: reason }));
  const question = card(
    good === 0 ? t.nothing : t.title(count, kindName(plan.kind, who.locale)),
    fields(
      field(t.file, plan.file),
      plan.segment ? field(t.segment, plan.segment.name) : null,
      field(t.good, count),
      field(t.bad, formats.number(bad)),
    ),
    text(`${t.columns}: ${columnsIn(found, who.locale)}`),
    list(
      t.first,
      found.first.map((values): Row => ({ title: values[0] ?? "", detail: values.slice(1).join(" · ") })),
    ),
    list(t.wrong, mistakes),
    ...remarks(found, who.locale).map(context),
    before ? context(t.before(formats.time(before.begunAt), formats.number(before.made))) : null,
    report && file({ name: t.reportName, mime: "text/csv", bytes: report }),
    report && context(t.report),
    buttons(
      good === 0
        ? null
        : button(t.start(count), "importrun", { import: id, effect: "start" }, { style: "primary" }),
      good === 0 ? null : button(t.cancel, "importrun", { import: id, effect: "cancel" }),
    ),
  );
  return { ...question, tone: good === 0 ? "bad" : "warning" };
}

/** `"SĐT → Số điện thoại, # nội bộ → bỏ qua"`; a heading that is the field's own name stands alone. */
function columnsIn({ mapping }: DryRunResult, locale: Locale): string {
  return mapping
    .map(([heading, label]) =>
      heading === label ? heading : `${heading} → ${label ?? previewCardMessages[locale].leftOut}`,
    )
    .join(", ");
}

function remarks({ plan, mapping }: DryRunResult, locale: Locale): string[] {
  const t = previewCardMessages[locale];
  const hasKind = mapping.some(([, label]) => label === KIND_LABEL[locale]);
  switch (plan.kind) {
    case "customers":
      return [...(hasKind ? [] : [t.lead]), t.compared];
    case "deals":
      return [t.compared];
    case "deal-edits":
      return [t.edits];
    case "segment":
      return [t.members];
  }
}

const KIND_LABEL: Readonly<Record<Locale, string>> = { vi: "Loại khách", en: "Kind" };
