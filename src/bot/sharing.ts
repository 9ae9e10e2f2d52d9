import { maskCard } from "../access/masking.ts";
import { type Role, reaches } from "../access/roles.ts";
import { button, type Card, filesOf, withoutButtons } from "../cards/card.ts";
import { AppError } from "../errors.ts";
import { defineMessages } from "../i18n/messages.ts";
import { lruCache } from "../lru-cache.ts";
import type { Args } from "./command.ts";
import type { Context } from "./context.ts";

const sharingMessages = defineMessages({
  en: { masked: "Share masked", full: "Share in full" },
  vi: { masked: "Chia sẻ (che bớt)", full: "Chia sẻ đầy đủ" },
});

/** The lowest roles that may share a card with everybody in the chat: masked, and in full. */
const MASKED_ROLE: Role = "viewer";
const FULL_ROLE: Role = "manager";

/** Cards that can still be shared are kept in memory only, never on disk. */
const CARDS_MAX = 500;
const HELD_MS = 15 * 60_000;

export type Sharing = ReturnType<typeof createSharing>;

/** Lets a person show a private card to the chat it was asked in. */
export function createSharing(now: () => Date, newId: () => string) {
  const held = lruCache<{ card: Card; customer: string | null; untilMs: number }>(CARDS_MAX);

  function hold(card: Card, customer: string | null): string {
    const id = newId();
    held.set(id, { card, customer, untilMs: now().getTime() + HELD_MS });
    return id;
  }

  return {
    /** Drops the cards that are held. */
    forgetCards: () => held.clear(),

    /** Adds buttons to share the card, if it was asked for in a shared chat and holds customer data. */
    offer(card: Card, { call, who, auditEntry }: Context): Card {
      const isAnswer = card.tone !== "warning" && card.tone !== "bad";
      const worthSharing = isAnswer && card.names?.some((name) => name !== "");
      // The content of a file or a picture cannot be masked, so only the person who asked sees it.
      const isSharable = worthSharing && filesOf(card).length === 0;
      if (!call.place.shared || card.audience === "shared" || !isSharable) return card;
      const t = sharingMessages[who.locale];
      const id = hold(card, auditEntry.customer);
      const buttons = [button(t.masked, ":share", { card: id, how: "masked" })];
      if (reaches(who.role, FULL_ROLE)) buttons.push(button(t.full, ":share", { card: id, how: "full" }));
      return { ...card, blocks: [...card.blocks, { kind: "buttons", buttons }] };
    },

    /** Returns the card for everybody. Records the access to its customer. @throws AppError `expired`, `forbidden` */
    share({ card: id = "", how = "" }: Args, { who, recordAccess }: Context): Card {
      const found = held.get(id);
      recordAccess(found?.customer ?? null, how);
      if (found === undefined || found.untilMs <= now().getTime()) {
        throw new AppError("expired", "the card to share is not held any more");
      }
      if (!reaches(who.role, how === "full" ? FULL_ROLE : MASKED_ROLE)) {
        throw new AppError("forbidden", `sharing (${how}) needs a higher role`);
      }
      if (how !== "full") return maskCard(found.card);
      return { ...withoutButtons(found.card), audience: "shared" };
    },
  };
}
