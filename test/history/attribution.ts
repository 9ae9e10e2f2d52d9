import type { ChatMessage } from "../faults/support/agents.ts";
import type { Word } from "./history.ts";
import { referenceIn, subjectIn, wordOf } from "./texts.ts";

/** One write of the load, with what tells which messages and requests are about it. */
export interface KnownWrite {
  write: string;
  /** See `subjectIn`. */
  subject: string;
  /** The number of the customer or record that is changed: `"9457"`. */
  id: string;
  place: string;
  askedAt: number;
  /** The button that was pressed, and when. */
  pressed?: { button: "confirm" | "decline"; at: number };
  /** Ids of messages that its person read as answers to it. */
  read: Set<string>;
}

/** A message, and the write it is about. */
export interface AboutWrite {
  message: ChatMessage;
  about: KnownWrite;
  word: Word;
}

/** The times of Telegram's messages have whole seconds. */
const CLOCK_TICK_MS = 999;
const ENDINGS: readonly string[] = ["done", "failed", "not-sent", "unclear", "absent", "expired", "given-up"];

/**
 * Finds the write that each message of a chat is about: the one that it names, that it was read for, or whose reference it
 * has. A message without any of these is about the last write there that was pressed and has no outcome yet, or else about
 * the last one that was asked for. Messages about no write are left out.
 */
export function attribute(messages: readonly ChatMessage[], writes: readonly KnownWrite[]): AboutWrite[] {
  const bySubject = new Map(writes.map((write) => [write.subject, write]));
  // The first one that a message was read for: later it may be edited into the outcome of the same write.
  const reads = writes.flatMap((write) => [...write.read].map((id) => [id, write] as const));
  const byRead = new Map(reads.reverse());
  const byReference = new Map<string, KnownWrite>();
  const told = messages.filter(({ text }) => wordOf(text) !== "notice");
  const sure = new Map<string, KnownWrite>();
  for (const { id, text } of told) {
    const write = bySubject.get(subjectIn(text) ?? "") ?? byRead.get(id);
    if (write === undefined) continue;
    sure.set(id, write);
    const reference = referenceIn(text);
    if (reference !== null) byReference.set(reference, write);
  }
  const ended = new Set(
    told.filter(({ text }) => ENDINGS.includes(wordOf(text))).map(({ id }) => sure.get(id)),
  );
  const nextIn = ({ at, text }: ChatMessage): KnownWrite | undefined => {
    const button = /Đã huỷ/.test(text) ? "decline" : "confirm";
    const isOpen = ({ pressed }: KnownWrite) =>
      pressed?.button === button && pressed.at <= at + CLOCK_TICK_MS;
    const open = writes.findLast((write) => isOpen(write) && !ended.has(write));
    const asked = writes.findLast(({ askedAt }) => askedAt <= at + CLOCK_TICK_MS);
    const found = (ENDINGS.includes(wordOf(text)) ? open : undefined) ?? asked;
    ended.add(found);
    const reference = referenceIn(text);
    if (reference !== null && found !== undefined) byReference.set(reference, found);
    return found;
  };
  return told.flatMap((message) => {
    const about = sure.get(message.id) ?? byReference.get(referenceIn(message.text) ?? "") ?? nextIn(message);
    return about === undefined ? [] : [{ message, about, word: saidAfter(message, about) }];
  });
}

/** Before the confirmation, the words of a failure are an answer to the request: nothing was to be sent yet. */
function saidAfter({ id, at, text }: ChatMessage, { pressed, read }: KnownWrite): Word {
  const word = wordOf(text) as Word;
  const isBefore = pressed === undefined || (at + CLOCK_TICK_MS < pressed.at && !read.has(id));
  return word === "failed" && isBefore ? "answer" : word;
}
