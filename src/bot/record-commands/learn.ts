import type { TypedField } from "../../records/changes.ts";
import type { RecordDefinition } from "../../records/record.ts";
import { rememberValues } from "../../settings/learned.ts";
import type { Context } from "../context.ts";

type Learning = Pick<Context, "learned" | "clock">;

/** Remembers the words that records show, each in the list of its field. Never rejects. */
export async function learnFromRecords<R>(
  { fields }: RecordDefinition<R>,
  records: readonly R[],
  ctx: Learning,
): Promise<void> {
  await Promise.all(
    Object.values(fields).map(async (field) => {
      if (field.learned === undefined) return;
      const words = records.flatMap((record) => field.held(record).typed.split("\n"));
      await rememberValues(field.learned, words, ctx);
    }),
  );
}

/** Remembers what AntCRM has accepted, to be offered next time. Never rejects. */
export async function learnAccepted<R>(typed: readonly TypedField<R>[], ctx: Learning): Promise<void> {
  await Promise.all(
    typed.map(async ({ field: { learned }, typed: text }) => {
      if (learned !== undefined) await rememberValues(learned, text?.split("\n") ?? [], ctx);
    }),
  );
}
