import {
  type ActionId,
  type Block,
  type Button,
  type Form,
  type FormField,
  fieldText,
  type ReadyCard,
  type Row,
} from "../../cards/card.ts";
import { fileText } from "../../cards/plain-text.ts";
import { limits } from "./limits.ts";
import { clean, isVisible, oneLine } from "./markup.ts";

/** A run of text in one style; the style is a tag of Telegram's HTML. */
export interface Span {
  text: string;
  tag?: "b" | "i";
}

/** What is shown or left out as a whole: a line, a field, a record with its buttons. */
export interface Item {
  spans: readonly Span[];
  /** A row of a table, cell by cell; its spans are the same row with blanks between. */
  cells?: readonly Cell[];
  buttons?: readonly Button<ActionId>[];
}

export interface Cell {
  text: string;
  align?: "left" | "right";
  isHeading?: boolean;
}

/** What belongs together, one item a line: `<blockquote>…</blockquote>`, a list, the fields. */
export interface Section {
  /** The tag around all items, if they need one. */
  tag?: "blockquote" | "pre";
  items: readonly Item[];
}

/**
 * A card as sections of plain text, before anything is shortened or escaped. Buttons under the card come apart, in the
 * groups that have rows of their own.
 */
export function layOut(card: ReadyCard): { sections: Section[]; groups: (readonly Button<ActionId>[])[] } {
  const title = { spans: [{ text: `${MARKS[card.tone]}${oneLine(card.title, 300)}`, tag: "b" as const }] };
  const sections = [{ items: [title] }, ...card.blocks.map(section)].map(trimmed);
  return {
    sections: sections.filter((one) => one.items.length > 0),
    groups: card.blocks.flatMap(ownButtons),
  };
}

const MARKS: Readonly<Record<ReadyCard["tone"], string>> = {
  plain: "",
  good: "✅ ",
  warning: "⚠️ ",
  bad: "❌ ",
  waiting: "⏳ ",
};

/** Without blank lines at both ends, which Telegram would not show; a blank line between paragraphs stays. */
function trimmed(section: Section): Section {
  const isShown = ({ spans, buttons }: Item) => buttons?.length || spans.some((span) => isVisible(span.text));
  const { items } = section;
  return {
    ...section,
    items: items.slice(Math.max(0, items.findIndex(isShown)), items.findLastIndex(isShown) + 1),
  };
}

function section(block: Block<ActionId>): Section {
  switch (block.kind) {
    case "text":
      return { items: lines(block.text) };
    case "context":
      return { items: lines(block.text, "i") };
    case "quote":
      return {
        tag: "blockquote",
        items: [...lines(block.text), ...(block.by ? lines(`— ${block.by}`, "i") : [])],
      };
    case "fields":
      return { items: block.fields.map((field) => labelled(field.label, field.value)) };
    case "list":
      return { items: [...(block.heading ? lines(block.heading, "b") : []), ...listItems(block.rows)] };
    case "table":
      return { tag: "pre", items: tableItems(block.columns, block.rows) };
    case "file":
      return { items: lines(fileText(block.file), "i") };
    case "image":
      // Comes as a message of its own, with its text alternative as caption.
      return { items: [] };
    case "buttons":
      return { items: [] };
    case "form":
      return { items: formItems(block.form) };
  }
}

/** The buttons under the card; they stay when the card is shortened. */
function ownButtons(block: Block<ActionId>): (readonly Button<ActionId>[])[] {
  if (block.kind === "buttons") return [block.buttons];
  // `open` is left out: it opens a whole form, and Telegram asks step by step.
  return block.kind === "form" ? [block.form.choices, block.form.steps, [block.form.cancel]] : [];
}

function lines(text: string, tag?: "b" | "i"): Item[] {
  return clean(text)
    .split("\n")
    .map((line) => ({ spans: [tag ? { text: line, tag } : { text: line }] }));
}

function labelled(label: string, value: string): Item {
  return { spans: [{ text: `${oneLine(label, 100)}: `, tag: "b" }, { text: clean(value).trim() }] };
}

/** Records with buttons are numbered, so that the buttons below can say which record they belong to. */
function listItems(rows: readonly Row<ActionId>[]): Item[] {
  const isNumbered = rows.some((row) => row.buttons?.length);
  return rows.map((row, index) => {
    const mark = isNumbered ? `${index + 1}. ` : "• ";
    const detail = row.detail ? ` · ${clean(row.detail).trim()}` : "";
    const spans: Span[] = [{ text: mark }, { text: clean(row.title).trim(), tag: "b" }, { text: detail }];
    const buttons = row.buttons?.map((button) => ({ ...button, label: `${index + 1} · ${button.label}` }));
    return buttons ? { spans, buttons } : { spans };
  });
}

function tableItems(
  columns: readonly { heading: string; align?: "left" | "right" }[],
  rows: readonly (readonly string[])[],
): Item[] {
  const cells = [columns.map((column) => column.heading), ...rows].map((row, line) =>
    columns.map(({ align = "left" }, index) => ({
      text: oneLine(row[index] ?? "", limits.tableCell),
      align,
      isHeading: line === 0,
    })),
  );
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index]?.text ?? ""))));
  return cells.map((row) => ({ spans: [{ text: alignedLine(row, widths) }], cells: row }));
}

function alignedLine(row: readonly Cell[], widths: readonly number[]): string {
  return row
    .map(({ text, align }, index) => {
      const blanks = " ".repeat((widths[index] ?? 0) - width(text));
      return align === "right" ? blanks + text : text + blanks;
    })
    .join("  ")
    .trimEnd();
}

/** Columns on the screen, near enough: combining letters have no width. */
function width(text: string): number {
  return text.replace(/\p{M}/gu, "").length;
}

/** Without the form's title: the card has one. */
function formItems(form: Form<ActionId>): Item[] {
  const known = form.fields.filter(({ value }) => value);
  return [
    ...known.map((field) => labelled(field.label, fieldText(field) ?? "")),
    ...questionItems(form.prompt),
  ];
}

/** The question alone, with what was wrong with the last answer. */
export function questionItems(asking: FormField): Item[] {
  return [
    ...(asking.error ? lines(`⚠️ ${asking.error}`) : []),
    ...lines(`${asking.label}?`, "b"),
    ...(asking.hint ? lines(asking.hint, "i") : []),
  ];
}
