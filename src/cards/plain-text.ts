import {
  type Block,
  type Button,
  type Card,
  type CardFile,
  type Column,
  type Form,
  fieldText,
  type Row,
} from "./card.ts";

/**
 * Renders a card as plain text, for the terminal, notifications and transcripts. Buttons are numbered in the order of
 * `numberedButtons`: `"[1] Tạo phiếu  [2] Điểm"`.
 */
export function plainText<P>(card: Card<P>): string {
  const number = numbering();
  const parts = card.blocks.map((block) => blockText(block, number)).filter((part) => part !== "");
  return [card.title, ...parts].join("\n");
}

/** Returns every button of a card, in reading order. */
export function buttonsOf<P>(card: Card<P>): Button<P>[] {
  return card.blocks.flatMap(buttonsIn);
}

function buttonsIn<P>(block: Block<P>): Button<P>[] {
  switch (block.kind) {
    case "buttons":
      return [...block.buttons];
    case "list":
      return block.rows.flatMap((row) => [...(row.buttons ?? [])]);
    case "form":
      return formButtons(block.form);
    default:
      return [];
  }
}

type Numbering = (label: string) => string;

function numbering(): Numbering {
  let last = 0;
  return (label) => `[${++last}] ${label}`;
}

function blockText<P>(block: Block<P>, number: Numbering): string {
  switch (block.kind) {
    case "text":
    case "context":
      return block.text;
    case "quote":
      return block.text
        .split("\n")
        .map((line) => `> ${line}`)
        .concat(block.by === undefined ? [] : [`> — ${block.by}`])
        .join("\n");
    case "fields":
      return block.fields.map((field) => `${field.label}: ${field.value}`).join("\n");
    case "list":
      return [block.heading ?? "", ...block.rows.map((row) => rowText(row, number))]
        .filter((line) => line !== "")
        .join("\n");
    case "table":
      return alignedLines([block.columns.map(({ heading }) => heading), ...block.rows], block.columns).join(
        "\n",
      );
    case "file":
    case "image":
      return fileText(block.file);
    case "buttons":
      return block.buttons.map((button) => number(button.label)).join("  ");
    case "form":
      return formText(block.form, number);
  }
}

/** `"📎 loi-nhap-khach.csv: 37 dòng bị lỗi"` */
export function fileText({ name, alt }: CardFile): string {
  return alt === undefined || alt === "" ? `📎 ${name}` : `📎 ${name}: ${alt}`;
}

function rowText<P>(row: Row<P>, number: Numbering): string {
  const buttons = (row.buttons ?? []).map((button) => number(button.label)).join(" ");
  return [`• ${row.title}`, row.detail ?? "", buttons].filter((part) => part !== "").join("  ");
}

/**
 * Returns the rows as lines, with blanks that align the columns.
 * @param width  how many columns of the screen a cell takes
 */
export function alignedLines(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  width = (cell: string) => cell.length,
): string[] {
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  const aligned = (cell: string, column: number) => {
    const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
    return columns[column]?.align === "right" ? blanks + cell : cell + blanks;
  };
  return rows.map((row) => row.map(aligned).join("  ").trimEnd());
}

/**
 * Renders a form for one question at a time: known values first, the question last. Answers are numbered. Steps are
 * typed as words, because a number may be an answer.
 */
function formText<P>(form: Form<P>, number: Numbering): string {
  const { prompt, choices, steps, cancel } = form;
  const known = form.fields.filter(
    ({ name, value, error }) => value !== undefined && (name !== prompt.name || error !== undefined),
  );
  const hint = prompt.hint === undefined ? "" : ` (${prompt.hint})`;
  const held = prompt.error === undefined ? fieldText(prompt) : undefined;
  return [
    ...known.map((field) => `${field.label}: ${fieldText(field)}`),
    prompt.error === undefined ? "" : `! ${prompt.error}`,
    `${prompt.label}?${hint}${held === undefined ? "" : ` [${held}]`}`,
    choices.map((button) => number(button.label)).join("  "),
    [...steps, cancel].map(({ label }) => label).join(" · "),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Returns the buttons that `plainText` numbers, in their order. */
export function numberedButtons<P>(card: Card<P>): Button<P>[] {
  return card.blocks.flatMap((block) => (block.kind === "form" ? [...block.form.choices] : buttonsIn(block)));
}

function formButtons<P>(form: Form<P>): Button<P>[] {
  return [...form.choices, ...form.steps, form.cancel];
}

/**
 * Returns the text as one line, cut to `most` characters: `"Chờ lâu quá…"`. Mask it first: a cut address is not
 * recognised.
 */
export function shortened(value: string, most: number): string {
  const line = value.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
}

/** Returns the words with a capital first letter: `"khách tiềm năng"` → `"Khách tiềm năng"`. */
export function capitalised(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase("vi") + words.slice(1);
}
