import { isRecord, readList, readText, readWords } from "./shapes.ts";

export interface CustomField {
  /** The name it is shown under, which is also its key [seed 2]. */
  name: string;
  /** In words: `"Giao nhanh"`, `"✓"`, `"Đỏ, Xanh"`. */
  value: string;
  /**
   * What stands in the CRM, where that is no text. A list of fields is sent back whole, and this goes out in place of the
   * words, unless they were changed.
   */
  asStored?: unknown;
}

/** `[{ name: "Shipping unit", value: "Fast delivery" }]` [seed 2]; empty ones are left out. */
export function readCustomFields(value: unknown): CustomField[] {
  return readList(value).filter(isRecord).map(readCustomField).filter(isFilled);
}

function readCustomField({ name, value }: Record<string, unknown>): CustomField {
  const field = { name: readText(name) ?? "", value: wordsFor(value) };
  return typeof value === "string" ? field : { ...field, asStored: value };
}

/** Something without words is still something: a list sent back without it would delete it. */
function wordsFor(value: unknown): string {
  const isNothing = readList(value).length === 0 || (isRecord(value) && Object.keys(value).length === 0);
  return isNothing ? "" : readWords(value) || (typeof value === "string" ? "" : "…");
}

function isFilled({ name, value }: CustomField): boolean {
  return name !== "" && value !== "";
}

/** The list as it is sent: what was read and not changed goes back as it stands in the CRM. */
export function customFieldsToSend(fields: readonly CustomField[]): { name: string; value: unknown }[] {
  return fields.map(({ name, value, asStored }) => ({
    name,
    value: asStored !== undefined && wordsFor(asStored) === value ? asStored : value,
  }));
}
