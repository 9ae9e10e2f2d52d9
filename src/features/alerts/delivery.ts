import type { OnDelivered } from "../../delivery/notification.ts";
import {
  type Channel,
  createOutbox,
  type Delivery,
  type DeliveryRepository,
  type OutboxPorts,
} from "../../delivery/outbox.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { AlertMessage, AlertMessages } from "./messages.ts";
import { isQuiet } from "./quiet-hours.ts";
import { type Rule, recipientOf } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** The stored events and their delivery. The id of a delivery is the id of the message that contains its events. */
export interface EventDeliveryRepository extends DeliveryRepository {
  /** Returns the events to send now, in the order in which they happened. */
  waiting(now: Date): Promise<WaitingEvent[]>;
  /** Marks the waiting events of this rule as held, to be sent in one summary later. */
  hold(rule: string): Promise<void>;
  /**
   * Commits the state `sending` for these events as one message, before the send, while the owner's lease runs.
   * @returns how many events were committed; the others were claimed by another worker first, or were put off
   */
  send(ids: readonly string[], message: string, owner: string, at: Date): Promise<number>;
  /** Counts one more send of a message that may have been sent and is due, while the owner's lease runs. */
  sendAgain(message: string, owner: string, at: Date): Promise<boolean>;
  /** Returns this worker's messages that may have been sent and are due again: one entry for each rule of a message. */
  inHand(owner: string, now: Date): Promise<MessageInHand[]>;
  /** Drops the waiting events of this rule: they are never sent. */
  drop(rule: string, at: Date): Promise<void>;
}

interface WaitingEvent {
  id: string;
  rule: string;
  subject: string;
  held: boolean;
}

/** A message whose process died during the send, or whose send got no answer. */
interface MessageInHand {
  message: string;
  rule: string;
  /** How often it was sent again. */
  repeated: number;
  tries: number;
}

/** Checks recipients and sends alerts to their chats. */
export interface AlertSender {
  /**
   * True if the alert may still be sent there. A person who has lost the role receives nothing.
   * @throws AppError `unidentified` nobody knows the role at the moment, and a later round asks again
   */
  isAllowed(rule: Rule): Promise<boolean>;
  /** @throws AppError as `Channel.send` documents */
  send(message: AlertMessage, isUnbroken: () => boolean): Promise<void>;
  /** Notifies the owners of these rules that their chat does not let the bot write. Never rejects. */
  notifyOwners(shutOut: readonly Rule[]): Promise<void>;
}

interface AlertDeliveryPorts {
  rules: Rules;
  events: EventDeliveryRepository;
  messages: AlertMessages;
  lease: OutboxPorts["lease"];
  timeZone: string;
  now: () => Date;
  newId: () => string;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

/** More subjects than this are sent together as one message. */
const ONE_BY_ONE = 5;

/** Rules with the same recipient, and the events that wait for it. */
interface RecipientWork {
  rules: Rule[];
  waiting: WaitingEvent[];
  inHand: MessageInHand[];
}

interface AlertItem extends Delivery {
  /** All rules of the recipient that have found something. */
  rules: readonly Rule[];
  /** The events of a new message; null for a message that is sent again. */
  newEvents: readonly string[] | null;
}

export type AlertDelivery = ReturnType<typeof createAlertDelivery>;

/** Sends the events that were found, each once. */
export function createAlertDelivery(ports: AlertDeliveryPorts) {
  const { events, lease, now, log, onDelivered } = ports;
  const outbox = createOutbox({
    ...{ kind: "alert", onDelivered, repository: events, recipientsAtOnce: Number.POSITIVE_INFINITY },
    ...{ lease, now, log },
  });
  return {
    /** Runs one round. Resolves when everything was tried. Skips recipients that an earlier round still serves. */
    deliver: (sender: AlertSender) => outbox.sweep(createAlertChannel(ports, sender)),
  };
}

function createAlertChannel(ports: AlertDeliveryPorts, sender: AlertSender): Channel<AlertItem, null> {
  const { rules, events, messages, lease, timeZone, now, newId } = ports;

  async function isQuietNow(rule: Rule): Promise<boolean> {
    if (rule.snoozedUntil !== null && rule.snoozedUntil > now()) return true;
    const hours = await rules.quietHours(rule);
    return hours !== null && isQuiet(hours, now(), timeZone);
  }

  /** Returns the rules whose events may be sent now. Holds back or drops the events of the others. */
  async function sendableRules({ rules: own, inHand }: RecipientWork): Promise<Set<string>> {
    const [sendable, gone] = [new Set<string>(), new Set<string>()];
    for (const rule of own) {
      if (rule.state !== "active" || !(await sender.isAllowed(rule))) {
        gone.add(rule.id);
        await events.drop(rule.id, now());
      } else if (await isQuietNow(rule)) await events.hold(rule.id);
      else sendable.add(rule.id);
    }
    const isGone = (message: string) => inHand.every((one) => one.message !== message || gone.has(one.rule));
    for (const { message } of inHand) {
      if (isGone(message)) await events.end(message, lease.owner, { state: "skipped", at: now() });
    }
    return sendable;
  }

  /** Returns the messages that may have been sent before, followed by the new ones. */
  async function open(work: RecipientWork): Promise<AlertItem[]> {
    const sendable = await sendableRules(work);
    const owed = <T extends { rule: string }>(all: readonly T[]) =>
      all.filter(({ rule }) => sendable.has(rule));
    const again = new Map(owed(work.inHand).map(({ rule: _, message, ...one }) => [message, one]));
    const { rules: own } = work;
    return [
      ...[...again].map(([id, one]) => ({ ...one, id, mayBeSent: true, rules: own, newEvents: null })),
      ...bundled(owed(work.waiting)).map((newEvents) => ({
        ...{ id: newId(), tries: 0, repeated: 0, mayBeSent: false },
        ...{ rules: own, newEvents },
      })),
    ];
  }

  async function workByRecipient(): Promise<Map<string, RecipientWork>> {
    const inHand = await events.inHand(lease.owner, now());
    const waiting = await events.waiting(now());
    const works = new Map<string, RecipientWork>();
    for (const id of new Set([...inHand, ...waiting].map(({ rule }) => rule))) {
      const rule = await rules.byId(id);
      if (rule === null) continue;
      const recipient = recipientOf(rule);
      const work = works.get(recipient) ?? { rules: [], waiting: [], inHand: [] };
      work.rules.push(rule);
      works.set(recipient, work);
    }
    for (const work of works.values()) {
      const isOwn = ({ rule }: { rule: string }) => work.rules.some(({ id }) => id === rule);
      work.inHand = inHand.filter(isOwn);
      work.waiting = waiting.filter(isOwn);
    }
    return works;
  }

  return {
    async queues() {
      const works = await workByRecipient();
      return [...works].map(([recipient, work]) => ({ recipient, open: () => open(work) }));
    },
    outdated: async () => null,
    compose: async () => ({ content: null }),
    async markSending({ id, newEvents }, owner, at) {
      if (newEvents === null) return events.sendAgain(id, owner, at);
      return (await events.send(newEvents, id, owner, at)) > 0;
    },
    async send({ id }, _, isUnbroken) {
      const message = await messages.find(id);
      if (message === null) throw new AppError("refused", "nothing of this alert is kept any more");
      await sender.send(message, isUnbroken);
    },
    /** Stops all rules with this recipient, including those that have found nothing yet. */
    async stopChat({ rules: [one] }) {
      if (one === undefined) return;
      const same = (await rules.list()).filter((rule) => recipientOf(rule) === recipientOf(one));
      const stopped: Rule[] = [];
      for (const rule of same) if (await rules.shutOut(rule)) stopped.push(rule);
      if (stopped.length > 0) await sender.notifyOwners(stopped);
    },
    labels: ({ rules: own }) => ({ alerts: own.map(({ number }) => number) }),
  };
}

/**
 * Groups events into messages. Few subjects get a message each, even if several rules found the same subject. Many
 * subjects, or events that were held back, go into one message.
 */
function bundled(waiting: readonly WaitingEvent[]): string[][] {
  const bySubject = new Map<string, string[]>();
  for (const { subject, id } of waiting) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id]);
  const things = [...bySubject.values()];
  const isOneMessage = things.length > ONE_BY_ONE || waiting.some(({ held }) => held);
  return isOneMessage ? [things.flat()] : things;
}
