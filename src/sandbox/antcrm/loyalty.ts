import { nationalNumber } from "./phone-numbers.ts";
import type { Customer, PointMovement } from "./records.ts";
import { insertByTime } from "./time-order.ts";

/** The rank points of each rank, highest first. In the real CRM a tenant defines them: src/crm/API.md#points */
const RANKS: readonly [number, string][] = [
  [3000, "Diamond"],
  [1000, "Gold"],
  [300, "Silver"],
  [0, "Member"],
];

/** Returns the rank for this many rank points: 300 → `"Silver"`. */
export function rankOf(scoreRank: number): string {
  return RANKS.find(([needed]) => scoreRank >= needed)?.[1] ?? "Member";
}

/** All point movements, from old to new, indexed by customer. */
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

  /** Returns the failed movements of unknown people, by the phone or e-mail of the call. */
  ofUnknownPerson({ phone, email }: { phone?: string; email?: string }): readonly PointMovement[] {
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
