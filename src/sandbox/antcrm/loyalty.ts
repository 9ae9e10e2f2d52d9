import { nationalNumber } from "./phone-numbers.ts";
import type { Customer, PointMovement } from "./records.ts";
import { insertByTime } from "./time-order.ts";

/** Rank points needed for each rank, highest first; tenant-defined in the real CRM [guide]. */
const RANKS: readonly [number, string][] = [
  [3000, "Diamond"],
  [1000, "Gold"],
  [300, "Silver"],
  [0, "Member"],
];

/** The rank that this many rank points give: 300 → `"Silver"`. */
export function rankOf(scoreRank: number): string {
  return RANKS.find(([needed]) => scoreRank >= needed)?.[1] ?? "Member";
}

/** Every earning and redemption, from old to new, and those of one customer. */
export class PointHistory {
  readonly list: PointMovement[] = [];
  private readonly byOwner = new Map<string, PointMovement[]>();

  add(movement: PointMovement): void {
    insertByTime(this.list, movement);
    for (const owner of ownersOf(movement)) {
      const rows = this.byOwner.get(owner);
      if (rows === undefined) this.byOwner.set(owner, [movement]);
      else insertByTime(rows, movement);
    }
  }

  of(customer: Customer): readonly PointMovement[] {
    return this.byOwner.get(customer._id) ?? [];
  }

  /** Failed movements of people the CRM does not know, by the phone or e-mail they were tried with. */
  ofStranger({ phone, email }: { phone?: string; email?: string }): readonly PointMovement[] {
    const byPhone = phone ? this.byOwner.get(`phone ${nationalNumber(phone)}`) : undefined;
    return byPhone ?? (email ? this.byOwner.get(`email ${email.toLowerCase()}`) : undefined) ?? [];
  }
}

function ownersOf({ contact }: PointMovement): string[] {
  if (contact.id !== undefined) return [contact.id];
  return [
    ...contact.phones.map(({ value }) => `phone ${nationalNumber(value)}`),
    ...contact.emails.map(({ value }) => `email ${value.toLowerCase()}`),
  ];
}
