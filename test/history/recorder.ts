import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { RequestRecord } from "../../src/sandbox/antcrm/request-log.ts";
import type { ChatMessage } from "../faults/support/agents.ts";
import { attribute, type KnownWrite } from "./attribution.ts";
import type { HistoryLine } from "./history.ts";
import { isMarked, subjectIn } from "./texts.ts";

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
      for (const { message, about, word } of attribute(messages, byPlace.get(place) ?? [])) {
        const { id, at, text } = message;
        const said = { word, marked: isMarked(text), text };
        line({ kind: "told", at, write: about.write, place, message: id, ...said });
      }
    },
    async close() {
      stream.end();
      await once(stream, "close");
    },
  };
}

/** Returns the numbers and texts in a body, as texts. */
function valuesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap(valuesIn);
}
