import * as z from "zod";
import { type Card, card, context, field, fields, text } from "../cards/card.ts";
import { AppError } from "../errors.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Evidence, Operation } from "../operations/operation.ts";
import type { Args } from "./command.ts";
import { difference } from "./difference.ts";

const noChangeMessages = defineMessages({
  en: {
    empty: "(empty)",
    nothingTitle: "Nothing to change",
    nothing: "It is like this already, so there is nothing to change.",
    wholeLists: (fields: string) => `What is saved is exactly what stands right of the arrow: ${fields}.`,
  },
  vi: {
    empty: "(trống)",
    nothingTitle: "Không có gì để sửa",
    nothing: "Đang đúng như vậy rồi, không cần sửa nữa.",
    wholeLists: (fields) => `Sau khi lưu, ${fields} sẽ đúng như bên phải mũi tên.`,
  },
});

/** The key in a question's arguments for the record's values when it was asked. No argument can have this name. */
const BEFORE = ":before";

const HeldSchema = z.record(z.string(), z.string());

/** The values that an edit touches, as they are compared: `{ phones: "+84867123456", name: "An" }`. */
export type Held = Readonly<Record<string, string>>;

/**
 * Returns what the person was shown as *before*, to be spread into a question's `args`.
 * @example args: { ...kept, customer: "customer:475", ...asShown({ name: "An" }) }
 */
export function asShown(held: Held): Args {
  return { [BEFORE]: JSON.stringify(sorted(held)) };
}

/**
 * Checks that the record is still as the person was shown. Somebody else may have changed it after the question. Then
 * the person sees the current record and is asked again, so that they overwrite nothing unseen.
 * @throws AppError `changed`
 */
export function mustBeAsShown({ kind, args }: Operation, held: Held): void {
  if (args[BEFORE] !== undefined && args[BEFORE] !== JSON.stringify(sorted(held))) {
    throw new AppError("changed", `${kind}: the record is not as it was shown`);
  }
}

/** Returns what the person was shown as *before*; empty if nothing was stored. */
export function shownBefore({ args }: Pick<Operation, "args">): Held {
  return args[BEFORE] === undefined ? {} : HeldSchema.parse(JSON.parse(args[BEFORE]));
}

/**
 * Returns the evidence of an edit or a deletion: the record's state, which has no id of its own. A later operation may
 * have caused the same state, so the evidence counts only while there is no later operation.
 */
export function evidenceOfState(operation: Operation, holds: boolean, result: string | null): Evidence[] {
  return holds ? [{ id: `state:${operation.id}`, succeeded: true, result }] : [];
}

function sorted(held: Held): Held {
  return Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One field of a record, as people read it: `{ label: "Tên", before: "An", after: "Nguyễn Văn An" }`. */
export interface Change {
  label: string;
  before: string;
  after: string;
  /** Identifies a person even without phone numbers: hidden when a card is masked. */
  personal?: true;
}

/** Returns a line for each change that people can see: `"Tên: An → Nguyễn Văn An"`. */
export function changesBlock(changes: readonly Change[], locale: Locale) {
  const { empty } = noChangeMessages[locale];
  return fields(
    ...changes
      .filter(({ before, after }) => before !== after)
      .map((change) => ({ ...change, ...difference(change) }))
      .map(({ label, before, after, personal }) => ({
        ...field(label, `${before || empty} → ${after || empty}`),
        ...(personal && { personal }),
      })),
  );
}

/**
 * The note beside changed lists: they are sent whole, because AntCRM may replace them. See src/crm/API.md#updates
 * @param labels of the lists: `["Điện thoại", "Nhãn"]`
 */
export function wholeListsNote(labels: readonly string[], locale: Locale) {
  const names = labels.map((label) => label.slice(0, 1).toLocaleLowerCase("vi") + label.slice(1));
  return context(noChangeMessages[locale].wholeLists(names.join(", ")));
}

export function nothingToChangeCard(locale: Locale): Card {
  const t = noChangeMessages[locale];
  return card(t.nothingTitle, text(t.nothing));
}
