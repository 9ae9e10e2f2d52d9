import type { Crm } from "../../crm/crm.ts";
import { type AppError, toAppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { RowEvidence, RowIds } from "./columns.ts";
import type { Import, KeptRow, RowCounts } from "./import.ts";
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

/** How AntCRM answered the request for a batch. */
export type BatchAnswer =
  | { kind: "accepted" }
  /** AntCRM says that it took `taken` rows, fewer than were sent. */
  | { kind: "partly"; taken: number }
  | { kind: "refused"; quote: string | undefined }
  /** Nothing happened: the same batch can be sent later. */
  | { kind: "later"; afterMs: number | undefined; isUnavailable: boolean }
  | { kind: "unclear" };

/** Rows that were sent in one request, and when. */
export interface SentRows {
  rows: readonly KeptRow[];
  sentAt: Date;
}

export type Rejection = Extract<BatchAnswer, { kind: "partly" | "refused" }>;

/** The outcome of a batch's rows. */
export interface BatchOutcome extends RowCounts {
  /** Rows for the report, each with its reason. */
  keep: KeptRow[];
  /** Rows to send again, in smaller batches. */
  sendAgain: KeptRow[];
}

/** Sends batches of one import and looks up their rows. */
export type BatchSender = ReturnType<typeof createBatchSender>;

/**
 * Creates the sender of an import's batches. AntCRM's answers to bulk requests are hardly documented. Two things are
 * unknown: whether a refused request has left nothing, and which rows are missing when fewer ids come back. So each row is
 * looked up before anything is sent again.
 */
export function createBatchSender(crm: Crm, { id, reference, plan }: Import) {
  const kind = KINDS[plan.kind];
  const target = plan.segment ? { segment: plan.segment.id } : {};
  const t = sendingMessages[plan.locale];

  function sendable({ l, r }: KeptRow) {
    return { ...r, id: `${id}-${l}`, reference: `${reference}/${l}` } satisfies RowIds;
  }

  const lookUp = ({ rows, sentAt }: SentRows): Promise<RowEvidence[]> =>
    Promise.all(rows.map((row) => kind.find(crm, sendable(row), sentAt)));

  return {
    /** Prepares the request at once. Sends it when `start` resolves, as `CallContext.after` says. */
    async send(rows: readonly KeptRow[], start: Promise<() => boolean>): Promise<BatchAnswer> {
      try {
        const taken = await kind.send(crm.with({ after: start }), rows.map(sendable), target);
        return taken === null || taken >= rows.length ? { kind: "accepted" } : { kind: "partly", taken };
      } catch (thrown) {
        return answerOf(toAppError(thrown));
      }
    },

    /** Looks up the rows after a rejection. */
    async outcomeOfRejected(sent: SentRows, answer: Rejection): Promise<BatchOutcome> {
      const { rows } = sent;
      const found = await lookUp(sent);
      const outcome = counted(found);
      // Rows that cannot be looked up are safe to send again, or were sent alone.
      const absent = rows.filter((_, index) => found[index] === "absent" || found[index] === "unknowable");
      const seen = outcome.made + outcome.there;
      if (answer.kind === "partly" && seen < answer.taken)
        return withReason(outcome, "unclear", absent, t.absent);
      if (rows.length > 1) return { ...outcome, sendAgain: absent };
      return withReason(outcome, "failed", absent, reasonOf(answer, plan.locale));
    },

    /**
     * Looks up the rows when no readable answer came.
     * @param isFinal  true when a minute has passed, so that missing rows may be called absent; null is returned before that
     */
    async outcomeOfUnanswered(sent: SentRows, isFinal: boolean): Promise<BatchOutcome | null> {
      const { rows } = sent;
      const found = await lookUp(sent);
      const absent = rows.filter((_, index) => found[index] === "absent");
      const unknowable = rows.filter((_, index) => found[index] === "unknowable");
      if (absent.length > 0 && !isFinal) return null;
      const outcome = withReason(counted(found), "unclear", absent, t.absent);
      return withReason(outcome, "unclear", unknowable, t.unknowable);
    },
  };
}

function answerOf(error: AppError): BatchAnswer {
  switch (error.fault) {
    case "busy":
      return { kind: "later", afterMs: error.retryAfterMs, isUnavailable: false };
    case "unavailable":
    case "misconfigured":
      return { kind: "later", afterMs: undefined, isUnavailable: true };
    case "refused":
    case "invalid":
    case "not-found":
      return { kind: "refused", quote: error.quote };
    default:
      return { kind: "unclear" };
  }
}

function counted(found: readonly RowEvidence[]): BatchOutcome {
  const count = (what: RowEvidence) => found.filter((one) => one === what).length;
  return { made: count("made"), there: count("there"), failed: 0, unclear: 0, keep: [], sendAgain: [] };
}

/** Counts the rows as `failed` or `unclear`, and keeps them with the reason for the report. */
function withReason(
  outcome: BatchOutcome,
  as: "failed" | "unclear",
  rows: readonly KeptRow[],
  reason: string,
): BatchOutcome {
  const keep = [...outcome.keep, ...rows.map(({ l, c }) => ({ l, c, e: reason }))];
  return { ...outcome, [as]: outcome[as] + rows.length, keep };
}

function reasonOf(answer: Rejection, locale: Locale): string {
  const t = sendingMessages[locale];
  if (answer.kind === "partly") return t.missing;
  return answer.quote ? t.refused(answer.quote) : t.refusedSilently;
}
