import { Client, type Dispatcher, Pool } from "undici";
import { connectUnlessPaused } from "../connector.ts";
import { CallFailure } from "./failure.ts";

export type { Dispatcher };

/** Far above any page of 100 records. A broken server must not fill the memory. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const OPTIONS = {
  maxResponseSize: MAX_ANSWER_BYTES,
  // `limitTime` in client.ts limits the whole call. Opening a connection has a limit of its own, 10 s.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/**
 * The connections to one server.
 * @param origin  `"https://crm.example"`
 * @param most  connections that are kept open for reads
 */
export function createConnections(origin: string, most: number) {
  const reads = new Pool(origin, { ...OPTIONS, connections: most, pipelining: 1 });
  const writes = new Set<Client>();

  return {
    reads: reads as Dispatcher,
    /**
     * Runs one write over a connection of its own. The server may be closing a kept one, and a write that breaks there may
     * look done.
     * @param mayBegin  asked when the connection is open, because opening it may take long
     * @throws CallFailure `paused` nothing was sent, because `mayBegin` was false
     */
    async write<Answer>(
      mayBegin: () => boolean,
      run: (over: Dispatcher) => Promise<Answer>,
    ): Promise<Answer> {
      const connect = connectUnlessPaused(
        () => mayBegin,
        () => new CallFailure("paused"),
      );
      const client = new Client(origin, { ...OPTIONS, pipelining: 0, connect });
      writes.add(client);
      try {
        return await run(client);
      } finally {
        writes.delete(client);
        void client.destroy();
      }
    },
    /** Resolves when all calls have ended. */
    async close(): Promise<void> {
      await Promise.all([reads, ...writes].map((dispatcher) => dispatcher.close()));
    },
  };
}
