import { type CallRequest, createClient } from "./client.ts";
import { asAppError, CallFailure } from "./failure.ts";

/** How one of AntCRM's lists answered. */
export interface ListProbe {
  /** `"/contacts"` */
  path: string;
  ms: number;
  /** `null` if it answered. `fault` is that of an AppError, `text` is one line: `"401"`, `"no connection (ECONNREFUSED)"`. */
  failure: { fault: string; text: string } | null;
}

const RECENT_MS = 60_000;

/** The smallest read of each list. Those of one campaign need its id, so they are left out: src/crm/API.md#get-telesales */
function smallestReads(now: Date): Pick<CallRequest, "path" | "query">[] {
  const [from, to] = [now.getTime() - RECENT_MS, now.getTime()];
  const one = { page: 1, limit: 1 };
  return [
    { path: "/contacts", query: one },
    { path: "/opportunities", query: one },
    { path: "/products", query: one },
    { path: "/tickets", query: one },
    { path: "/history-point", query: { page: 1, createdAtRangeFrom: from, createdAtRangeTo: to } },
    { path: "/campaigns", query: one },
    { path: "/rating", query: one },
    { path: "/tasks", query: one },
    {
      path: "/messages",
      query: {
        created_from: new Date(from).toISOString(),
        created_to: new Date(to).toISOString(),
        limit: 1,
        offset: 0,
      },
    },
  ];
}

/**
 * Reads one record of each list, one after the other, each tried once. Nothing of the records is kept. It stops at the
 * first list if AntCRM cannot be reached or refuses the key, because the others would fail in the same way.
 */
export async function probeCrm(options: {
  baseUrl: string;
  apiKey: string;
  timeoutMs: number;
  now: Date;
}): Promise<ListProbe[]> {
  const client = createClient({ ...options, connections: 1, now: () => options.now.getTime() });
  const probes: ListProbe[] = [];
  try {
    for (const read of smallestReads(options.now)) {
      const startedMs = performance.now();
      const failure = await client.send({ method: "GET", ...read }).then(() => null, failureOf);
      probes.push({ path: read.path, ms: Math.round(performance.now() - startedMs), failure });
      if (probes.length === 1 && /^(misconfigured|unavailable)$/.test(failure?.fault ?? "")) break;
    }
    return probes;
  } finally {
    await client.close();
  }
}

function failureOf(error: unknown): NonNullable<ListProbe["failure"]> {
  if (!(error instanceof CallFailure)) throw error;
  return { fault: asAppError(error, false, error.text).fault, text: error.text };
}
