import { z } from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import type { AttachedFile } from "../../bot/call.ts";
import { defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { button, buttons, type Card, card, context, file, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { type ImportKind, readImportRequest } from "../../understanding/import-request.ts";
import { knownSegments, pinned, segmentOf } from "../segments/segment-names.ts";
import { csvCell } from "./csv-cell.ts";
import type { DryRunStep, Order } from "./dry-run.ts";
import type { Imports } from "./imports.ts";
import { KINDS } from "./mapping.ts";
import { previewCard } from "./preview-card.ts";
import { FileRefused } from "./refusal.ts";
import { refusalCard } from "./refusal-card.ts";
import { kindName } from "./run-cards.ts";

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
    summary: "Khách hàng, giao dịch, phân khúc từ CSV hoặc Excel",
    how: "Thả tệp CSV hoặc .xlsx vào đây, có thể kèm lời: “nhập khách hàng”, “nhập giao dịch”, “sửa giao dịch”, “thêm vào phân khúc VIP”.",
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
    deals: "giao-dich.csv",
    "deal-edits": "sua-giao-dich.csv",
  },
});

const labels = defineMessages({
  en: { file: "File", said: "Words", what: "What", segment: "Segment" },
  vi: { file: "Tệp", said: "Lời kèm", what: "Loại", segment: "Phân khúc" },
});

/** All values come with a dropped file or a button. A typed file id could belong to somebody else. */
const input = z.object({
  file: carried().optional(),
  said: carried().optional(),
  what: carriedOf(["customers", "deals", "deal-edits", "segment"]).optional(),
  segment: carried().optional(),
});

const AttachedShape = z.object({
  id: z.string(),
  name: z.string(),
  sizeBytes: z.number().nullable(),
  mime: z.string().nullable(),
});

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
    // The preview shows nothing of AntCRM and sends nothing. Sending is written to the audit log.
    audited: false,
    messages: importMessages,
    labels,
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
      const order: Order = {
        bytes: await ctx.files.open(attached),
        file: attached.name,
        kind,
        ...(segment && { segment }),
        person: who.person,
        place: JSON.stringify({ ...ctx.call.place, locale: who.locale }),
        locale: who.locale,
      };
      try {
        for await (const step of imports.preview(order)) yield await cardOf(step, imports, ctx);
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        yield refusalCard(error.refusal, who.locale);
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
        button(kindName(what, who.locale), "import", { file: given.file ?? "", what }),
      );
      return { ...card(t.whatTitle, text(t.what), buttons(...choices)), tone: "warning" };
    }
    case "found": {
      const { file: report } = await imports.report(await imports.find(step.found.id));
      return previewCard(step.found, step.found.bad === 0 ? null : report, ctx);
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

/** An empty file with every column of a kind. Without the byte order mark Excel would misread UTF-8. */
function templateFile(kind: ImportKind, locale: Locale): Uint8Array {
  const headings = KINDS[kind].columns.map(({ label }) => label[locale]);
  return new TextEncoder().encode(`\ufeff${headings.map(csvCell).join(",")}\r\n`);
}
