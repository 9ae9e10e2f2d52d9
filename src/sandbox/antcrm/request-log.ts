/** One call as it arrived. The apikey is not part of it, nor any other header. */
export interface RequestRecord {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** Parsed JSON; the raw text when it is none; undefined without a body. */
  body: unknown;
  /** Epoch ms, on the sandbox's clock. */
  at: number;
  /** null: not answered (yet, or never: cut and hanging calls). */
  status: number | null;
}

/** A demo may run for days: the latest this many calls are kept, forgotten in one go now and then. */
const KEPT = 20_000;

/** Notes the call; its status is filled in when it is answered. */
export function note(requests: RequestRecord[], record: RequestRecord): void {
  if (requests.length >= 2 * KEPT) requests.splice(0, KEPT);
  requests.push(record);
}
