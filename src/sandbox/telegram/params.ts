import { mistake } from "./api-error.ts";

/** A file of a multipart body. */
export interface UploadedFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/**
 * The parameters of one call, from any kind of body. Telegram takes numbers, booleans and objects as JSON values
 * or as text (`"42"`, `"true"`, `'{"message_id":1}'`), so each getter reads both.
 */
export class Params {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;

  constructor(values: Record<string, unknown>, files: Map<string, UploadedFile> = new Map()) {
    this.values = values;
    this.files = files;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  integer(name: string): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === "") return undefined;
    if (!/^-?\d+$/.test(text)) throw mistake(`invalid ${name} specified`);
    return Number(text);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw mistake(`invalid ${name} specified`);
    return value;
  }

  /** Returns true for `true`, `1`, `yes` and `t`, as Telegram does: src/platforms/telegram/LIMITS.md#booleans */
  flag(name: string): boolean {
    const text = this.text(name)?.trim().toLowerCase();
    return text === "true" || text === "1" || text === "yes" || text === "t";
  }

  /** Returns the object, from an object or JSON text. `what` names it in the error: `"reply markup"`. */
  object(name: string, what: string): Record<string, unknown> | undefined {
    const value = this.json(name, what);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw mistake(`object expected as ${what}`);
    }
    return value as Record<string, unknown>;
  }

  list(name: string, what: string): unknown[] | undefined {
    const value = this.json(name, what);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw mistake(`expected an Array of ${what}`);
    return value;
  }

  private json(name: string, what: string): unknown {
    const value = this.values[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      throw mistake(`can't parse ${what} JSON object`);
    }
  }
}
