import type { Store } from "../store/open.ts";

/**
 * How the fault suite has the bot fail at a chosen step; no `.env` of a shop holds these two variables.
 *
 * - `ANTCRM_CHATOPS_TEST_KILL_AT`: the process kills itself there, as kill -9 would: `"after sending"`,
 *   `"before accept 2"` (the second time). The steps are the states of an operation, `told`, `accept` and `finish`, and of a digest
 *   or an alert `posting` and `posted`.
 * - `ANTCRM_CHATOPS_TEST_CRM_TIMEOUT_MS`: AntCRM's answers are waited for so long, instead of 30 s.
 */
export interface FaultDrill {
  /** The store, with the kill point in it. */
  arm(store: Store): Store;
  crmTimeoutMs?: number;
}

export const NO_DRILL: FaultDrill = { arm: (store) => store };

/** @throws Error when a variable is set to what nobody can mean: a drill that does nothing would prove nothing */
export function readFaultDrill(environment: Readonly<Record<string, string | undefined>>): FaultDrill {
  const killAt = environment.ANTCRM_CHATOPS_TEST_KILL_AT;
  const timeout = environment.ANTCRM_CHATOPS_TEST_CRM_TIMEOUT_MS;
  return {
    ...(killAt ? { arm: (store) => withKillPoint(store, readKillPoint(killAt)) } : NO_DRILL),
    ...(timeout ? { crmTimeoutMs: Number(timeout) } : {}),
  };
}

interface KillPoint {
  moment: "before" | "after";
  step: string;
  /** Counted from 1. */
  time: number;
}

function readKillPoint(text: string): KillPoint {
  const [, moment, step = "", time = "1"] = /^(before|after) ([a-z]+)(?: (\d+))?$/.exec(text) ?? [];
  if (moment !== "before" && moment !== "after") throw new Error(`no such kill point: "${text}"`);
  return { moment, step, time: Number(time) };
}

function withKillPoint(store: Store, point: KillPoint): Store {
  let times = 0;

  function pass(moment: KillPoint["moment"], step: string): void {
    if (moment !== point.moment || step !== point.step) return;
    times += 1;
    if (times === point.time) process.kill(process.pid, "SIGKILL");
  }

  /** What was not moved is no step: another had moved it before. */
  async function watch<T>(step: string, work: () => Promise<T>): Promise<T> {
    pass("before", step);
    const result = await work();
    if (result !== false && result !== 0) pass("after", step);
    return result;
  }

  const { operations, inbox, runs, alertEvents } = store;
  return {
    ...store,
    operations: {
      ...operations,
      add: (operation) => watch("proposed", () => operations.add(operation)),
      move: (id, from, to, change) => watch(to, () => operations.move(id, from, to, change)),
      notified: (id, at, state) => watch("told", () => operations.notified(id, at, state)),
    },
    runs: {
      ...runs,
      send: (id, owner, at) => watch("posting", () => runs.send(id, owner, at)),
      end: (id, owner, end) =>
        end.state === "sent" ? watch("posted", () => runs.end(id, owner, end)) : runs.end(id, owner, end),
    },
    alertEvents: {
      ...alertEvents,
      send: (ids, message, owner, at) => watch("posting", () => alertEvents.send(ids, message, owner, at)),
      end: (message, owner, end) =>
        end.state === "sent"
          ? watch("posted", () => alertEvents.end(message, owner, end))
          : alertEvents.end(message, owner, end),
    },
    inbox: {
      ...inbox,
      accept: (event) => watch("accept", () => inbox.accept(event)),
      finish: (id, outcome, at) => watch("finish", () => inbox.finish(id, outcome, at)),
    },
  };
}
