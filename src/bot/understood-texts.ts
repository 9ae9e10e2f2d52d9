import * as z from "zod";
import type { Journal } from "../operations/journal.ts";
import type { Call } from "./call.ts";
import type { ConversationRepository } from "./conversation.ts";
import { DraftShape } from "./forms/draft.ts";
import type { Registry } from "./registry.ts";
import type { Request, UnderstoodTexts } from "./request-kinds.ts";
import { ShownRecordShape } from "./shown-records.ts";

/** Nobody waits longer for the answer to a message. */
const KEPT_MS = 24 * 3_600_000;

const Texts = z.record(z.string(), z.string());

/** A request as it is stored. A command is stored by its name, and a question by the id of its operation. */
const StoredRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("control"), name: z.string(), args: Texts }),
  z.object({ kind: z.literal("cancel"), draft: DraftShape.nullable(), operation: z.string().nullable() }),
  z.object({
    kind: z.literal("command"),
    command: z.string(),
    args: Texts,
    draft: DraftShape.nullable(),
    answered: z.string().nullable(),
    filled: z.boolean(),
    source: z.string().nullable(),
    review: z.boolean(),
    recalled: z.array(ShownRecordShape),
    unclear: z.object({ argument: z.string(), said: z.string() }).nullable(),
    ignored: z.string().nullable(),
    called: z.string().nullable(),
    unbounded: z.boolean(),
    replaces: z.string().nullable(),
    staysOpen: DraftShape.nullable(),
  }),
]);

type StoredRequest = z.infer<typeof StoredRequest>;

interface UnderstoodTextsPorts {
  registry: Pick<Registry, "find">;
  journal: Pick<Journal, "find">;
  now: () => Date;
  pseudonym: (clear: string) => string;
}

/** Stores the requests beside the conversations, for 24 hours. */
export function createUnderstoodTexts(
  rows: ConversationRepository,
  { registry, journal, now, pseudonym }: UnderstoodTextsPorts,
): UnderstoodTexts {
  const idOf = ({ id }: Pick<Call, "id">) => pseudonym(`understood ${id}`);

  async function requestOf(stored: StoredRequest): Promise<Request | null> {
    if (stored.kind === "control") return stored;
    if (stored.kind === "command") {
      const command = registry.find(stored.command);
      return command && { ...stored, command };
    }
    const { draft } = stored;
    if (draft !== null) return { kind: "cancel", question: { kind: "form", draft } };
    if (stored.operation === null) return { kind: "cancel", question: null };
    const operation = await journal.find(stored.operation);
    return operation && { kind: "cancel", question: { kind: "confirmation", operation } };
  }

  return {
    async keep(call, request) {
      const stored = storedOf(request);
      if (stored === null) return;
      const until = new Date(now().getTime() + KEPT_MS);
      await rows.save({ id: idOf(call), content: JSON.stringify(stored), until });
    },

    async find(call) {
      const row = await rows.find(idOf(call));
      if (row === null || row.until <= now()) return null;
      // Another version of the bot may have written it.
      const { data: stored } = StoredRequest.safeParse(JSON.parse(row.content));
      return stored === undefined ? null : requestOf(stored);
    },
  };
}

/** Returns what is stored of a request; null if it changes nothing. */
function storedOf(request: Request): object | null {
  switch (request.kind) {
    case "control":
      return request;
    case "command":
      return { ...request, command: request.command.name };
    case "cancel": {
      const { question } = request;
      return {
        kind: "cancel",
        draft: question?.kind === "form" ? question.draft : null,
        operation: question?.kind === "confirmation" ? question.operation.id : null,
      };
    }
    default:
      return null;
  }
}
