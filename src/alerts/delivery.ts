import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Lease } from "../operations/lease.ts";
import type { AlertMessage, Messages } from "./messages.ts";
import { isQuiet } from "./quiet-hours.ts";
import type { Rule } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** What telling asks of the store. */
interface EventsToTell {
  waiting(now: Date): Promise<{ id: string; rule: string; held: boolean }[]>;
  hold(rule: string): Promise<void>;
  send(ids: readonly string[], message: string, owner: string, at: Date): Promise<number>;
  sendAgain(message: string, owner: string, at: Date): Promise<boolean>;
  takeOver(owner: string, now: Date): Promise<number>;
  inHand(
    owner: string,
    now: Date,
  ): Promise<{ message: string; rule: string; repeated: number; tries: number }[]>;
  putOff(
    message: string,
    owner: string,
    later: { state: "waiting" | "sending"; nextAt: Date },
  ): Promise<void>;
  end(message: string, owner: string, end: { state: "sent" | "dropped"; at: Date }): Promise<void>;
  drop(rule: string, at: Date): Promise<void>;
}

/** How a message reaches its chat. */
export interface AlertPost {
  /** May it still be told there? Whoever lost the role since is told nothing. */
  isAllowed(rule: Rule): Promise<boolean>;
  /**
   * @param mayBeRepeated  it may have been sent before: a process died in between, or no answer came
   * @throws AppError `forbidden`: this chat does not let the bot write; `unavailable` or `busy`: nothing was sent, later it
   *   may be; `refused`: no, and never; anything else: it may have been sent
   */
  send(message: AlertMessage, mayBeRepeated: boolean): Promise<void>;
}

export interface DeliveryPorts {
  rules: Rules;
  events: EventsToTell;
  messages: Messages;
  lease: Pick<Lease, "owner" | "hold">;
  timeZone: string;
  now: () => Date;
  newId: () => string;
  log: Log;
}

/** Tells what was found, each event once. */
export interface Delivery {
  /** One round. Resolves when all of it was tried; a chat that takes long is left out of the rounds meanwhile. */
  deliver(post: AlertPost): Promise<void>;
}

/** So many at once are told one by one; more come as one message. */
const ONE_BY_ONE = 5;
/** What may have been sent is sent again so many times; each stands in the chat with its mark. */
const MOST_REPEATS = 3;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;

interface Work {
  waiting: { id: string; held: boolean }[];
  inHand: { message: string; repeated: number; tries: number }[];
}

export function createDelivery(ports: DeliveryPorts): Delivery {
  const { rules, events, messages, lease, timeZone, now, newId, log } = ports;
  const { owner } = lease;
  /** The rules whose messages are on their way. */
  const busy = new Set<string>();

  async function isLeftAlone(rule: Rule): Promise<boolean> {
    if (rule.snoozedUntil !== null && rule.snoozedUntil > now()) return true;
    const hours = await rules.quietHours(rule);
    return hours !== null && isQuiet(hours, now(), timeZone);
  }

  async function tell(id: string, work: Work, post: AlertPost): Promise<void> {
    const rule = await rules.byId(id);
    if (rule === null || rule.state !== "active" || !(await post.isAllowed(rule))) return giveUp(id, work);
    if (await isLeftAlone(rule)) return events.hold(id);
    for (const { message, repeated, tries } of work.inHand) {
      if (repeated >= MOST_REPEATS) {
        log.error({ alert: rule.number, message }, "given up on an alert that may have been sent");
        await events.end(message, owner, { state: "dropped", at: now() });
        continue;
      }
      await lease.hold();
      if (!(await events.sendAgain(message, owner, now()))) continue;
      if (!(await send(rule, message, { mayBeRepeated: true, tries }, post))) return;
    }
    for (const ids of bundled(work.waiting)) {
      await lease.hold();
      const message = newId();
      if ((await events.send(ids, message, owner, now())) === 0) continue;
      if (!(await send(rule, message, { mayBeRepeated: false, tries: 0 }, post))) return;
    }
  }

  /** @returns false where the rest of the rule must wait as well */
  async function send(
    rule: Rule,
    message: string,
    { mayBeRepeated, tries }: { mayBeRepeated: boolean; tries: number },
    post: AlertPost,
  ): Promise<boolean> {
    const told = await messages.find(message);
    if (told === null) {
      await events.end(message, owner, { state: "dropped", at: now() });
      return true;
    }
    try {
      await post.send(told, mayBeRepeated);
    } catch (thrown) {
      return undelivered(rule, message, { mayBeRepeated, tries }, thrown);
    }
    await events.end(message, owner, { state: "sent", at: now() });
    return true;
  }

  async function undelivered(
    rule: Rule,
    message: string,
    { mayBeRepeated, tries }: { mayBeRepeated: boolean; tries: number },
    thrown: unknown,
  ): Promise<boolean> {
    const { fault, message: err } = toAppError(thrown);
    log.warn({ alert: rule.number, fault, err }, "an alert was not sent");
    const nextAt = new Date(now().getTime() + Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS));
    switch (fault) {
      case "forbidden":
        await events.end(message, owner, { state: "dropped", at: now() });
        await rules.shutOut(rule);
        return false;
      case "refused":
        await events.end(message, owner, { state: "dropped", at: now() });
        return true;
      case "unavailable":
      case "busy":
        await events.putOff(message, owner, { state: mayBeRepeated ? "sending" : "waiting", nextAt });
        return false;
      default:
        await events.putOff(message, owner, { state: "sending", nextAt });
        return false;
    }
  }

  async function giveUp(rule: string, { inHand }: Work): Promise<void> {
    for (const { message } of inHand) await events.end(message, owner, { state: "dropped", at: now() });
    await events.drop(rule, now());
  }

  async function workByRule(): Promise<Map<string, Work>> {
    const work = new Map<string, Work>();
    const of = (rule: string) => {
      const known = work.get(rule) ?? { waiting: [], inHand: [] };
      work.set(rule, known);
      return known;
    };
    for (const { rule, ...message } of await events.inHand(owner, now())) of(rule).inHand.push(message);
    for (const { rule, ...event } of await events.waiting(now())) of(rule).waiting.push(event);
    return work;
  }

  return {
    async deliver(post) {
      await lease.hold();
      const taken = await events.takeOver(owner, now());
      if (taken > 0) log.info({ events: taken }, "taking over alerts that were not finished");
      const free = [...(await workByRule())].filter(([rule]) => !busy.has(rule));
      const each = free.map(async ([rule, work]) => {
        busy.add(rule);
        try {
          await tell(rule, work, post);
        } catch (thrown) {
          log.warn({ rule, err: toAppError(thrown).message }, "alerts were not finished in this round");
        } finally {
          busy.delete(rule);
        }
      });
      await Promise.all(each);
    },
  };
}

/** What is told in one message each: a few one by one; many, or what was held, together. */
function bundled(waiting: Work["waiting"]): string[][] {
  const ids = waiting.map(({ id }) => id);
  const isOneMessage = ids.length > ONE_BY_ONE || waiting.some(({ held }) => held);
  if (ids.length === 0) return [];
  return isOneMessage ? [ids] : ids.map((id) => [id]);
}
