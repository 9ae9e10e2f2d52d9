import type { Args } from "../../bot/command.ts";
import type { Held } from "../../bot/editing/before.ts";
import type { Deal } from "../../crm/deal.ts";
import { dealTotal } from "../../crm/deal-total.ts";
import type { DealChanges, DealLineInput } from "../../crm/deals-write.ts";
import type { DealLine as TypedLine } from "../../understanding/deal-lines.ts";
import { asTyped, linesOf } from "./deal-lines.ts";
import { asSent, isSameProduct } from "./order.ts";

/** What PUT /opportunities takes and a chat can say; owners and customer are not among it [seed 3.2]. */
export const KEYS = [
  "name",
  "lines",
  "shippingCost",
  "value",
  "stage",
  "branch",
  "receiverName",
  "receiverPhone",
  "receiverNote",
  "description",
] as const;
export type Key = (typeof KEYS)[number];

/** The argument that changes each. */
export const ARGUMENT: Readonly<Record<Key, keyof EditedDeal>> = {
  name: "name",
  lines: "lines",
  shippingCost: "shipping",
  value: "value",
  stage: "stage",
  branch: "branch",
  receiverName: "receiver",
  receiverPhone: "receiverPhone",
  receiverNote: "delivery",
  description: "note",
};

/** What somebody typed: undefined keeps what is there, null empties it. */
export interface EditedDeal {
  name?: string | undefined;
  lines?: readonly TypedLine[] | null | undefined;
  shipping?: number | null | undefined;
  value?: number | undefined;
  stage?: string | undefined;
  branch?: string | null | undefined;
  receiver?: string | undefined;
  receiverPhone?: string | null | undefined;
  delivery?: string | null | undefined;
  note?: string | null | undefined;
}

/** The last line of what the bot has created: the operation's reference, by which it is known again. */
const REFERENCE_LINE = /(?:^|\n)((?:Mã|Ref) [0-9A-Z]{8})$/;

/**
 * Only what differs from the record. Where products or shipping change, so does the total, unless one was typed: AntCRM
 * would reckon it from its own prices, which are not those that are shown.
 * @param lines the product lines as they are to be, where they were typed
 */
export function changesTo(
  deal: Deal,
  edited: EditedDeal,
  lines: readonly DealLineInput[] | null,
): DealChanges {
  const { name, shipping, value, stage, branch, receiver, receiverPhone, delivery, note } = edited;
  const wanted: DealChanges = {
    ...(name !== undefined && { name }),
    ...(lines !== null && { lines: [...lines] }),
    ...(shipping !== undefined && { shippingCost: shipping ?? 0 }),
    ...(value !== undefined && { value }),
    ...(stage !== undefined && { stage }),
    ...(branch !== undefined && { branch: branch ?? "" }),
    ...(receiver !== undefined && { receiverName: receiver }),
    ...(receiverPhone !== undefined && { receiverPhone: receiverPhone ?? "" }),
    ...(delivery !== undefined && { receiverNote: delivery ?? "" }),
    ...(note !== undefined && { description: withReference(note ?? "", deal) }),
  };
  const changes = onlyDiffering(deal, wanted);
  const sold = changes.lines ?? linesOf(deal);
  const isReckoned = changes.lines !== undefined || changes.shippingCost !== undefined;
  if (value !== undefined || !isReckoned || sold.length === 0) return changes;
  const total = dealTotal(sold, changes.shippingCost ?? deal.shippingCost ?? 0);
  return total === deal.value ? changes : { ...changes, value: total };
}

/** What the record holds of what is to change, as it is compared. */
export function heldOf(deal: Deal, changes: DealChanges): Held {
  return Object.fromEntries(keysOf(changes).map((key) => [key, heldIn(deal, key)]));
}

/** Of the arguments those that change something, and the deal's number: a form sends back all it was filled with. */
export function onlyChanging(changes: DealChanges, args: Args): Args {
  const changing = new Set<string>(["deal", ...keysOf(changes).map((key) => ARGUMENT[key])]);
  return Object.fromEntries(Object.entries(args).filter(([name]) => changing.has(name)));
}

/**
 * Does the record hold what was typed? Null where it cannot be told: AntCRM answers a stage by its ObjectId where it was
 * named by its name (antcrm-api.md 4, row 29).
 */
export function holds(deal: Deal, edited: EditedDeal): boolean | null {
  const { lines, stage, ...rest } = edited;
  const isStageRead = stage === undefined || deal.stage !== null;
  const readable = { ...rest, ...(isStageRead && { stage }) };
  const isAsked = lines !== undefined || Object.values(readable).some((value) => value !== undefined);
  if (!isAsked) return null;
  const same = keysOf(changesTo(deal, readable, null)).every(
    (key) => key === "value" && edited.value === undefined,
  );
  return same && (lines === undefined || hasLines(deal, lines ?? []));
}

/** The form's values as they would be typed. */
export function formOf(deal: Deal): Args {
  const lines = linesOf(deal);
  // A form's line has whole pieces; others are kept as they are when nobody touches them.
  const isTypable = lines.length > 0 && lines.every(({ quantity }) => Number.isInteger(quantity));
  const filled = {
    name: deal.name,
    lines: isTypable ? JSON.stringify(lines.map(asTyped)) : "",
    shipping: deal.shippingCost ? String(deal.shippingCost) : "",
    stage: deal.stage ?? "",
    branch: deal.branch ?? "",
    receiver: deal.receiverName ?? "",
    receiverPhone: deal.receiverPhone?.startsWith("+") ? deal.receiverPhone : "",
    delivery: deal.receiverNote ?? "",
    note: noteOf(deal),
  };
  const known = Object.entries(filled).filter(([, value]) => value !== "");
  return { deal: deal.number, ...Object.fromEntries(known) };
}

export function keysOf(changes: DealChanges): Key[] {
  return KEYS.filter((key) => changes[key] !== undefined);
}

function onlyDiffering(deal: Deal, wanted: DealChanges): DealChanges {
  const differ = keysOf(wanted).filter((key) => compared(wanted[key]) !== heldIn(deal, key));
  return Object.fromEntries(differ.map((key) => [key, wanted[key]]));
}

export function heldIn(deal: Deal, key: Key): string {
  switch (key) {
    case "lines":
      return compared(linesOf(deal));
    case "shippingCost":
      return compared(deal.shippingCost ?? 0);
    default:
      return compared(deal[key] ?? "");
  }
}

function compared(value: DealChanges[Key]): string {
  return typeof value === "string"
    ? value.trim()
    : Array.isArray(value)
      ? compareLines(value)
      : String(value);
}

/** The order of a line's properties is nobody's business. */
function compareLines(lines: readonly DealLineInput[]): string {
  const parts = lines.map(({ name, code = "", quantity, value, discount, note = "" }) => [
    name,
    code,
    quantity,
    value,
    discount?.kind ?? "",
    discount?.value ?? 0,
    note,
  ]);
  return JSON.stringify(parts);
}

function hasLines(deal: Deal, typed: readonly TypedLine[]): boolean {
  const held = linesOf(deal);
  if (held.length !== typed.length) return false;
  return typed.every((one, index) => {
    const line = held[index];
    if (line === undefined || !isSameProduct(line, one.product)) return false;
    const { quantity, value, discount } = asSent(one);
    const same = { ...line, quantity, value };
    return compareLines([line]) === compareLines([discount ? { ...same, discount } : withoutDiscount(same)]);
  });
}

function withoutDiscount({ discount: _, ...line }: DealLineInput): DealLineInput {
  return line;
}

export function noteOf({ description }: Deal): string {
  return withoutReference(description ?? "");
}

export function withoutReference(description: string): string {
  return description.replace(REFERENCE_LINE, "").trim();
}

/** Whoever edits the note does not take the deal's reference away: an unclear operation may still look for it. */
function withReference(note: string, { description }: Deal): string {
  const reference = REFERENCE_LINE.exec(description ?? "")?.[1];
  return [note, reference].filter(Boolean).join("\n");
}
