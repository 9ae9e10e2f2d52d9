import { setTimeout as pause } from "node:timers/promises";
import type { Agent, ShownMessage } from "../faults/support/agents.ts";
import { newCustomer } from "../faults/support/customers.ts";
import type { Fixture } from "../faults/support/fixture.ts";
import { type Subject, WRITE_KINDS, type WriteKind } from "../faults/support/write-kinds.ts";
import type { KnownWrite } from "./attribution.ts";
import type { Word } from "./history.ts";
import type { Recorder } from "./recorder.ts";
import { subjectIn, wordOf } from "./texts.ts";

/** The kinds of write of the load. Each leaves an effect that can be counted. */
const KINDS = ["redeem", "accumulate", "ticket", "newcustomer", "newdeal", "editcustomer"] as const;

/** Of all questions, these shares are declined, and confirmed by two clicks at once. */
const [DECLINED, CLICKED_TWICE] = [0.05, 0.1];
/** Of all texts, this share is delivered again. */
const DELIVERED_AGAIN = 0.05;
/** A person who reads nothing for this long goes on with the next customer. The answer must still come. */
const PATIENT_FOR_MS = 90_000;

/** The pause of a person whom the bot could not help just now. */
const TRIES_AGAIN_AFTER_MS = 2_000;

const ANSWERS: readonly Word[] = ["question", "answer", "given-up", "failed", "not-sent"];
const OUTCOMES: readonly Word[] = ["done", "failed", "not-sent", "unclear", "absent", "expired", "given-up"];

/** What the people of a load share. */
export interface Work {
  fixture: Fixture;
  recorder: Recorder;
  random: () => number;
  /** False when nobody is to ask for another write. */
  goesOn(): boolean;
  /** Every write so far. */
  writes: AskedWrite[];
}

export interface AskedWrite extends KnownWrite {
  kind: WriteKind;
  subject: string;
  about: Subject;
}

/** Asks for one write after the other, and answers the bot's questions. */
export async function works(agent: Agent, work: Work): Promise<void> {
  /** Ids of all messages that this person has read as answers. */
  const others = new Set<string>();
  while (work.goesOn()) {
    const write = await asks(agent, work);
    const question = await readsAnswer(agent, write, { words: ANSWERS, others });
    if (question !== null && wordOf(question.text) === "question") {
      const button = work.random() < DECLINED ? "decline" : "confirm";
      await presses(agent, work, write, { question, button });
      await readsAnswer(agent, write, { words: OUTCOMES, others });
    } else await pause(TRIES_AGAIN_AFTER_MS);
  }
}

async function asks(agent: Agent, { fixture, recorder, random, writes }: Work): Promise<AskedWrite> {
  const what = KINDS[Math.floor(random() * KINDS.length)] ?? "redeem";
  const kind = WRITE_KINDS[what] as WriteKind;
  const customer = newCustomer(fixture);
  const about: Subject = { ...customer, id: customer.key.split(":")[1] ?? "" };
  const at = Date.now();
  const write: AskedWrite = {
    ...{
      write: `w${writes.length + 1}`,
      kind,
      about,
      subject: subjectIn(customer.phone) ?? "",
      id: about.id,
    },
    ...{ place: agent.chatId, askedAt: at, read: new Set<string>() },
  };
  writes.push(write);
  recorder.knows(write);
  const text = kind.request(about);
  await agent.says(text);
  let deliveries = 1;
  if (random() < DELIVERED_AGAIN && (await agent.deliversAgain().catch(() => false))) deliveries += 1;
  recorder.line({
    ...{ kind: "asked", at, write: write.write, what, person: agent.person, place: agent.chatId, text },
    ...{ deliveries, acknowledged: true },
  });
  return write;
}

interface Press {
  question: ShownMessage;
  button: "confirm" | "decline";
}

/** Clicks until the bot accepts the click, sometimes twice at the same moment. */
async function presses(
  agent: Agent,
  work: Work,
  write: AskedWrite,
  { question, button }: Press,
): Promise<void> {
  const label = button === "confirm" ? write.kind.confirm : "Huỷ";
  const at = Date.now();
  write.pressed = { button, at };
  const clicksAtOnce = work.random() < CLICKED_TWICE ? 2 : 1;
  let times = 0;
  let clicked: string[];
  do {
    if (times > 0) await work.fixture.whenUp();
    times += clicksAtOnce;
    clicked = await Promise.all(Array.from({ length: clicksAtOnce }, () => agent.clicks(question, label)));
  } while (clicked.every((one) => one === "lost"));
  work.recorder.line({ kind: "pressed", at, write: write.write, button, times, acknowledged: true });
}

/** Resolves with the next message about this write that says one of these; null when the person is out of patience. */
async function readsAnswer(
  agent: Agent,
  { subject, read }: AskedWrite,
  { words, others }: { words: readonly Word[]; others: Set<string> },
): Promise<ShownMessage | null> {
  const saysOneOf: ReadonlySet<string> = new Set(words);
  const isAbout = (text: string) => [subject, null].includes(subjectIn(text));
  const untilMs = performance.now() + PATIENT_FOR_MS;
  while (performance.now() < untilMs) {
    const seen = await agent
      .reads((text) => saysOneOf.has(wordOf(text)) && isAbout(text), untilMs - performance.now())
      .catch(() => null);
    if (seen === null) return null;
    const id = idOf(seen);
    // The message of an earlier write may be edited late.
    if (others.has(id) && !read.has(id)) continue;
    others.add(id);
    read.add(id);
    return seen;
  }
  return null;
}

function idOf({ message }: ShownMessage): string {
  const { ts, id } = message as { ts?: string; id?: number };
  return ts ?? String(id);
}
