import type { Locale } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import type { RowKind } from "./columns.ts";
import { headingKey, type ImportColumn, isLeftOut } from "./columns.ts";
import { customerImport, segmentImport } from "./kinds/customers.ts";
import { dealEditImport, dealImport } from "./kinds/deals.ts";
import { FileRefused } from "./refusal.ts";

/**
 * The kinds without the types of their rows. A row is only passed to the kind that made it.
 * biome-ignore lint/suspicious/noExplicitAny: a row never leaves the pair of its kind and its mapping
 */
export type AnyKind = RowKind<any>;

export const KINDS: Readonly<Record<ImportKind, AnyKind>> = {
  customers: customerImport,
  deals: dealImport,
  "deal-edits": dealEditImport,
  segment: segmentImport,
};

/** Kinds that the headings can show. Members of a segment look like customers, so a person has to name that kind. */
const GUESSED: readonly ImportKind[] = ["customers", "deals", "deal-edits"];

/** Each column of a file: one of the kind, a custom field of the tenant, or null. */
export interface Mapping {
  kind: ImportKind;
  headings: readonly string[];
  columns: readonly (Mapped | null)[];
}

type Mapped = { column: AnyColumn } | { own: string };
// biome-ignore lint/suspicious/noExplicitAny: as `AnyKind`
type AnyColumn = ImportColumn<any>;

/** A custom field of the tenant: `"Trường: Đơn vị giao"`, `"Field: Shipping unit"`. */
const OWN_FIELD = /^\s*(?:trường(?: riêng)?|field|custom)\s*:\s*(\S.*)$/iu;

/**
 * Returns the kinds that fit the headings: one, or several for the person to choose from.
 * @param wanted  the kind that the person named, or null
 * @param leftOut  the headings of columns that the person agreed to leave out
 * @throws FileRefused `unknown-heading`, `repeated-heading`, `missing-heading`, `no-table`
 */
export function mapHeadings(
  headings: readonly string[],
  wanted: ImportKind | null,
  locale: Locale,
  leftOut: readonly string[] = [],
): Mapping[] {
  if (headings.every((heading) => /^[\d\s.,+-]*$/.test(heading))) throw new FileRefused({ why: "no-table" });
  if (wanted !== null) return [mapAs(wanted, headings, locale, leftOut)];
  const tried = GUESSED.map((kind) => attempt(kind, headings, locale, leftOut));
  const fitting = tried.flatMap((one) => ("mapping" in one ? [one.mapping] : []));
  if (fitting.length > 0) return fitting;
  // The reason comes from the kind that knows the most headings.
  const best = tried.flatMap((one) => ("refused" in one ? [one] : [])).sort((a, b) => b.known - a.known)[0];
  throw best?.refused ?? new FileRefused({ why: "no-table" });
}

function attempt(
  kind: ImportKind,
  headings: readonly string[],
  locale: Locale,
  leftOut: readonly string[],
): { mapping: Mapping } | { refused: FileRefused; known: number } {
  try {
    return { mapping: mapAs(kind, headings, locale, leftOut) };
  } catch (refused) {
    if (!(refused instanceof FileRefused)) throw refused;
    const known = headings.filter((heading) => columnFor(KINDS[kind], heading) !== null).length;
    return { refused, known };
  }
}

function mapAs(
  kind: ImportKind,
  headings: readonly string[],
  locale: Locale,
  leftOut: readonly string[],
): Mapping {
  const { columns, own } = KINDS[kind];
  const known = columns.map(({ label }) => label[locale]);
  const taken = new Set<string>();
  const unknown: string[] = [];
  const mapped = headings.map((heading): Mapped | null => {
    if (heading === "" || isLeftOut(heading) || leftOut.includes(heading)) return null;
    const ownField = own && OWN_FIELD.exec(heading)?.[1];
    if (ownField) return { own: ownField.trim() };
    const column = columnFor(KINDS[kind], heading);
    if (column === null) {
      unknown.push(heading);
      return null;
    }
    if (taken.has(column.key) && !column.several) throw new FileRefused({ why: "repeated-heading", heading });
    taken.add(column.key);
    return { column };
  });
  const missing = columns.filter(({ key, required }) => required && !taken.has(key));
  if (unknown.length > 0) {
    const isSkippable = missing.length === 0;
    throw new FileRefused({ why: "unknown-heading", kind, unknown, known, isSkippable });
  }
  if (missing.length > 0) {
    throw new FileRefused({ why: "missing-heading", known: missing.map(({ label }) => label[locale]) });
  }
  return { kind, headings, columns: mapped };
}

function columnFor(kind: AnyKind, heading: string): AnyColumn | null {
  const key = headingKey(heading);
  const named = kind.columns.find((column) => keysOf(column).has(key));
  if (named) return named;
  // `"Điện thoại 2"` matches the column "Điện thoại".
  const unnumbered = key.replace(/(?<!\d)\d+$/, "");
  return kind.columns.find((column) => column.several && keysOf(column).has(unnumbered)) ?? null;
}

const keys = new WeakMap<AnyColumn, ReadonlySet<string>>();

function keysOf(column: AnyColumn): ReadonlySet<string> {
  const known = keys.get(column);
  if (known) return known;
  const { label, synonyms } = column;
  const made = new Set([label.vi, label.en, ...synonyms].map(headingKey));
  keys.set(column, made);
  return made;
}
