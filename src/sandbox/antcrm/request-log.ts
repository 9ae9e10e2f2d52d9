/** One call as it arrived. The apikey is not part of it, nor any other header. */
export interface RequestRecord {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** Parsed JSON; the raw text where it is no JSON; undefined without a body. */
  body: unknown;
  /** Epoch ms, on the sandbox's clock. */
  at: number;
  /** null: not answered, or not yet. */
  status: number | null;
}

/** How many calls are kept at least: a demo may run for days. */
const MIN_KEPT = 20_000;

/** Adds the call. Its status is set when it is answered. */
export function note(requests: RequestRecord[], record: RequestRecord): void {
  if (requests.length >= 2 * MIN_KEPT) requests.splice(0, MIN_KEPT);
  requests.push(record);
}
