import * as z from "zod";
import type { ShownRecord } from "../../cards/card.ts";
import { AppError, toAppError } from "../../errors.ts";
import type { Args } from "../command.ts";
import { ShownRecordShape } from "../shown-records.ts";

/** A command that a person has begun, and the values so far. It is kept through errors, restarts and other requests. */
export interface Draft {
  id: string;
  person: string;
  place: string;
  command: string;
  /** Canonical if it could be read, else as typed. */
  args: Args;
  /** What is wrong with the values, by argument, in the person's language. */
  wrong: Readonly<Record<string, string>>;
  /** The argument that the person's next message here answers; null if it may change any, or only keeps what was typed. */
  asking: string | null;
  /** The names of records that values stand for: `{ customer: "Trần Thị Bình · 0867 123 456" }` for `customer:476`. */
  shown: Args;
  /** The arguments that were asked for before, the latest last; "back" goes to them. */
  trail: readonly string[];
  /** True if the form was opened empty, so optional arguments are asked for too. */
  walks: boolean;
  /** The record's values when the form was filled from it. A value that is still equal was not typed. */
  held?: Args | undefined;
  /** The message it came from. */
  source?: string | undefined;
  /** The records among the values that the person meant without naming them; the answer names them. */
  recalled?: ShownRecord[] | undefined;
  /** The id of the open question that was changed in this form. It is declined when the form is sent. */
  replaces?: string | undefined;
  /** True for a write that is asked for in spite of an earlier one. */
  repeats?: boolean | undefined;
  /** When it was last kept. */
  askedAt: Date;
}

type Unasked = "shown" | "trail" | "walks";

/** A draft to keep. Without the last three, `shown` and `trail` are empty and `walks` is false. */
type DraftToKeep = Omit<Draft, "id" | "askedAt" | Unasked> & Partial<Pick<Draft, Unasked>> & { id?: string };

/** A draft as it is stored. */
export interface DraftRow {
  id: string;
  person: string;
  place: string;
  /** JSON; sealed on disk. */
  content: string;
  /** The person's next message in this place answers it. */
  asking: boolean;
  until: Date;
}

export interface DraftRepository {
  /** Stores or replaces it. If it is asking, the person's other drafts in this place stay, but are no longer asking. */
  save(row: DraftRow): Promise<void>;
  /** Finds a row even after its time, until it is swept: check `until`. Does not find a row changed outside the bot. */
  find(id: string): Promise<DraftRow | null>;
  /** The draft that the person's next message here answers, if its time is not over. */
  asking(person: string, place: string, now: Date): Promise<DraftRow | null>;
  remove(id: string): Promise<void>;
}

export type Drafts = ReturnType<typeof createDrafts>;

const KEPT_MS = 30 * 24 * 3_600_000;
/** A later message is a new request, not an answer. */
const ASKING_MS = 30 * 60_000;

const Texts = z.record(z.string(), z.string());
const Content = z.object({
  command: z.string(),
  args: Texts,
  wrong: Texts,
  asking: z.string().nullable(),
  shown: Texts.default({}),
  trail: z.array(z.string()).default([]),
  walks: z.boolean().default(false),
  held: Texts.optional(),
  source: z.string().optional(),
  recalled: z.array(ShownRecordShape).optional(),
  replaces: z.string().optional(),
  repeats: z.boolean().optional(),
  /** True if the person has cancelled the form. Its values are gone. */
  isCancelled: z.boolean().optional(),
  askedAt: z.number(),
});

/** A draft as JSON, in what another module stores. */
export const DraftShape = z.object({
  ...Content.shape,
  ...{ id: z.string(), person: z.string(), place: z.string(), askedAt: z.coerce.date<Date>() },
});

export function createDrafts(rows: DraftRepository, now: () => Date, newId: () => string) {
  return {
    /**
     * Stores the draft for 30 days, and replaces an older state of it.
     * @param draft `answerable`: the person's next message here may answer it. If absent, it does where an argument is
     *   asked for. A form that asks which argument to change is answered too, unless the person sees the whole form.
     */
    async keep(draft: DraftToKeep & { answerable?: boolean }): Promise<Draft> {
      const { id = newId(), answerable = draft.asking !== null, person, place, ...given } = draft;
      const content = { shown: {}, trail: [], walks: false, ...given };
      const askedAt = now();
      await rows.save({
        id,
        person,
        place,
        content: JSON.stringify({ ...content, askedAt: askedAt.getTime() }),
        asking: answerable,
        until: new Date(askedAt.getTime() + KEPT_MS),
      });
      return { ...content, id, person, place, askedAt };
    },

    /** @throws AppError `expired` it is gone; `not-yours` it is somebody else's */
    async find(id: string, person: string): Promise<Draft> {
      const row = await rows.find(id);
      if (row === null || row.until <= now() || readContent(row).isCancelled)
        throw new AppError("expired", "this draft is gone");
      if (row.person !== person) throw new AppError("not-yours", "this draft is somebody else's");
      return open(row);
    },

    /** Returns the draft that the person's next message in this place answers. */
    async asking(person: string, place: string): Promise<Draft | null> {
      const row = await rows.asking(person, place, now());
      if (row === null || now().getTime() - readContent(row).askedAt > ASKING_MS) return null;
      return open(row);
    },

    remove: (id: string) => rows.remove(id),

    /** Removes the values of a draft, and keeps that it was cancelled: an earlier event may be handled again. */
    async cancel(id: string): Promise<void> {
      const row = await rows.find(id);
      if (row === null) return;
      const { command } = readContent(row);
      const content = {
        command,
        args: {},
        wrong: {},
        asking: null,
        isCancelled: true,
        askedAt: now().getTime(),
      };
      await rows.save({ ...row, content: JSON.stringify(content), asking: false });
    },

    /** True if its person has cancelled the draft in the last 30 days. */
    async wasCancelled(id: string): Promise<boolean> {
      const row = await rows.find(id);
      return row !== null && readContent(row).isCancelled === true;
    },
  };
}

/** @throws the error, if the draft may still be there */
export function gone(thrown: unknown): null {
  if (toAppError(thrown).fault === "expired") return null;
  throw thrown;
}

function open(row: DraftRow): Draft {
  const content = readContent(row);
  return { ...content, id: row.id, person: row.person, place: row.place, askedAt: new Date(content.askedAt) };
}

function readContent(row: DraftRow) {
  return Content.parse(JSON.parse(row.content));
}

/** Returns the names of a draft's values, for values whose records this call has found. */
export function calledIn(args: Args, named: ReadonlyMap<string, string>): Args {
  const called = Object.entries(args).flatMap(([name, value]) => {
    const text = named.get(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(called);
}
