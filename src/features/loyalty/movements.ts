import type { CustomerReference } from "../../bot/arguments.ts";
import type { Context } from "../../bot/context.ts";
import { type Block, type Row, text } from "../../cards/card.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Customer } from "../../crm/customer.ts";
import { type E164, parsePhone, readStoredPhone } from "../../crm/phone.ts";
import type { PointMovement, PointsOf } from "../../crm/points.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Evidence, Prepared } from "../../operations/operation.ts";
import { lookUp } from "../customer-lookup/look-up.ts";

const movementMessages = defineMessages({
  en: {
    earned: "Points earned",
    redeemed: "Gift redeemed",
    failed: "did not go through",
    unreadable:
      "The history of points and gifts cannot be read: AntCRM looks it up by a valid phone number or e-mail, and this customer has neither.",
  },
  vi: {
    earned: "Tích điểm",
    redeemed: "Đổi quà",
    failed: "không thành công",
    unreadable:
      "Không đọc được lịch sử điểm và quà: AntCRM tra theo số điện thoại hoặc e-mail hợp lệ, mà khách này chưa có.",
  },
});

interface MovementsOptions {
  kind?: PointMovement["kind"];
  /** The rows are evidence of a write: none may be missed, so every form of the phone is tried. */
  isEvidence?: boolean;
}

/** Reads a customer's own movements, the newest first. Null if AntCRM cannot be asked for them. */
export async function movementsOf(
  customer: Customer,
  crm: Crm,
  { kind, isEvidence = false }: MovementsOptions = {},
): Promise<{ movements: PointMovement[]; complete: boolean } | null> {
  const whom = loyaltyOf(customer);
  if (whom === null) return null;
  return crm.points.history(whom, {
    ...(kind && { kind }),
    customerId: customer.customerId,
    // An empty history contradicts a record that shows points.
    otherForms: isEvidence ? "always" : hasPoints(customer) ? "until-learned" : "never",
  });
}

function hasPoints({ points, rankPoints }: Customer): boolean {
  return (points ?? 0) > 0 || (rankPoints ?? 0) > 0;
}

/** Returns the text of a card for which `movementsOf` returned null. */
export function unreadableHistory({ who }: Context): Block {
  return text(movementMessages[who.locale].unreadable);
}

/** Returns one line of the loyalty history: `"−10 · Tàu hoả đồ chơi (DAUMAY01) · 25/11/2026 08:30"`. */
export function movementRow(movement: PointMovement, { who, formats }: Context): Row {
  const t = movementMessages[who.locale];
  const sign = movement.kind === "earned" ? "+" : "−";
  const score = movement.score === null ? null : `${sign}${formats.number(Math.abs(movement.score))}`;
  const what = movement.giftName ?? movement.productName ?? t[movement.kind];
  const title = [score, movement.code ? `${what} (${movement.code})` : what].filter(Boolean).join(" · ");
  const detail = [formats.time(movement.at), movement.succeeded ? null : t.failed];
  return { title, detail: detail.filter(Boolean).join(" · ") };
}

/** Returns a phone or e-mail, because loyalty calls take no ids; null without either. See src/crm/API.md#points */
export function loyaltyOf(customer: Customer): PointsOf | null {
  return waysTo(customer)[0] ?? null;
}

/**
 * Returns a phone or e-mail that only this customer has, or null. Several customers may share a number, and AntCRM does
 * not document whose points it would take. Leads are ignored, because they have no points: src/crm/API.md#points
 */
export async function loyaltyOfAlone(customer: Customer, { contacts }: Crm): Promise<PointsOf | null> {
  for (const way of waysTo(customer)) {
    const found = way.phone
      ? (await contacts.byPhone(way.phone)).customers
      : await contacts.byEmail(way.email ?? "");
    if (found.every((one) => one.kind === "lead" || one.customerId === customer.customerId)) return way;
  }
  return null;
}

function waysTo({ phones, storedPhones, emails }: Customer): PointsOf[] {
  const numbers = phones.map(parsePhone).filter((phone) => phone !== null);
  const storedAs = (phone: E164) => storedPhones.find((text) => readStoredPhone(text) === phone);
  return [
    ...numbers.map((phone) => ({ phone, storedAs: storedAs(phone) })),
    ...emails.map((email) => ({ email })),
  ];
}

interface WriteContext {
  crm: Crm;
  input: { code: string; customer: CustomerReference };
}

/** Creates a write that leaves a row in the customer's point history. This row is the evidence of the write. */
export function pointsWrite(
  name: string,
  kind: PointMovement["kind"],
  send: (ctx: WriteContext, found: Customer, whom: PointsOf) => Promise<void>,
  isOf: (movement: PointMovement, code: string) => boolean,
) {
  return {
    async prepare(ctx: WriteContext): Promise<Prepared> {
      const found = await existingCustomer(ctx.input.customer, ctx.crm);
      // This look-up is repeated, because a minute may have passed since the question. The CRM may also match numbers
      // literally, and with this look-up the client learns in which form the number is stored.
      const whom = await loyaltyOfAlone(found, ctx.crm);
      if (whom === null)
        throw new AppError("invalid", `${name}: no phone or e-mail is this customer's alone`);
      const before = await ownMovements(found, ctx.crm, kind);
      return {
        seen: before.map(evidenceId),
        async send() {
          await send(ctx, found, whom);
          return null;
        },
      };
    },

    /** Returns the rows that were missing before the send. AntCRM's answer to the write contains no id. */
    async evidence({ crm, input }: WriteContext, _: unknown, seen: ReadonlySet<string>): Promise<Evidence[]> {
      const movements = await ownMovements(await existingCustomer(input.customer, crm), crm, kind);
      return movements
        .filter((movement) => isOf(movement, input.code) && !seen.has(evidenceId(movement)))
        .map((movement) => ({ id: evidenceId(movement), succeeded: movement.succeeded, result: null }));
    },
  };
}

/** Reads the customer that a question named by id. @throws AppError `not-found` the record no longer exists */
export async function existingCustomer(reference: CustomerReference, crm: Crm): Promise<Customer> {
  const [found] = (await lookUp(reference, { crm })).customers;
  if (found === undefined) throw new AppError("not-found", "points: the customer is gone");
  return found;
}

/** Reads the customer's own movements of one kind, as evidence. Empty if AntCRM cannot be asked for them. */
export async function ownMovements(
  found: Customer,
  crm: Crm,
  kind: PointMovement["kind"],
): Promise<readonly PointMovement[]> {
  return (await movementsOf(found, crm, { kind, isEvidence: true }))?.movements ?? [];
}

/** Returns the id of a history row in the journal: `"history-point:…"`. */
function evidenceId(movement: PointMovement): string {
  return `history-point:${movement.id}`;
}
