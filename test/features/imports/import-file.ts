import type { ReadyCard } from "../../../src/cards/card.ts";

/** Makes a CSV of these cells. */
export function csv(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [headings, ...rows].map((cells) => cells.map(quoted).join(",")).join("\n");
}

/** Returns the file on a card as text. */
export function fileOn(card: ReadyCard): string {
  const block = card.blocks.find(({ kind }) => kind === "file");
  if (block?.kind !== "file") throw new Error("no file on the card");
  return new TextDecoder().decode(block.file.bytes);
}

/** Returns the records of a report, without its headings. A line break never occurs in a cell of a report. */
export function records(report: string): string[] {
  return report.trimEnd().split("\r\n").slice(1);
}

const HEADINGS = ["STT", "Họ tên", "SĐT", "Email", "Ngày sinh", "Giới tính", "Loại khách"];

/** Ten errors, each with its correct value, by the index of the cell. */
const WRONG: readonly { cells: Readonly<Record<number, string>>; reason: RegExp }[] = [
  { cells: { 1: "" }, reason: /“Họ tên” bị trống/ },
  { cells: { 2: "8.67E+08" }, reason: /làm tròn số 8\.67E\+08/ },
  { cells: { 2: "0867 12" }, reason: /0867 12 không phải số điện thoại/ },
  { cells: { 3: "lan@shop" }, reason: /lan@shop không phải địa chỉ e-mail/ },
  { cells: { 4: "31/02/1990" }, reason: /31\/02\/1990 không phải ngày/ },
  { cells: { 4: "25/11/2030" }, reason: /“Ngày sinh” nằm trong tương lai/ },
  { cells: { 5: "đàn ông" }, reason: /“Giới tính”: không có giá trị đàn ông/ },
  { cells: { 2: "", 3: "" }, reason: /không có số điện thoại lẫn e-mail/ },
  { cells: { 3: "#N/A" }, reason: /ô bị lỗi trong bảng tính \(#N\/A\)/ },
  { cells: { 1: "x".repeat(501) }, reason: /“Họ tên” quá dài/ },
];

export const ROWS = 1_000;
export const MISTAKES = 37;

/** Returns a correct row. The phones are written in every common format. */
function right(index: number): string[] {
  const digits = String(index).padStart(6, "0");
  const phones = [`0867${digits}`, `867${digits}`, `+84 867 ${digits}`, `867${digits}.0`, `84867${digits}`];
  return [
    String(index + 1),
    `Khách Thứ ${index}`,
    phones[index % phones.length] ?? "",
    `khach${index}@example.com`,
    ["15/03/1990", "1990-03-15", "32947", ""][index % 4] ?? "",
    ["nam", "Nữ", "", "khác"][index % 4] ?? "",
    ["", "cá nhân", "Doanh nghiệp"][index % 3] ?? "",
  ];
}

/** Returns a thousand rows, 37 of them with one of ten errors, and the expected reasons. */
export function thousandRows() {
  const wrong = new Map(
    Array.from({ length: MISTAKES }, (_, index) => [index * 27 + 5, WRONG[index % WRONG.length]]),
  );
  const rows = Array.from({ length: ROWS }, (_, index) =>
    right(index).map((cell, column) => wrong.get(index)?.cells[column] ?? cell),
  );
  return {
    file: csv(HEADINGS, rows),
    /** The reason of each wrong row, with its line in the file. The headings are line 1. */
    reasons: [...wrong].map(([index, one]) => ({ line: index + 2, reason: one?.reason ?? /never/ })),
    /** Returns the report with every wrong cell corrected. It still contains the reasons. */
    mended(report: string): string {
      const [head = "", ...bad] = report.trimEnd().split("\r\n");
      const fixed = bad.map((record) => {
        const index = Number(record.split(",")[0]) - 1;
        const reason = record.slice(record.indexOf("dòng "));
        return [...right(index), reason.replace(/"+$/, "").replaceAll('"', "")]
          .map((cell) => `"${cell}"`)
          .join(",");
      });
      return [head, ...fixed].join("\r\n");
    },
  };
}
