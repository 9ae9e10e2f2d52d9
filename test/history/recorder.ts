import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { RequestRecord } from "../../src/sandbox/antcrm/request-log.ts";
import type { ChatMessage } from "../faults/support/agents.ts";
import type { HistoryLine, Word } from "./history.ts";
import { isMarked, subjectIn, wordOf } from "./texts.ts";

/**
 * One write of the load, with what tells which requests and messages are about it. Each write has a chat of its own, because
 * some messages name neither a customer nor a reference.
 */
export interface KnownWrite {
  write: string;
  /** See `subjectIn`. */
  subject: string;
  /** The number of the customer or record that is changed: `"9457"`. */
  id: string;
  /** The id of the chat. */
  place: string;
  pressedAt?: number;
  /** The id of the message that asked to confirm. It is edited later. */
  question?: string;
}

/** Writes a history into a file, line by line. */
export interface Recorder {
  line(line: HistoryLine): void;
  knows(write: KnownWrite): void;
  /** Records the requests that changed something at the CRM. Unanswered ones come again, unless it is the last time. */
  received(requests: RequestRecord[], isLast?: boolean): void;
  /** Records all messages of the chat of this write. */
  told(write: KnownWrite, messages: readonly ChatMessage[]): void;
  close(): Promise<void>;
}

export function createRecorder(file: string): Recorder {
  const stream = createWriteStream(file);
  const bySubject = new Map<string, KnownWrite>();
  const byId = new Map<string, KnownWrite>();
  let unanswered: RequestRecord[] = [];
  const line = (one: HistoryLine) => void stream.write(`${JSON.stringify(one)}\n`);

  return {
    line,
    knows(write) {
      bySubject.set(write.subject, write);
      byId.set(write.id, write);
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
    told(about, messages) {
      for (const message of messages) {
        const word = saidIn(message, about);
        if (word === null) continue;
        const { id, at, text } = message;
        const { write, place } = about;
        line({ kind: "told", at, write, place, message: id, word, marked: isMarked(text), text });
      }
    },
    async close() {
      stream.end();
      await once(stream, "close");
    },
  };
}

/** The times of Telegram's messages have whole seconds. */
const CLOCK_TICK_MS = 999;

/**
 * Returns what the message says about the write; null for a notice about no write. Before the press, the words of a failure
 * are an answer to the request: nothing was to be sent yet.
 */
function saidIn({ id, at, text }: ChatMessage, { pressedAt, question }: KnownWrite): Word | null {
  const word = wordOf(text);
  if (word === "notice") return null;
  const isBefore = pressedAt === undefined || (at + CLOCK_TICK_MS < pressedAt && id !== question);
  return word === "failed" && isBefore ? "answer" : word;
}

/** Returns the numbers and texts in a body, as texts. */
function valuesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap(valuesIn);
}
