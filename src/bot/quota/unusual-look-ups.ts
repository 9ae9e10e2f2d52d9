import { burstIn, type Day, type Excess, type Hour, hourOf, USUAL_DAYS } from "../../access/quota.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Who } from "../context.ts";
import { type Notice, type NoticeFigures, noticeId } from "./notices.ts";

export interface UnusualLookUpsPorts {
  rows: {
    hours(person: string, since: number): Promise<Hour[]>;
    addNotice(notice: Notice): Promise<boolean>;
  };
  today(now: Date): Day;
  now: () => Date;
  log: Logger;
}

/** Notes for the admins, once a day and person, who looks up unusually many customers; the log has it at once. */
export interface UnusualLookUps {
  noteExcess(excess: Excess, who: Who): Promise<void>;
  /** Notes it where this person has looked up far more than they usually do. Never rejects. */
  noteBurst(who: Who): Promise<void>;
}

export function createUnusualLookUps({ rows, today, now, log }: UnusualLookUpsPorts): UnusualLookUps {
  async function note(kind: Notice["kind"], person: string, figures: NoticeFigures): Promise<void> {
    const at = now();
    const id = noticeId(kind, person, today(at).from);
    const details = { person, kind, ...figures };
    try {
      const isNew = await rows.addNotice({ id, person, kind, at, figures: JSON.stringify(figures) });
      if (isNew) log.warn(details, "a person looks up unusually many customers");
    } catch (thrown) {
      log.warn({ ...details, err: toAppError(thrown).message }, "the admins cannot be told now");
    }
  }

  return {
    noteExcess: ({ window, limit, seen }, { person, role }) =>
      note("excess", person, { customers: seen, window, limit, role }),

    async noteBurst({ person, role }) {
      try {
        const at = now();
        const burst = burstIn(await rows.hours(person, hourOf(at) - USUAL_DAYS * 24), at);
        if (burst !== null) await note("burst", person, { ...burst, role });
      } catch (thrown) {
        log.warn({ err: toAppError(thrown).message }, "it is not known how many customers are looked up");
      }
    },
  };
}
