// Replaces the bot's `store/open.js`: the process sends itself SIGKILL at the step `FAULT_KILL_AT`.
const original = await import(new URL(import.meta.url).searchParams.get("original"));
const { FAULT_KILL_AT: killAt } = process.env;

export async function openStore(options) {
  const point = killAt ? readKillPoint(killAt) : null;
  const store = await original.openStore(options);
  return point === null ? store : withKillPoint(store, point);
}

/** @throws Error for an invalid text: a test with a kill point that is never reached would prove nothing */
function readKillPoint(text) {
  const [, moment, step, time = "1"] = /^(before|after) ([a-z]+)(?: (\d+))?$/.exec(text) ?? [];
  if (step === undefined) throw new Error(`no such kill point: "${text}"`);
  return { moment, step, time: Number(time) };
}

function withKillPoint(store, point) {
  let times = 0;

  function pass(moment, step) {
    if (moment !== point.moment || step !== point.step) return;
    times += 1;
    if (times === point.time) process.kill(process.pid, "SIGKILL");
  }

  /** Does not count a call that changed no row: another caller had changed it before. */
  async function watch(step, work) {
    pass("before", step);
    const result = await work();
    if (result !== false && result !== 0) pass("after", step);
    return result;
  }

  /** Wraps the named calls of a table. `stepOf` returns the step of a call from its arguments, or null. */
  function watched(table, stepsOf) {
    const calls = Object.entries(stepsOf).map(([name, stepOf]) => {
      const call = table[name];
      if (typeof call !== "function") throw new Error(`the store has no method ${name} for a kill point`);
      const watchedCall = (...args) => {
        const step = stepOf(...args);
        return step === null ? call(...args) : watch(step, () => call(...args));
      };
      return [name, watchedCall];
    });
    return { ...table, ...Object.fromEntries(calls) };
  }

  const sending = {
    send: () => "posting",
    end: (_id, _owner, { state }) => (state === "sent" ? "posted" : null),
  };
  return {
    ...store,
    operations: watched(store.operations, {
      add: () => "proposed",
      move: (_id, _from, to) => to,
      markNotified: () => "told",
    }),
    runs: watched(store.runs, sending),
    alertEvents: watched(store.alertEvents, sending),
    inbox: watched(store.inbox, { accept: () => "accept", markFinished: () => "finish" }),
  };
}
