import type { CustomField } from "../../crm/customer.ts";
import { CLEAR } from "../../understanding/grammar.ts";

/**
 * Custom fields as people type them, a line each or with semicolons between them:
 * `"Đơn vị vận chuyển: Giao nhanh; Size: L"`. Null where a part is no `name: value`. A value of `-` empties the field.
 */
export function parseCustomFields(typed: string): { name: string; value: string }[] | null {
  const parts = typed
    .split(/[;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const fields = parts.map((part) => {
    const [, name = "", value = ""] = /^([^:=]{1,200})[:=](.*)$/su.exec(part) ?? [];
    return { name: name.trim(), value: value.trim() };
  });
  const isWhole = fields.every(({ name, value }) => name !== "" && value !== "");
  return isWhole && fields.length > 0 ? fields : null;
}

/** Writes custom fields as they are typed: `"Size: L"`, one a line. */
export function writeCustomFields(fields: readonly CustomField[]): string {
  return fields.map(({ name, value }) => `${name}: ${value.replace(/\s+/g, " ")}`).join("\n");
}

/** Replaces the typed fields among those held. A cleared field is sent empty, not left out. */
export function mergeCustomFields(
  held: readonly CustomField[],
  typed: readonly { name: string; value: string }[],
): CustomField[] {
  const key = (name: string) => name.toLocaleLowerCase("vi");
  const values = new Map(typed.map(({ name, value }) => [key(name), { name, value }]));
  const kept = held.map((field) => {
    const change = values.get(key(field.name));
    values.delete(key(field.name));
    if (change === undefined || change.value === writtenValue(field)) return field;
    return { name: field.name, value: change.value === CLEAR ? "" : change.value };
  });
  const added = [...values.values()].filter(({ value }) => value !== CLEAR);
  return [...kept, ...added];
}

function writtenValue({ value }: CustomField): string {
  return value.replace(/\s+/g, " ");
}
