import { setTimeout as pause } from "node:timers/promises";
import type { Agent, ShownMessage, slackAgent, telegramAgent } from "../faults/support/agents.ts";
import { newCustomer } from "../faults/support/customers.ts";
import type { Fixture } from "../faults/support/fixture.ts";
import { type Subject, WRITE_KINDS, type WriteKind } from "../faults/support/write-kinds.ts";
import type { Word } from "./history.ts";
import type { KnownWrite, Recorder } from "./recorder.ts";
import { subjectIn, wordOf } from "./texts.ts";
import { OUTCOMES } from "./violations.ts";

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
const CLICKS_AGAIN_AFTER_MS = 500;

const ANSWERS: readonly Word[] = ["question", "answer", "given-up", "failed", "not-sent"];

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
  agent: Agent;
  kind: WriteKind;
  about: Subject;
}

/** Asks for one write after the other, each as somebody else, and answers the bot's questions. */
export async function works(agentOf: typeof slackAgent | typeof telegramAgent, work: Work): Promise<void> {
  while (work.goesOn()) {
    const write = await asks(agentOf(work.fixture, "Lan"), work);
    const answer = await readsOneOf(write, ANSWERS);
    if (answer !== null && wordOf(answer.text) === "question") {
      write.question = idOf(answer);
      await presses(work, write, answer, work.random() < DECLINED ? "decline" : "confirm");
      await readsOneOf(write, OUTCOMES);
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
    ...{ place: agent.chatId, agent },
  };
  writes.push(write);
  recorder.knows(write);
  const text = kind.request(about);
  const acknowledged = await agent.says(text).then(
    () => true,
    () => false,
  );
  let deliveries = 1;
  if (random() < DELIVERED_AGAIN && (await agent.deliversAgain().catch(() => false))) deliveries += 1;
  recorder.line({
    ...{ kind: "asked", at, write: write.write, what, person: agent.person, place: agent.chatId, text },
    ...{ deliveries, acknowledged },
  });
  return write;
}

/** Clicks until the bot accepts the click, sometimes twice at the same moment. */
async function presses(
  work: Work,
  write: AskedWrite,
  question: ShownMessage,
  button: "confirm" | "decline",
): Promise<void> {
  const label = button === "confirm" ? write.kind.confirm : "Huỷ";
  const at = Date.now();
  write.pressedAt = at;
  const atOnce = work.random() < CLICKED_TWICE ? 2 : 1;
  let times = 0;
  let clicked: string[] = [];
  while (clicked.every((one) => one === "lost")) {
    if (times > 0) await pause(CLICKS_AGAIN_AFTER_MS);
    times += atOnce;
    clicked = await Promise.all(Array.from({ length: atOnce }, () => write.agent.clicks(question, label)));
  }
  const acknowledged = clicked.includes("taken");
  work.recorder.line({ kind: "pressed", at, write: write.write, button, times, acknowledged });
}

/** Resolves with the next message that says one of these; null when the person is out of patience. */
function readsOneOf({ agent }: AskedWrite, words: readonly Word[]): Promise<ShownMessage | null> {
  const wanted: ReadonlySet<string> = new Set(words);
  return agent.reads((text) => wanted.has(wordOf(text)), PATIENT_FOR_MS).catch(() => null);
}

function idOf({ message }: ShownMessage): string {
  const { ts, id } = message as { ts?: string; id?: number };
  return ts ?? String(id);
}
