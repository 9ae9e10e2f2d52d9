import { onTestFinished } from "vitest";
import { type CrmOptions, createCrm, type RunningCrm } from "../../src/crm/crm.ts";
import type { AppError } from "../../src/errors.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { type AntcrmOptions, type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { type OddServer, startOddServer } from "./odd-server.ts";

export interface Observed {
  crm: RunningCrm;
  /** The log's lines, each one JSON object. */
  lines: string[];
  /** The requested waits before another attempt, in milliseconds. The client did not really wait. */
  waits: number[];
}

/** Creates the service for any address. It records its waits instead of waiting. */
export function crmAt(url: string, options: Partial<CrmOptions> = {}): Observed {
  const lines: string[] = [];
  const waits: number[] = [];
  const crm = createCrm({
    baseUrl: url,
    apiKey: "sandbox-key",
    log: createLogger({ level: "info", write: (line) => lines.push(line) }),
    wait: async (ms) => void waits.push(ms),
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => crm.close());
  return { crm, lines, waits };
}

/** Creates the service with a new sandbox. */
export async function crmOnSandbox(
  options: AntcrmOptions = {},
): Promise<Observed & { antcrm: AntcrmSandbox }> {
  const antcrm = await startAntcrm({ size: "empty", ...options });
  onTestFinished(() => antcrm.stop());
  return { antcrm, ...crmAt(antcrm.url) };
}

/** Creates the service with a server that answers as the test wants. */
export async function crmOnOddServer(
  handle: Parameters<typeof startOddServer>[0],
  options: Partial<CrmOptions> = {},
): Promise<Observed & { server: OddServer }> {
  const server = await startOddServer(handle);
  onTestFinished(() => server.stop());
  return { server, ...crmAt(server.url, options) };
}

/** Resolves with the error of a call that must fail. */
export function failureOf(call: Promise<unknown>): Promise<AppError> {
  return call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (error) => error,
  );
}
