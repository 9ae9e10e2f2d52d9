import { z } from "zod";
import type { E164 } from "../crm/phone.ts";
import type { ArgumentKind } from "../intents/grammar.ts";

/**
 * The kinds of arguments that commands take. Each is a zod schema over the canonical text that `intents/` reads out of
 * what people type, with a note of its kind beside it, from which menus, forms and questions are derived.
 */
export interface ArgumentNote {
  kind: ArgumentKind;
  /** For `choice` and `priority`: the values there are. */
  values?: readonly string[];
  /** The list of learned values offered as answers: `"sla"`. */
  learned?: string;
}

const argumentNotes = z.registry<ArgumentNote>();

/** Who is meant, in one of the ways the CRM can be asked. */
export type CustomerReference =
  | { by: "phone"; phone: E164 }
  | { by: "email"; email: string }
  | { by: "customer" | "lead" | "id"; id: string }
  | { by: "name"; name: string };

/** `"+84867123456"`, `"an@example.com"`, `"customer:9457"`, `"lead:2964"`, `"id:9457"`, `"name:Nguyễn Văn An"`. */
export const customer = () =>
  z.string().transform(customerReference).register(argumentNotes, { kind: "customer" });

/** A ticket's number, `"17464"`. */
export const ticket = () => z.string().regex(/^\d+$/).register(argumentNotes, { kind: "ticket" });

/** A gift code, `"DAUMAY01"`. */
export const code = () => z.string().min(1).max(100).register(argumentNotes, { kind: "code" });

/** One line of text. */
export const line = (maxLength: number, note: { learned?: string } = {}) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .register(argumentNotes, { kind: "line", ...note });

/** Text of several lines. */
export const lines = (maxLength: number) =>
  z.string().trim().max(maxLength).register(argumentNotes, { kind: "lines" });

const PRIORITIES = ["Urgent", "High", "Medium", "Low"] as const;

export const priority = () =>
  z.enum(PRIORITIES).register(argumentNotes, { kind: "priority", values: PRIORITIES });

/** Days in the team's zone, both included: `"2026-11-18/2026-11-25"`. */
export const range = () =>
  z
    .string()
    .transform((value) => {
      const [first = value, last = value] = value.split("/");
      return { first, last };
    })
    .register(argumentNotes, { kind: "range" });

export const choice = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values).register(argumentNotes, { kind: "choice", values });

function customerReference(value: string): CustomerReference {
  if (value.startsWith("+")) return { by: "phone", phone: value as E164 };
  const colon = value.indexOf(":");
  const rest = value.slice(colon + 1);
  switch (value.slice(0, Math.max(colon, 0))) {
    case "customer":
      return { by: "customer", id: rest };
    case "lead":
      return { by: "lead", id: rest };
    case "id":
      return { by: "id", id: rest };
    case "name":
      return { by: "name", name: rest };
    default:
      return { by: "email", email: value };
  }
}

/** The note of an argument, also behind `.optional()` and `.default()`. */
export function noteOf(schema: z.core.$ZodType): { note: ArgumentNote; required: boolean } {
  let inner = schema;
  let required = true;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    required = false;
    inner = inner.unwrap();
  }
  const note = argumentNotes.get(inner);
  if (note === undefined) throw new TypeError("a command's input is made of the kinds in arguments.ts");
  return { note, required };
}
