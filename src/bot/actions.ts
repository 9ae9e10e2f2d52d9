import * as z from "zod";
import {
  type Action,
  type ActionId,
  type Card,
  mapActions,
  type ReadyCard,
  withoutReferences,
} from "../cards/card.ts";
import { AppError } from "../errors.ts";
import { type Place, placeKey } from "./call.ts";
import type { Who } from "./context.ts";

/** The actions of the buttons of one card. */
export interface ActionRow {
  id: string;
  /** The person the card was made for, `"slack:U0123"`; null: nobody in particular. */
  person: string | null;
  place: string;
  /** A JSON list; sealed on disk. */
  action: string;
  until: Date;
}

export interface ActionRepository {
  /** Stores the buttons of these cards, all or none. */
  save(rows: readonly ActionRow[]): Promise<void>;
  /** Finds a row even after its time, until it is swept: check `until`. Does not find a row changed outside the bot. */
  find(id: string): Promise<ActionRow | null>;
}

export type Actions = ReturnType<typeof createActions>;

const KEPT_MS = 30 * 24 * 3_600_000;

const ActionsShape = z.array(
  z.object({
    command: z.string(),
    args: z.record(z.string(), z.string()),
    by: z.enum(["asker", "anyone"]).optional(),
  }),
);

/**
 * Stores the actions of buttons. The buttons of a card are one row, sealed once. A card has a dozen, and a row and a
 * cipher for each were the most expensive part of a look-up. A button's id is its card's id and its number on it:
 * `"k3Jx…-7"`. A person who knows one id may guess the others of that card, but the same checks apply to them.
 */
export function createActions(rows: ActionRepository, now: () => Date, newId: () => string) {
  return {
    /** Stores the actions of a card's buttons, and replaces each action with its id. */
    async ready(card: Card, who: Who, place: Place): Promise<ReadyCard> {
      const id = newId();
      const found: Action[] = [];
      const ready = mapActions(withoutReferences(card), (action) => `${id}-${found.push(action) - 1}`);
      if (found.length > 0) {
        const until = new Date(now().getTime() + KEPT_MS);
        const action = JSON.stringify(found);
        await rows.save([{ id, person: who.person, place: placeKey(place), action, until }]);
      }
      return { ...ready, locale: who.locale };
    },

    /**
     * Returns the action of a clicked button.
     * @throws AppError `expired` too old or never ours; `not-yours` it was made for somebody else
     */
    async find(id: ActionId, who: Who): Promise<Action> {
      const { card, index } = partsOf(id);
      const row = await rows.find(card);
      const stored =
        row !== null && row.until > now() ? ActionsShape.parse(JSON.parse(row.action))[index] : undefined;
      if (row === null || stored === undefined) throw new AppError("expired", "this button is gone");
      const { by, ...action } = stored;
      if (by !== "anyone" && row.person !== who.person) {
        throw new AppError("not-yours", "this button was made for somebody else");
      }
      return by === undefined ? action : { ...action, by };
    },
  };
}

/** Splits a button's id. The card's id may contain a dash, so the number stands after the last one. */
function partsOf(id: ActionId): { card: string; index: number } {
  const dash = id.lastIndexOf("-");
  return { card: id.slice(0, dash), index: Number(id.slice(dash + 1)) };
}
