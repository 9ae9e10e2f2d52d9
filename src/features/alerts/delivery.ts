import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import type { AlertMessage, Messages } from "./messages.ts";
import { isQuiet } from "./quiet-hours.ts";
import { type Rule, recipientOf } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** What telling asks of the store. */
interface EventsToTell {
  waiting(now: Date): Promise<{ id: string; rule: string; subject: string; held: boolean }[]>;
  hold(rule: string): Promise<void>;
  send(ids: readonly string[], message: string, owner: string, at: Date): Promise<number>;
  sendAgain(message: string, owner: string, at: Date): Promise<boolean>;
  takeOver(owner: string): Promise<number>;
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
   * @throws AppError `forbidden`: this chat does not let the bot write; `unavailable` or `busy`: nothing was sent, later it
   *   may be; `refused`: no, and never; anything else: it may have been sent
   */
  send(message: AlertMessage): Promise<void>;
  /** Tells whoever ordered them that their chat does not let the bot write. Never rejects. */
  tellOwners(shutOut: readonly Rule[]): Promise<void>;
}

export interface DeliveryPorts {
  rules: Rules;
  events: EventsToTell;
  messages: Messages;
  lease: Pick<Lease, "owner" | "hold">;
  timeZone: string;
  now: () => Date;
  newId: () => string;
  log: Logger;
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

interface Waiting {
  id: string;
  rule: string;
  subject: string;
  held: boolean;
}

interface Started {
  message: string;
  rule: string;
  repeated: number;
  tries: number;
}

/** What is owed where the same ones listen. */
interface Work {
  rules: Rule[];
  waiting: Waiting[];
  inHand: Started[];
}

interface Attempt {
  message: string;
  mayBeRepeated: boolean;
  tries: number;
}

export function createDelivery(ports: DeliveryPorts): Delivery {
  const { rules, events, messages, lease, timeZone, now, newId, log } = ports;
  const { owner } = lease;
  /** To whom something is on its way. */
  const busy = new Set<string>();

  async function isLeftAlone(rule: Rule): Promise<boolean> {
    if (rule.snoozedUntil !== null && rule.snoozedUntil > now()) return true;
    const hours = await rules.quietHours(rule);
    return hours !== null && isQuiet(hours, now(), timeZone);
  }

  /** Those of which may be told now; what the others have found is held back, or told to nobody. */
  async function speaking({ rules: listening, inHand }: Work, post: AlertPost): Promise<Set<string>> {
    const [free, gone] = [new Set<string>(), new Set<string>()];
    for (const rule of listening) {
      if (rule.state !== "active" || !(await post.isAllowed(rule))) {
        gone.add(rule.id);
        await events.drop(rule.id, now());
      } else if (await isLeftAlone(rule)) await events.hold(rule.id);
      else free.add(rule.id);
    }
    const isNobodys = (message: string) =>
      inHand.every((one) => one.message !== message || gone.has(one.rule));
    for (const { message } of inHand) {
      if (isNobodys(message)) await events.end(message, owner, { state: "dropped", at: now() });
    }
    return free;
  }

  async function tell(work: Work, post: AlertPost): Promise<void> {
    const free = await speaking(work, post);
    const owed = <T extends { rule: string }>(all: readonly T[]) => all.filter(({ rule }) => free.has(rule));
    for (const attempt of again(owed(work.inHand))) {
      if (attempt.repeated >= MOST_REPEATS) {
        log.error({ message: attempt.message }, "given up on an alert that may have been sent");
        await events.end(attempt.message, owner, { state: "dropped", at: now() });
        continue;
      }
      await lease.hold();
      if (!(await events.sendAgain(attempt.message, owner, now()))) continue;
      if (!(await send(work, attempt, post))) return;
    }
    for (const ids of bundled(owed(work.waiting))) {
      await lease.hold();
      const message = newId();
      if ((await events.send(ids, message, owner, now())) === 0) continue;
      if (!(await send(work, { message, mayBeRepeated: false, tries: 0 }, post))) return;
    }
  }

  /** @returns false where the rest must wait as well */
  async function send(work: Work, attempt: Attempt, post: AlertPost): Promise<boolean> {
    const { message } = attempt;
    const notified = await messages.find(message);
    if (notified === null) {
      await events.end(message, owner, { state: "dropped", at: now() });
      return true;
    }
    try {
      await post.send(notified);
    } catch (thrown) {
      return undelivered(work, attempt, thrown, post);
    }
    await events.end(message, owner, { state: "sent", at: now() });
    return true;
  }

  async function undelivered(
    { rules: listening }: Work,
    { message, mayBeRepeated, tries }: Attempt,
    thrown: unknown,
    post: AlertPost,
  ): Promise<boolean> {
    const { fault, message: err } = toAppError(thrown);
    log.warn({ alerts: listening.map(({ number }) => number), fault, err }, "an alert was not sent");
    const nextAt = new Date(now().getTime() + Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS));
    switch (fault) {
      case "forbidden":
        await events.end(message, owner, { state: "dropped", at: now() });
        await shutOut(listening, post);
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

  /** All that is told there, also what has found nothing yet: nothing of it would come through. */
  async function shutOut([one]: readonly Rule[], post: AlertPost): Promise<void> {
    if (one === undefined) return;
    const there = (await rules.list()).filter((rule) => recipientOf(rule) === recipientOf(one));
    const stopped: Rule[] = [];
    for (const rule of there) if (await rules.shutOut(rule)) stopped.push(rule);
    if (stopped.length > 0) await post.tellOwners(stopped);
  }

  async function workByRecipient(): Promise<[string, Work][]> {
    const inHand = await events.inHand(owner, now());
    const waiting = await events.waiting(now());
    const byRecipient = new Map<string, Rule[]>();
    for (const id of new Set([...inHand, ...waiting].map(({ rule }) => rule))) {
      const rule = await rules.byId(id);
      if (rule !== null)
        byRecipient.set(recipientOf(rule), [...(byRecipient.get(recipientOf(rule)) ?? []), rule]);
    }
    return [...byRecipient].map(([recipient, listening]) => {
      const isTheirs = ({ rule }: { rule: string }) => listening.some(({ id }) => id === rule);
      return [
        recipient,
        { rules: listening, inHand: inHand.filter(isTheirs), waiting: waiting.filter(isTheirs) },
      ];
    });
  }

  return {
    async deliver(post) {
      await lease.hold();
      const taken = await events.takeOver(owner);
      if (taken > 0) log.info({ events: taken }, "taking over alerts that were not finished");
      const free = (await workByRecipient()).filter(([recipient]) => !busy.has(recipient));
      const each = free.map(async ([recipient, work]) => {
        busy.add(recipient);
        try {
          await tell(work, post);
        } catch (thrown) {
          const alerts = work.rules.map(({ number }) => number);
          log.warn({ alerts, err: toAppError(thrown).message }, "alerts were not finished in this round");
        } finally {
          busy.delete(recipient);
        }
      });
      await Promise.all(each);
    },
  };
}

/** Each message once, whatever number of alerts it tells of. */
function again(inHand: readonly Started[]): (Attempt & { repeated: number })[] {
  const byMessage = new Map(inHand.map(({ rule: _, ...one }) => [one.message, one]));
  return [...byMessage.values()].map((one) => ({ ...one, mayBeRepeated: true }));
}

/**
 * What is told in one message each: a few things one by one, each once though several alerts have found it; many, or what
 * was held, together.
 */
function bundled(waiting: readonly Waiting[]): string[][] {
  const bySubject = new Map<string, string[]>();
  for (const { subject, id } of waiting) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id]);
  const things = [...bySubject.values()];
  const isOneMessage = things.length > ONE_BY_ONE || waiting.some(({ held }) => held);
  return isOneMessage ? [things.flat()] : things;
}
