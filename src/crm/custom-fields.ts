import { isRecord, readAsText, readList, readText } from "./shapes.ts";

export interface CustomField {
  /** The name shown to people, which is also its key: src/crm/API.md#custom-fields */
  name: string;
  /** As text: `"Giao nhanh"`, `"✓"`, `"Đỏ, Xanh"`. */
  value: string;
  /** The stored value, where it is no text. It is sent back instead of `value`, unless that was changed. */
  asStored?: unknown;
}

/** Reads `[{ name: "Shipping unit", value: "Fast delivery" }]` and leaves out empty fields. */
export function readCustomFields(value: unknown): CustomField[] {
  return readList(value).filter(isRecord).map(readCustomField).filter(isFilled);
}

function readCustomField({ name, value }: Record<string, unknown>): CustomField {
  const field = { name: readText(name) ?? "", value: textOf(value) };
  return typeof value === "string" ? field : { ...field, asStored: value };
}

/** The value as text; `…` for a value without text, because a list sent back without it would delete it. */
function textOf(value: unknown): string {
  const isNothing = readList(value).length === 0 || (isRecord(value) && Object.keys(value).length === 0);
  return isNothing ? "" : readAsText(value) || (typeof value === "string" ? "" : "…");
}

function isFilled({ name, value }: CustomField): boolean {
  return name !== "" && value !== "";
}

/** The list as it is sent. A value that was not changed is sent as it is stored. */
export function customFieldsToSend(fields: readonly CustomField[]): { name: string; value: unknown }[] {
  return fields.map(({ name, value, asStored }) => ({
    name,
    value: asStored !== undefined && textOf(asStored) === value ? asStored : value,
  }));
}
