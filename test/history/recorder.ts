import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { RequestRecord } from "../../src/sandbox/antcrm/request-log.ts";
import type { ChatMessage } from "../faults/support/agents.ts";
import type { HistoryLine, Word } from "./history.ts";
import { isMarked, subjectIn, wordOf } from "./texts.ts";

/** One write of the load, as the recorder needs it to find what belongs to it. */
export interface KnownWrite {
  write: string;
  /** See `subjectIn`. */
  subject: string;
  /** The number of the customer or record that is changed: `"9457"`. */
  id: string;
  place: string;
  askedAt: number;
  confirmedAt?: number;
  /** Ids of messages that its person read as answers to it. */
  read: Set<string>;
}

/** Writes a history into a file, line by line. */
export interface Recorder {
  line(line: HistoryLine): void;
  knows(write: KnownWrite): void;
  /** Records the requests that changed something at the CRM. Unanswered ones come again, unless it is the last time. */
  received(requests: RequestRecord[], isLast?: boolean): void;
  /** Records all messages of one chat. */
  told(place: string, messages: readonly ChatMessage[]): void;
  close(): Promise<void>;
}

export function createRecorder(file: string): Recorder {
  const stream = createWriteStream(file);
  const bySubject = new Map<string, KnownWrite>();
  const byId = new Map<string, KnownWrite>();
  const byPlace = new Map<string, KnownWrite[]>();
  let unanswered: RequestRecord[] = [];
  const line = (one: HistoryLine) => void stream.write(`${JSON.stringify(one)}\n`);

  return {
    line,
    knows(write) {
      bySubject.set(write.subject, write);
      byId.set(write.id, write);
      byPlace.set(write.place, [...(byPlace.get(write.place) ?? []), write]);
    },
    received(requests, isLast = false) {
      const changes = [...unanswered, ...requests.splice(0).filter(({ method }) => method !== "GET")];
      const isOpen = ({ status }: RequestRecord) => status === null && !isLast;
      unanswered = changes.filter(isOpen);
      for (const { method, path, body, at, status } of changes.filter((request) => !isOpen(request))) {
        const text = JSON.stringify(body);
        const write =
          bySubject.get(subjectIn(text) ?? "") ??
          valuesIn(body)
            .map((id) => byId.get(id))
            .find(Boolean);
        line({
          ...{ kind: "crm-received", at, write: write?.write ?? "unknown", call: `${method} ${path}` },
          ...{ body: createHash("sha256").update(text).digest("hex").slice(0, 12), status },
        });
      }
    },
    told(place, messages) {
      const writes = byPlace.get(place) ?? [];
      for (const { id, at, text } of messages) {
        const write = subjectOf({ id, at, text }, writes, bySubject);
        const word = wordOf(text);
        if (write === undefined || word === "notice") continue;
        const said = { word: saidAfter({ id, at }, write, word), marked: isMarked(text), text };
        line({ kind: "told", at, write: write.write, place, message: id, ...said });
      }
    },
    async close() {
      stream.end();
      await once(stream, "close");
    },
  };
}

/** Returns the write that a message is about: the one it names, the one it was read for, or the last one asked there. */
function subjectOf(
  { id, at, text }: ChatMessage,
  writes: readonly KnownWrite[],
  bySubject: ReadonlyMap<string, KnownWrite>,
): KnownWrite | undefined {
  return (
    bySubject.get(subjectIn(text) ?? "") ??
    writes.find(({ read }) => read.has(id)) ??
    writes.findLast(({ askedAt }) => askedAt <= at + CLOCK_TICK_MS)
  );
}

/** The times of Telegram's messages have whole seconds. */
const CLOCK_TICK_MS = 999;

/** Before the confirmation, the words of a failure are an answer to the request: nothing was to be sent yet. */
function saidAfter(
  { id, at }: Pick<ChatMessage, "id" | "at">,
  { confirmedAt, read }: KnownWrite,
  word: Word,
): Word {
  const isBefore = confirmedAt === undefined || (at + CLOCK_TICK_MS < confirmedAt && !read.has(id));
  return word === "failed" && isBefore ? "answer" : word;
}

/** Returns the numbers and texts in a body, as texts. */
function valuesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap(valuesIn);
}
