import { type ApiCall, Rejection } from "./http.ts";

/** A JSON object as it arrived, with unchecked values. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns the value as an object. @throws Rejection naming the field when it is anything else */
export function readObject(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Rejection(`Trường ${name} phải là một đối tượng`);
  }
  return value as Fields;
}

/** Returns a text, or a number as a text; undefined when absent. Ids may be either: src/crm/API.md#ids */
export function readText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw new Rejection(`Trường ${name} phải là chuỗi`);
}

/** Returns the text without blanks at its ends. @throws Rejection when the text is absent or blank */
export function requireText(fields: Fields, name: string): string {
  const text = readText(fields, name)?.trim();
  if (!text) throw new Rejection(`Thiếu trường bắt buộc: ${name}`);
  return text;
}

export function readNumber(fields: Fields, name: string): number | undefined {
  const text = readText(fields, name);
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Rejection(`Trường ${name} phải là số`);
  return number;
}

/** Returns a boolean, or one written as a text; undefined when absent. */
export function readBoolean(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new Rejection(`Trường ${name} phải là true hoặc false`);
}

/** Returns a list of anything; undefined when absent. */
export function readList(fields: Fields, name: string): unknown[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Rejection(`Trường ${name} phải là một mảng`);
  return value;
}

/** Returns a list of objects with all their keys, because the CRM keeps unknown ones. */
export function readObjects<T>(fields: Fields, name: string): T[] | undefined {
  return readList(fields, name)?.map((item) => readObject(item, name) as T);
}

/** Returns the fields of query and body: a DELETE may have its key in either. See src/crm/API.md#deletions */
export function queryAndBody({ query, body }: ApiCall): Fields {
  return body === undefined ? query : { ...query, ...readObject(body, "body") };
}

/** Returns the items of a package call. @throws Rejection for anything but an array of 1 to 100 objects */
export function readBatch(body: unknown): Fields[] {
  if (!Array.isArray(body) || body.length === 0) throw new Rejection("Dữ liệu phải là một mảng");
  if (body.length > 100) throw new Rejection("Tối đa 100 bản ghi mỗi lần");
  return body.map((item) => readObject(item, "body"));
}
