import * as z from "zod";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";

/** One method of the Web API, with the token that it requires. */
export interface Method {
  token: "bot" | "app";
  /** @returns the answer without `ok`. @throws Refusal */
  run(world: World, args: Record<string, unknown>): Record<string, unknown>;
}

/** Defines a method whose arguments are checked. A missing or invalid one gives `invalid_arguments`, as on Slack. */
export function defineMethod<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (world: World, args: z.output<z.ZodObject<Shape>>) => Record<string, unknown>,
  token: "bot" | "app" = "bot",
): Method {
  const schema = z.object(shape);
  return {
    token,
    run(world, args) {
      const parsed = schema.safeParse(args);
      if (!parsed.success) {
        const messages = parsed.error.issues.map(
          (issue) => `[ERROR] ${issue.path.join("/")}: ${issue.message}`,
        );
        throw new Refusal("invalid_arguments", { messages, isInvalidRequest: true });
      }
      return run(world, parsed.data);
    },
  };
}

/** A flag is a boolean in JSON, and "true", "false", "1" or "0" in a form. */
export const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]).transform((it) => it === "true" || it === "1"),
]);
export const number = z.coerce.number();
export const text = z.string().min(1);

/** A structure is itself in JSON, and JSON text in a form. */
export const structure = z.unknown().transform((value, context) => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue("is not valid JSON");
    return z.NEVER;
  }
});
