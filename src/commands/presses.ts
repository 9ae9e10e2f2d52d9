import { z } from "zod";
import type { Card, ReadyCard } from "../cards/card.ts";
import { mapPresses, type Press, type PressId } from "../cards/card.ts";
import { AppError } from "../errors.ts";
import { type Place, placeKey } from "./call.ts";
import type { Who } from "./command.ts";

/** A stored button; `press` is JSON text, sealed where it lies. */
interface PressRow {
  id: string;
  /** Who may press; null: anyone whose role allows it. */
  person: string | null;
  place: string;
  press: string;
  until: Date;
}

export interface PressRows {
  save(rows: readonly PressRow[]): Promise<void>;
  find(id: string): Promise<PressRow | null>;
}

export interface Presses {
  /** Stores what is behind a card's buttons and puts their ids on them. */
  ready(card: Card, who: Who, place: Place): Promise<ReadyCard>;
  /**
   * What a pressed button stands for.
   * @throws AppError `expired` too old or never ours; `not-yours` it was made for somebody else
   */
  find(id: PressId, who: Who): Promise<Press>;
}

const KEPT_MS = 30 * 24 * 3_600_000;

const PressShape = z.object({
  command: z.string(),
  args: z.record(z.string(), z.string()),
  by: z.enum(["asker", "anyone"]).optional(),
});

export function createPresses(rows: PressRows, now: () => Date, newId: () => string): Presses {
  return {
    async ready(card, who, place) {
      const found: PressRow[] = [];
      const until = new Date(now().getTime() + KEPT_MS);
      const ready = mapPresses(card, (press) => {
        const id = newId();
        const person = press.by === "anyone" ? null : who.person;
        found.push({ id, person, place: placeKey(place), press: JSON.stringify(press), until });
        return id;
      });
      if (found.length > 0) await rows.save(found);
      return { ...ready, locale: who.locale };
    },

    async find(id, who) {
      const row = await rows.find(id);
      if (row === null || row.until <= now()) throw new AppError("expired", "this button is gone");
      if (row.person !== null && row.person !== who.person) {
        throw new AppError("not-yours", "this button was made for somebody else");
      }
      const { by, ...press } = PressShape.parse(JSON.parse(row.press));
      return by === undefined ? press : { ...press, by };
    },
  };
}
