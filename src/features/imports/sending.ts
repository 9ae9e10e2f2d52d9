import type { Crm } from "../../crm/crm.ts";
import { type AppError, toAppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Import, KeptRow, RowCounts } from "./import.ts";
import type { Found, Sending } from "./kinds/kind.ts";
import { KINDS } from "./mapping.ts";

const sendingMessages = defineMessages({
  en: {
    refused: (quote: string) => `AntCRM said no: ${quote}`,
    refusedSilently: "AntCRM said no and gave no reason",
    missing: "AntCRM left this row out and gave no reason",
    absent: "AntCRM gave no clear answer, and a minute later the row was not there",
    unknowable: "AntCRM gave no clear answer, and no call shows whether it has the row",
  },
  vi: {
    refused: (quote) => `AntCRM từ chối: ${quote}`,
    refusedSilently: "AntCRM từ chối, không nêu lý do",
    missing: "AntCRM bỏ qua dòng này, không nêu lý do",
    absent: "AntCRM không trả lời rõ, sau một phút vẫn chưa thấy dòng này",
    unknowable: "AntCRM không trả lời rõ, và không có cách nào xem lại dòng này",
  },
});

/** How a request for a batch was answered. */
export type Answer =
  | { kind: "taken" }
  /** AntCRM says that it took so many: fewer than were sent. */
  | { kind: "partly"; taken: number }
  | { kind: "refused"; quote: string | undefined }
  /** Nothing was sent, or nothing happened: it can be sent as it is, later. */
  | { kind: "later"; afterMs: number | undefined; away: boolean }
  | { kind: "unclear" };

/** What became of a batch's rows. `apart`: those that are sent again, in smaller requests. */
export interface Ended extends RowCounts {
  keep: KeptRow[];
  apart: KeptRow[];
}

/** Sends batches of one import and looks for their rows. */
export interface Sender {
  /** Makes the request at once; it goes out when `go` resolves. */
  send(rows: readonly KeptRow[], go: Promise<void>): Promise<Answer>;
  /** What AntCRM's records say after a no, or after an answer for fewer rows than were sent. */
  afterDoubt(rows: readonly KeptRow[], answer: Doubt, since: Date): Promise<Ended>;
  /** What they say where no readable answer came; `isLate`: a minute has passed, so that absence may be said. */
  afterSilence(rows: readonly KeptRow[], since: Date, isLate: boolean): Promise<Ended | null>;
}

export type Doubt = Extract<Answer, { kind: "partly" | "refused" }>;

/**
 * AntCRM's answers to packages are hardly documented (src/crm/API.md#packages): whether a refused one has left
 * nothing, and which rows are missing where fewer ids come back than rows were sent. So both are looked up, row by row,
 * before anything is sent again.
 */
export function createSender(crm: Crm, { id, reference, plan }: Import): Sender {
  const kind = KINDS[plan.kind];
  const target = plan.segment ? { segment: plan.segment.id } : {};
  const t = sendingMessages[plan.locale];

  function sendable({ l, r }: KeptRow) {
    return { ...r, id: `${id}-${l}`, reference: `${reference}/${l}` } satisfies Sending;
  }

  const look = (rows: readonly KeptRow[], since: Date): Promise<Found[]> =>
    Promise.all(rows.map((row) => kind.find(crm, sendable(row), since)));

  return {
    async send(rows, go) {
      try {
        const taken = await kind.send(crm.with({ after: go }), rows.map(sendable), target);
        return taken === null || taken >= rows.length ? { kind: "taken" } : { kind: "partly", taken };
      } catch (thrown) {
        return answerOf(toAppError(thrown));
      }
    },

    async afterDoubt(rows, answer, since) {
      const found = await look(rows, since);
      const ended = counted(found);
      // Of rows that nobody can look for, a repeat is harmless, or each was sent alone.
      const absent = rows.filter((_, index) => found[index] === "absent" || found[index] === "unknowable");
      const seen = ended.made + ended.there;
      if (answer.kind === "partly" && seen < answer.taken) return asUnclear(ended, absent, t.absent);
      if (rows.length > 1) return { ...ended, apart: absent };
      return asFailed(ended, absent, reasonOf(answer, plan.locale));
    },

    async afterSilence(rows, since, isLate) {
      const found = await look(rows, since);
      const ended = counted(found);
      const absent = rows.filter((_, index) => found[index] === "absent");
      const unknowable = rows.filter((_, index) => found[index] === "unknowable");
      if (absent.length > 0 && !isLate) return null;
      return asUnclear(asUnclear(ended, absent, t.absent), unknowable, t.unknowable);
    },
  };
}

function answerOf(error: AppError): Answer {
  switch (error.fault) {
    case "busy":
      return { kind: "later", afterMs: error.retryAfterMs, away: false };
    case "unavailable":
    case "misconfigured":
      return { kind: "later", afterMs: undefined, away: true };
    case "refused":
    case "invalid":
    case "not-found":
      return { kind: "refused", quote: error.quote };
    default:
      return { kind: "unclear" };
  }
}

function counted(found: readonly Found[]): Ended {
  const count = (what: Found) => found.filter((one) => one === what).length;
  return { made: count("made"), there: count("there"), failed: 0, unclear: 0, keep: [], apart: [] };
}

function asFailed(ended: Ended, rows: readonly KeptRow[], reason: string): Ended {
  return {
    ...ended,
    failed: ended.failed + rows.length,
    keep: [...ended.keep, ...rows.map(({ l, c }) => ({ l, c, e: reason }))],
  };
}

function asUnclear(ended: Ended, rows: readonly KeptRow[], reason: string): Ended {
  return {
    ...ended,
    unclear: ended.unclear + rows.length,
    keep: [...ended.keep, ...rows.map(({ l, c }) => ({ l, c, e: reason }))],
  };
}

function reasonOf(answer: Doubt, locale: Locale): string {
  const t = sendingMessages[locale];
  if (answer.kind === "partly") return t.missing;
  return answer.quote ? t.refused(answer.quote) : t.refusedSilently;
}
