import * as z from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import type { AttachedFile } from "../../bot/call.ts";
import { defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { givenTexts } from "../../bot/record-commands/fields.ts";
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
import { defineMessages, type Label, type Locale } from "../../i18n/messages.ts";
import { type ImportKind, readImportRequest } from "../../understanding/import-request.ts";
import { knownSegments, pinned, segmentOf } from "../segments/segment-names.ts";
import { csvCell } from "./csv-cell.ts";
import type { DryRunResult, DryRunStep, PreviewRequest } from "./dry-run.ts";
import type { Imports } from "./imports.ts";
import { kindAsked, kindNames } from "./kind-texts.ts";
import { type KnownPhones, lookUpPhones } from "./known-phones.ts";
import { KINDS } from "./mapping.ts";
import { FileRefused } from "./refusal.ts";
import { refusalCard } from "./refusal-card.ts";
import { cancelButton, type ReportContext, rowList } from "./run-cards.ts";

const importMessages = defineMessages({
  en: {
    name: "Import a file",
    summary: "Customers, deals or segment members from CSV or Excel",
    how: "Drop a CSV or .xlsx file here, with the words beside it, or without: “import customers”, “import deals”, “edit deals”, “add to segment VIP”.",
    templates:
      "You see what would happen first; nothing is sent before you say so. These templates have every column:",
    reading: (rows: string) => `Reading: ${rows} rows`,
    readingTitle: "Reading the file",
    whatTitle: "What shall I import it as?",
    what: "Its columns fit several kinds.",
    whichTitle: "Which segment?",
    which: "Choose one, or drop the file again with the words “add to segment” and its id in AntCRM.",
    noSegments:
      "No segment has a name here yet: drop the file again with the words “add to segment” and its id in AntCRM.",
    customers: "customers.csv",
    deals: "deals.csv",
    "deal-edits": "deal-changes.csv",
  },
  vi: {
    name: "Nhập từ tệp",
    summary: "Khách hàng, đơn hàng, phân khúc từ CSV hoặc Excel",
    how: "Thả tệp CSV hoặc .xlsx vào đây, có thể kèm lời: “nhập khách hàng”, “nhập đơn hàng”, “sửa đơn hàng”, “thêm vào phân khúc VIP”.",
    templates: "Bot cho xem trước, chưa gửi gì khi bạn chưa đồng ý. Các tệp mẫu sau có đủ mọi cột:",
    reading: (rows) => `Đã đọc ${rows} dòng`,
    readingTitle: "Đang đọc tệp",
    whatTitle: "Nhập tệp này thành gì?",
    what: "Các cột hợp với nhiều loại.",
    whichTitle: "Phân khúc nào?",
    which: "Hãy chọn, hoặc gửi lại tệp kèm lời “thêm vào phân khúc” và ID của phân khúc trong AntCRM.",
    noSegments:
      "Chưa phân khúc nào có tên ở đây: hãy gửi lại tệp kèm lời “thêm vào phân khúc” và ID trong AntCRM.",
    customers: "khach-hang.csv",
    deals: "don-hang.csv",
    "deal-edits": "sua-don-hang.csv",
  },
});

/** All values come with a dropped file or a button. A typed file id could belong to somebody else. */
const input = z.object({
  file: carried().optional(),
  said: carried().optional(),
  what: carriedOf(["customers", "deals", "deal-edits", "segment"]).optional(),
  segment: carried().optional(),
  /** The headings of columns that the person agreed to leave out, as a JSON list. */
  leftOut: carried().optional(),
});

const AttachedShape = z.object({
  id: z.string(),
  name: z.string(),
  sizeBytes: z.number().nullable(),
  mime: z.string().nullable(),
});

const HeadingsShape = z.array(z.string());

type ImportContext = CommandContext<z.output<typeof input>, (typeof importMessages)["vi"]>;

/** Previews a file of rows before anything is sent: its columns, its first rows, and every row with a mistake. */
export const createImport = ({ imports }: { imports: Imports }) =>
  defineCommand({
    name: "import",
    aliases: [
      "nhập khách hàng",
      "nhập khách",
      "nhập danh sách khách hàng",
      "nhập giao dịch",
      "nhập đơn hàng",
      "nhập tệp",
      "nhập từ tệp",
      "nhập file",
      "nhập excel",
      "nhập csv",
      "import customers",
      "import contacts",
      "import deals",
      "import orders",
      "import file",
      "import csv",
      "import excel",
    ],
    role: "manager",
    // The preview shows no customer, only which numbers of the file are known. Sending is written to the audit log.
    audited: false,
    messages: importMessages,
    examples: {
      vi: ["nhập khách hàng", "nhập đơn hàng", "nhap khach hang"],
      en: ["import customers"],
    },
    input,

    async *run(ctx) {
      const { input: given, who } = ctx;
      if (given.file === undefined) return yield howCard(ctx);
      const said = readImportRequest(given.said ?? "");
      const kind = given.what ?? said?.kind ?? null;
      const named = given.segment ?? said?.segment;
      const segment = kind === "segment" && named !== undefined ? await segmentOf(named, ctx) : null;
      if (kind === "segment" && segment === null) return yield await whichSegment(ctx);
      const attached: AttachedFile = AttachedShape.parse(JSON.parse(given.file));
      const order: PreviewRequest = {
        bytes: await ctx.files.open(attached),
        file: attached.name,
        kind,
        ...(segment && { segment }),
        leftOut: given.leftOut === undefined ? [] : HeadingsShape.parse(JSON.parse(given.leftOut)),
        person: who.person,
        place: JSON.stringify({ ...ctx.call.place, locale: who.locale }),
        locale: who.locale,
      };
      try {
        for await (const step of imports.preview(order)) yield await cardOf(step, imports, ctx);
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        yield refusalCard(error.refusal, who.locale, givenTexts(given));
      }
    },
  });

async function cardOf(step: DryRunStep, imports: Imports, ctx: ImportContext): Promise<Card> {
  const { t, formats, who, input: given } = ctx;
  switch (step.kind) {
    case "reading":
      return { ...card(t.readingTitle, text(t.reading(formats.number(step.rows)))), tone: "waiting" };
    case "choose": {
      const choices = step.kinds.map((what) =>
        button(kindNames[who.locale][what], "import", { ...givenTexts(given), what }),
      );
      return { ...card(t.whatTitle, text(t.what), buttons(...choices)), tone: "warning" };
    }
    case "found": {
      const { file: report } = await imports.report(await imports.find(step.found.id));
      const known = step.found.plan.kind === "customers" ? await lookUpPhones(step.found.phones, ctx) : null;
      return previewCard(step.found, { report: step.found.bad === 0 ? null : report, known }, ctx);
    }
  }
}

function howCard({ t, who }: ImportContext): Card {
  const kinds: readonly Exclude<ImportKind, "segment">[] = ["customers", "deals", "deal-edits"];
  const templates = kinds.map((kind) =>
    file({ name: t[kind], mime: "text/csv", bytes: templateFile(kind, who.locale) }),
  );
  return card(t.name, text(t.how), context(t.templates), ...templates);
}

async function whichSegment(ctx: ImportContext): Promise<Card> {
  const { t, input: given } = ctx;
  const choices = (await knownSegments(ctx)).map((known) =>
    button(known.name, "import", { file: given.file ?? "", what: "segment", segment: pinned(known) }),
  );
  const asked = card(t.whichTitle, text(choices.length > 0 ? t.which : t.noSegments), buttons(...choices));
  return { ...asked, tone: "warning" };
}

/** Creates an empty file with every column of a kind. Without the byte order mark Excel would misread UTF-8. */
function templateFile(kind: ImportKind, locale: Locale): Uint8Array {
  const headings = KINDS[kind].columns.map(({ label }) => label[locale]);
  return new TextEncoder().encode(`\ufeff${headings.map(csvCell).join(",")}\r\n`);
}

const previewCardMessages = defineMessages({
  en: {
    nothing: "No row can be imported",
    file: "File",
    good: "Rows to import",
    bad: "Rows with a mistake",
    segment: "Segment",
    columns: "Columns",
    leftOut: "left out",
    first: "First rows",
    wrong: "Rows with a mistake, the first of them",
    lead: "Without a column “Kind” every row becomes a lead.",
    compared: "Rows are compared within the file; who is in AntCRM already was not looked up.",
    known: "Already in AntCRM",
    knownRows: "These numbers are a customer's in AntCRM already; importing them makes a second record",
    lookedUp: (some: string, all: string) => `${some} of ${all} phone numbers were looked up in AntCRM.`,
    edits: "An empty cell leaves what the deal has; the changes are sent without showing each deal first.",
    members: "AntCRM shows no segment's members, so nobody can check them afterwards.",
    before: (time: string, made: string) => `This very file was imported before, at ${time}: ${made} rows.`,
    report:
      "The attached file has every row with a mistake and its reason: put them right and drop it again.",
    reportName: "rows-with-mistakes.csv",
    start: (count: string) => `Import ${count} rows`,
  },
  vi: {
    nothing: "Không có dòng nào nhập được",
    file: "Tệp",
    good: "Dòng sẽ nhập",
    bad: "Dòng có lỗi",
    segment: "Phân khúc",
    columns: "Các cột",
    leftOut: "bỏ qua",
    first: "Các dòng đầu",
    wrong: "Dòng có lỗi, vài dòng đầu",
    lead: "Không có cột “Loại khách” nên mọi dòng thành khách tiềm năng.",
    compared: "Bot chỉ so trùng trong tệp, chưa tra ai đã có trong AntCRM.",
    known: "Đã có trong AntCRM",
    knownRows: "Các số này đã là của khách trong AntCRM, nhập nữa sẽ thành hai hồ sơ",
    lookedUp: (some, all) => `Bot đã tra ${some}/${all} số điện thoại trong AntCRM.`,
    edits: "Ô trống giữ nguyên giá trị cũ; bot sửa ngay, không hiện từng đơn trước khi sửa.",
    members: "AntCRM không cho xem thành viên phân khúc nên sau đó không kiểm tra lại được.",
    before: (time, made) => `Chính tệp này đã được nhập lúc ${time}: ${made} dòng.`,
    report: "Tệp đính kèm có mọi dòng lỗi kèm lý do: hãy sửa rồi gửi lại tệp đó.",
    reportName: "dong-co-loi.csv",
    start: (count) => `Nhập ${count} dòng`,
  },
});

const KNOWN_SHOWN = 10;

/** Builds the card of the dry run: the columns, the first rows, the mistakes, and the question whether to continue. */
function previewCard(
  found: DryRunResult,
  { report, known }: { report: Uint8Array | null; known: KnownPhones | null },
  reader: ReportContext,
): Card {
  const { formats, who } = reader;
  const { plan, good, bad, id, wrong, before } = found;
  const t = previewCardMessages[who.locale];
  const count = formats.number(good);
  const question = card(
    good === 0 ? t.nothing : kindAsked[who.locale][plan.kind](count),
    fields(
      field(t.file, plan.file),
      plan.segment ? field(t.segment, plan.segment.name) : null,
      field(t.good, count),
      known && known.rows.length > 0 ? field(t.known, formats.number(known.rows.length)) : null,
      field(t.bad, formats.number(bad)),
    ),
    known && known.rows.length > 0 ? rowList(t.knownRows, known.rows.slice(0, KNOWN_SHOWN), reader) : null,
    text(`${t.columns}: ${columnsIn(found, who.locale)}`),
    list(
      t.first,
      found.first.map((values): Row => ({ title: values[0] ?? "", detail: values.slice(1).join(" · ") })),
    ),
    rowList(t.wrong, wrong, reader),
    ...remarks(found, who.locale).map(context),
    known && context(lookedUpText(found, known, reader)),
    before ? context(t.before(formats.time(before.begunAt), formats.number(before.made))) : null,
    report && file({ name: t.reportName, mime: "text/csv", bytes: report }),
    report && context(t.report),
    good === 0
      ? null
      : buttons(
          button(t.start(count), "importrun", { import: id, effect: "start" }, { style: "primary" }),
          cancelButton(id, who.locale),
        ),
  );
  return { ...question, tone: good === 0 ? "bad" : "warning" };
}

/** Lists the columns: `"SĐT → Số điện thoại, # nội bộ → bỏ qua"`. A heading that equals the field's name stands alone. */
function columnsIn({ mapping }: DryRunResult, locale: Locale): string {
  return mapping
    .map(([heading, label]) =>
      heading === label ? heading : `${heading} → ${label ?? previewCardMessages[locale].leftOut}`,
    )
    .join(", ");
}

const KIND_LABEL: Label = { vi: "Loại khách", en: "Kind" };

function remarks({ plan, mapping }: DryRunResult, locale: Locale): string[] {
  const t = previewCardMessages[locale];
  const hasKind = mapping.some(([, label]) => label === KIND_LABEL[locale]);
  switch (plan.kind) {
    case "customers":
      return hasKind ? [] : [t.lead];
    case "deals":
      return [t.compared];
    case "deal-edits":
      return [t.edits];
    case "segment":
      return [t.members];
  }
}

/** Says how many of the file's phones were looked up in AntCRM. */
function lookedUpText(
  { phones }: DryRunResult,
  { lookedUp }: KnownPhones,
  { formats, who }: ReportContext,
): string {
  const t = previewCardMessages[who.locale];
  return lookedUp === 0 ? t.compared : t.lookedUp(formats.number(lookedUp), formats.number(phones.count));
}
