import { setTimeout as pause } from "node:timers/promises";
import { isFinal } from "../pending-answers.ts";
import type { Question } from "../questions.ts";
import type { Asked, Kind } from "./asked.ts";
import type { ChatSide, PersonEvent, Shown } from "./chat-side.ts";
import type { BotProcess } from "./processes.ts";

/** A process that gets events. */
type Target = Pick<BotProcess, "number" | "port">;

export interface CrowdOptions {
  sides: readonly ChatSide[];
  /** Draws the next customer that an agent looks up. */
  drawKnown: () => Question;
  /** Draws a customer for whom nobody has redeemed anything; undefined when none is left. */
  drawBuyer: () => Question | undefined;
}

interface Load {
  targets: readonly Target[];
  /** The number of the first agent, so that two shifts at the same time have different people; 0 without it. */
  firstAgent?: number;
  /** Agents who look customers up, one after the other. They are shared between the platforms. */
  lookingUp: number;
  /** The time that each of them needs to read an answer; 0 without it. */
  readingMs?: number;
  /** Agents who redeem gifts, with a pause of a second after each. */
  redeeming: number;
}

/** People at work. */
export interface Shift {
  /** All events that were acknowledged so far. */
  asked: readonly Asked[];
  /** Begins no more, and waits until all that was acknowledged is answered, or has waited for two minutes. */
  end(): Promise<void>;
}

export interface Crowd {
  begin(load: Load): Shift;
}

/**
 * How long a person tries to deliver an event, and waits for its answer. The bot itself looks for a minute for the outcome
 * of a write that may have been sent.
 */
const PATIENCE_MS = 120_000;
const BETWEEN_ATTEMPTS_MS = 100;
const BETWEEN_REDEMPTIONS_MS = 1_000;
/** A process that did not answer in time gets nothing for this long, as by the health checks of a load balancer. */
const AVOIDED_MS = 5_000;

const CUSTOMER = /Khách (?:Tra|Mua) \d{6}/;
const GIFT = "DAUMAY01";
const REDEEM = /^Đổi quà/;
const MAY_BE_SENT = /có thể đã gửi/i;
/** The outcome of an unclear write is told later. */
const FAILURE = /(?:⛔|❌) (?!AntCRM chưa trả lời rõ)/;
const OUTCOME = /Đã đổi quà|Sau một phút vẫn chưa thấy/;

interface Waiting extends Asked {
  answers: Set<string>;
  marked: Set<string>;
  answered: Promise<Shown>;
  /** Called with the first complete answer, or with a failure. */
  resolve(shown: Shown): void;
}

/** Creates people who talk to the bots through these platforms. */
export function createCrowd({ sides, drawKnown, drawBuyer }: CrowdOptions): Crowd {
  const waiting = new Map<string, Waiting>();
  /** The last event of each place. */
  const latest = new Map<string, Waiting>();
  const nextTarget = createRotation();
  for (const side of sides) side.onShown(receive);

  function receive(shown: Shown): void {
    const name = CUSTOMER.exec(shown.text)?.[0] ?? "";
    // An outcome may be told late, when its chat has a newer event.
    const asking = waiting.get(keyOf("press", shown.place, name)) ?? latest.get(shown.place);
    if (asking && FAILURE.test(shown.text)) fail(asking, shown);
    const kind = kindOf(name, shown);
    const one = kind && waiting.get(keyOf(kind, shown.place, name));
    if (!one) return;
    one.answers.add(shown.id);
    if (MAY_BE_SENT.test(shown.text)) one.marked.add(shown.id);
    if (one.answeredAtMs !== null) return;
    one.answeredAtMs = performance.now();
    one.resolve(shown);
  }

  /** A person to whom a failure was told does not wait any longer. */
  function fail(one: Waiting, shown: Shown): void {
    one.failure ??= shown.text;
    one.resolve(shown);
  }

  /** Delivers an event to one process after the other until one acknowledges it. @returns null after two minutes */
  async function deliver(
    event: PersonEvent,
    kind: Kind,
    name: string,
    targets: readonly Target[],
  ): Promise<Waiting | null> {
    const askedAtMs = performance.now();
    const untilMs = askedAtMs + PATIENCE_MS;
    let former = "";
    while (performance.now() < untilMs) {
      const target = nextTarget(targets);
      const { place, to } = event();
      const key = keyOf(kind, place, name);
      // The answer may come before the acknowledgement, and to a delivery that seemed to fail.
      const known = key === former ? waiting.get(key) : undefined;
      const one = known ?? createWaiting(kind, name, askedAtMs);
      waiting.set(key, one);
      latest.set(place, one);
      former = key;
      try {
        await to(target.port);
        return Object.assign(one, { by: target.number, acknowledgedAtMs: performance.now() });
      } catch {
        target.avoid();
        await pause(BETWEEN_ATTEMPTS_MS);
      }
    }
    return null;
  }

  function begin({ targets, firstAgent = 0, lookingUp, readingMs = 0, redeeming }: Load): Shift {
    const asked: Waiting[] = [];
    let isOver = false;

    /** @returns the answer; null if none came */
    async function ask(event: PersonEvent, kind: Kind, name: string): Promise<Shown | null> {
      const one = await deliver(event, kind, name, targets);
      if (one === null) return null;
      asked.push(one);
      return within(one.answered);
    }

    async function redeem(side: ChatSide, agent: number): Promise<void> {
      const buyer = drawBuyer();
      if (buyer === undefined) return;
      const { text, name } = buyer;
      const shown = await ask(side.says(agent, `đổi quà ${GIFT} cho ${text}`), "question", name);
      const button = shown?.buttons.find(({ label }) => REDEEM.test(label));
      if (!shown || !button) return;
      await ask(side.presses(agent, shown, button), "press", name);
    }

    async function work(index: number): Promise<void> {
      const agent = firstAgent + index;
      const side = sides[agent % sides.length];
      if (side === undefined) throw new Error("there is no platform to write on");
      while (!isOver) {
        if (index < lookingUp) {
          const { text, name } = drawKnown();
          await ask(side.says(agent, text), "look-up", name);
          if (readingMs > 0) await pause(readingMs);
        } else {
          await redeem(side, agent);
          await pause(BETWEEN_REDEMPTIONS_MS);
        }
      }
    }

    const agents = Promise.all(Array.from({ length: lookingUp + redeeming }, (_, index) => work(index)));
    return {
      asked,
      async end() {
        isOver = true;
        await agents;
      },
    };
  }

  return { begin };
}

/** Returns which event this message answers; null if it is not complete. */
function kindOf(name: string, { text, buttons }: Shown): Kind | null {
  if (name.startsWith("Khách Tra")) return isFinal(text, { name }) ? "look-up" : null;
  if (OUTCOME.test(text)) return "press";
  return buttons.some(({ label }) => REDEEM.test(label)) ? "question" : null;
}

/** The outcome of a press may come to the private chat instead of the place of the press. */
function keyOf(kind: Kind, place: string, name: string): string {
  return kind === "press" ? name : `${kind} ${place} ${name}`;
}

function createWaiting(kind: Kind, name: string, askedAtMs: number): Waiting {
  let resolve: (shown: Shown) => void = () => {};
  const answered = new Promise<Shown>((done) => {
    resolve = done;
  });
  return {
    kind,
    name,
    by: Number.NaN,
    askedAtMs,
    acknowledgedAtMs: Number.NaN,
    answeredAtMs: null,
    answers: new Set(),
    marked: new Set(),
    failure: null,
    answered,
    resolve,
  };
}

/** Returns the value, or null after two minutes. */
async function within<Value>(value: Promise<Value>): Promise<Value | null> {
  const timeout = new AbortController();
  const late = pause(PATIENCE_MS, null, { signal: timeout.signal }).catch(() => null);
  const first = await Promise.race([value, late]);
  timeout.abort();
  return first;
}

/** Creates a function that returns the processes in turn. One that is avoided gets its turn again 5 s later. */
function createRotation(): (targets: readonly Target[]) => Target & { avoid(): void } {
  const avoidedUntilMs = new Map<number, number>();
  let turn = 0;
  return (targets) => {
    const healthy = targets.filter(({ number }) => (avoidedUntilMs.get(number) ?? 0) <= performance.now());
    const candidates = healthy.length > 0 ? healthy : targets;
    turn += 1;
    const target = candidates[turn % candidates.length];
    if (target === undefined) throw new Error("there is no process to ask");
    return {
      ...target,
      avoid: () => void avoidedUntilMs.set(target.number, performance.now() + AVOIDED_MS),
    };
  };
}
