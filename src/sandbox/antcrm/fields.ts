import { type ApiCall, Rejection } from "./http.ts";

/** A JSON object as it arrived: every value still to be looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object. @throws Rejection naming the field when it is anything else */
export function readObject(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Rejection(`Trường ${name} phải là một đối tượng`);
  }
  return value as Fields;
}

/** A text, or a number written as one (ids and digits travel both ways, rows 2 and 28); undefined when absent. */
export function readText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw new Rejection(`Trường ${name} phải là chuỗi`);
}

/** @throws Rejection when the text is absent or blank */
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

/** A boolean, or one written as a text; undefined when absent. */
export function readBoolean(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new Rejection(`Trường ${name} phải là true hoặc false`);
}

/** A list of anything; undefined when absent. */
export function readList(fields: Fields, name: string): unknown[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Rejection(`Trường ${name} phải là một mảng`);
  return value;
}

/** A list of objects, taken as they are: the CRM keeps keys it does not know. */
export function readObjects<T>(fields: Fields, name: string): T[] | undefined {
  return readList(fields, name)?.map((item) => readObject(item, name) as T);
}

/** The key of a PUT or DELETE; where DELETE looks is not said, so both query and body count (row 37). */
export function queryAndBody({ query, body }: ApiCall): Fields {
  return body === undefined ? query : { ...query, ...readObject(body, "body") };
}

/** The items of a bulk call. @throws Rejection for anything but an array of 1 to 100 objects [seed] */
export function readBatch(body: unknown): Fields[] {
  if (!Array.isArray(body) || body.length === 0) throw new Rejection("Dữ liệu phải là một mảng");
  if (body.length > 100) throw new Rejection("Tối đa 100 bản ghi mỗi lần");
  return body.map((item) => readObject(item, "body"));
}
