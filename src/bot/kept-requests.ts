import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { Journal } from "../operations/journal.ts";
import type { Operation } from "../operations/operation.ts";
import { ACTS } from "../understanding/grammar.ts";
import type { Call } from "./call.ts";
import { isComplete } from "./command.ts";
import type { Context } from "./context.ts";
import type { ConversationRepository } from "./conversation.ts";
import { type Draft, DraftShape, type Drafts, gone } from "./forms/draft.ts";
import type { OpenQuestion } from "./open-questions.ts";
import type { Registry } from "./registry.ts";
import { commandRequest, type Request } from "./request-kinds.ts";
import { ShownRecordShape } from "./shown-records.ts";
import { valuesOf } from "./writes/asked.ts";
import { formIdOf, isAnswered } from "./writes/questions.ts";

/** Nobody waits longer for the answer to an event. */
const KEPT_MS = 24 * 3_600_000;

const Texts = z.record(z.string(), z.string());
const CommandShape = z.object({ command: z.string(), args: Texts });
/** An open question: the draft of a form, or the id of the operation to confirm. */
const QuestionShape = z.object({ draft: DraftShape.nullable(), operation: z.string().nullable() });

/** A request as it is stored: a command by its name. */
const StoredRequest = z.discriminatedUnion("kind", [
  z.object({
    ...CommandShape.shape,
    kind: z.literal("command"),
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
    dependsOnOthers: z.boolean(),
  }),
  z.object({ kind: z.literal("control"), name: z.string(), args: Texts, draft: DraftShape.nullable() }),
  z.object({ kind: z.literal("cancel"), question: QuestionShape.nullable() }),
  z.object({
    kind: z.literal("courtesy"),
    said: z.enum(["thanks", "greeting", "assent"]),
    question: QuestionShape.nullable(),
  }),
  z.object({
    kind: z.literal("pending"),
    wants: z.enum(["cancel", "time"]).default("cancel"),
    question: QuestionShape,
  }),
  z.object({ kind: z.literal("unclear-change"), question: QuestionShape }),
  z.object({ kind: z.literal("nothing"), act: z.enum(ACTS) }),
  z.object({ kind: z.literal("unknown"), nearest: z.array(CommandShape) }),
  z.object({
    kind: z.literal("doubtful-answer"),
    draft: DraftShape,
    said: z.string(),
    offers: z.array(CommandShape),
  }),
  z.object({ kind: z.literal("choice"), said: z.enum(["none", "all"]) }),
  z.object({
    kind: z.literal("which"),
    which: z.object({
      ...CommandShape.shape,
      argument: z.string(),
      kind: z.enum(["customer", "ticket", "deal", "code"]),
      records: z.array(z.string()),
    }),
  }),
]);

type StoredRequest = z.infer<typeof StoredRequest>;

interface KeptRequestsPorts {
  registry: Registry;
  journal: Pick<Journal, "find">;
  drafts: Pick<Drafts, "find" | "keep" | "remove" | "wasCancelled">;
  now: () => Date;
  pseudonym: (clear: string) => string;
}

/** What a call that is handled again asks for; `over`: a later event has answered its question, or sent its form. */
type Before = { kind: "request"; request: Request } | { kind: "over" };

export type KeptRequests = ReturnType<typeof createKeptRequests>;

/**
 * Keeps, for 24 hours, what an event asks for, so that it asks for the same when it is handled again. Read anew, a text would
 * be an answer to its own question, fill the next field of a form, or mean another record. A read that depends on nothing
 * but its own words is not kept.
 * @param rows  those of the conversations
 */
export function createKeptRequests(rows: ConversationRepository, ports: KeptRequestsPorts) {
  const { drafts, now, pseudonym } = ports;
  const idOf = ({ id }: Pick<Call, "id">) => pseudonym(`request ${id}`);

  async function read(call: Pick<Call, "id">): Promise<StoredRequest | null> {
    const row = await rows.find(idOf(call));
    if (row === null || row.until <= now()) return null;
    // Another version of the bot may have written it.
    return StoredRequest.safeParse(JSON.parse(row.content)).data ?? null;
  }

  return {
    /** Stores what a call asks for, before anything changes. */
    async keep({ id, person }: Pick<Call, "id" | "person">, request: Request): Promise<void> {
      if (isPlainRead(request)) return;
      const form = request.kind === "control" ? request.args.draft : undefined;
      const draft = form === undefined ? null : await drafts.find(form, person).catch(gone);
      const until = new Date(now().getTime() + KEPT_MS);
      await rows.save({ id: idOf({ id }), content: JSON.stringify(storedOf(request, draft)), until });
    },

    /** Returns what a call asks for that is handled again; null: as if it were new. */
    async find(ctx: Context): Promise<Before | null> {
      const stored = await read(ctx.call);
      return stored && current(stored, ctx, ports);
    },

    /** Returns the id of the form that this call continues, or may have opened. Its operation has the same id. */
    async formOf(ctx: Context): Promise<string> {
      const stored = await read(ctx.call);
      return (stored && draftOf(stored)?.id) ?? formIdOf(ctx);
    },
  };
}

/**
 * Returns the request as it can be carried out now. The first handling, or a later event, may have gone on with its form:
 * then the form is shown as it stands, or the question that it has led to.
 */
async function current(
  stored: StoredRequest,
  ctx: Context,
  ports: KeptRequestsPorts,
): Promise<Before | null> {
  const request = await requestOf(stored, ports);
  const before = draftOf(stored);
  const form = before?.id ?? (stored.kind === "command" ? formIdOf(ctx) : undefined);
  if (request === null || form === undefined) return asRequest(request);
  const operation = await ports.journal.find(form);
  if (operation !== null) {
    // The first handling may have ended before it removed the form.
    await ports.drafts.remove(form);
    return afterForm(stored, request, operation, ports);
  }
  const draft = await ports.drafts.find(form, ctx.who.person).catch(gone);
  if (draft !== null) return inForm(request, draft, before);
  return before === null ? asRequest(request) : withoutForm(stored, request, before, ports);
}

/** Returns the request in its form as that stands now. */
function inForm(request: Request, draft: Draft, before: Draft | null): Before | null {
  const stepOf = ({ args, wrong, asking, trail, walks }: Draft) => [args, wrong, asking, trail, walks];
  if (before !== null && isDeepStrictEqual(stepOf(draft), stepOf(before))) return asRequest(request);
  const answered = request.kind === "command" && before !== null ? request.answered : null;
  if (request.kind !== "command" || answered === null || draft.trail.includes(answered)) {
    return asRequest({ kind: "control", name: ":fill", args: { draft: draft.id } });
  }
  // A later event has gone on with the form, and this answer is not in it yet.
  const value = request.args[answered];
  const args = value === undefined ? draft.args : { ...draft.args, [answered]: value };
  return asRequest({ ...request, args, draft });
}

/** Returns the request if its form is gone and has led to no write: it was cancelled, or has ended by itself. */
async function withoutForm(
  stored: StoredRequest,
  request: Request,
  before: Draft,
  { drafts }: KeptRequestsPorts,
): Promise<Before | null> {
  if (cancels(stored)) return asRequest(request);
  if (await drafts.wasCancelled(before.id)) return { kind: "over" };
  const isLastStep = stored.kind === "control" && [":answer", ":skip", ":finish"].includes(stored.name);
  if (isLastStep) await drafts.keep({ ...before, answerable: false });
  const isWhole = request.kind === "command" && isComplete(request.command, request.args);
  return isLastStep || isWhole ? asRequest(request) : { kind: "over" };
}

/** Returns the request if its form has led to this operation. */
function afterForm(
  stored: StoredRequest,
  request: Request,
  operation: Operation,
  { registry }: KeptRequestsPorts,
): Before | null {
  if (cancels(stored)) return asRequest({ kind: "cancel", question: { kind: "confirmation", operation } });
  const isOver = isAnswered(operation) || operation.outcome.reason === "overtaken";
  // One that is not answered is asked, even after a whole form: it may have come from other values.
  if (!isOver) return asRequest(toAsk(operation, registry));
  const isConfirmed = request.kind === "command" && request.filled && request.command.formConfirms;
  if (!isConfirmed) return { kind: "over" };
  return asRequest({ kind: "control", name: ":confirm", args: { operation: operation.id } });
}

function cancels(stored: StoredRequest): boolean {
  return stored.kind === "cancel" || (stored.kind === "control" && stored.name === ":cancel");
}

function asRequest(request: Request | null): Before | null {
  return request && { kind: "request", request };
}

async function requestOf(
  stored: StoredRequest,
  { registry, journal }: KeptRequestsPorts,
): Promise<Request | null> {
  const withCommand = <T extends { command: string }>(one: T) => {
    const command = registry.find(one.command);
    return command && { ...one, command };
  };
  switch (stored.kind) {
    case "command":
      return withCommand(stored);
    case "unknown":
      return { kind: "unknown", nearest: stored.nearest.flatMap((one) => withCommand(one) ?? []) };
    case "doubtful-answer":
      return { ...stored, offers: stored.offers.flatMap((one) => withCommand(one) ?? []) };
    case "which": {
      const which = withCommand(stored.which);
      return which && { kind: "which", which };
    }
    case "pending":
    case "unclear-change": {
      const question = await questionOf(stored.question, journal);
      return question?.kind === "confirmation" ? { ...stored, operation: question.operation } : null;
    }
    case "cancel":
    case "courtesy":
      return { ...stored, question: stored.question && (await questionOf(stored.question, journal)) };
    case "control":
      return { kind: "control", name: stored.name, args: stored.args };
    default:
      return stored;
  }
}

async function questionOf(
  { draft, operation: id }: z.infer<typeof QuestionShape>,
  journal: KeptRequestsPorts["journal"],
): Promise<OpenQuestion | null> {
  if (draft !== null) return { kind: "form", draft };
  const operation = id === null ? null : await journal.find(id);
  return operation && { kind: "confirmation", operation };
}

/** Returns the request that asks the question of a form again. Null if this version has no such command. */
function toAsk(operation: Operation, registry: Registry): Request | null {
  const { id, person, place, kind, at, source } = operation;
  const command = registry.find(kind);
  if (command === null) return null;
  const args = valuesOf(operation);
  const step = { wrong: {}, asking: null, shown: {}, trail: [], walks: false, askedAt: at };
  const draft: Draft = { id, person, place, command: kind, args, ...step };
  return { ...commandRequest(command, args), draft, source };
}

/** Returns the form that a request continues or cancels, as it was before. */
function draftOf(stored: StoredRequest): Draft | null {
  if (stored.kind === "command" || stored.kind === "control") return stored.draft;
  return stored.kind === "cancel" ? (stored.question?.draft ?? null) : null;
}

/** True for a read that depends on nothing but its own words or its button. */
function isPlainRead(request: Request): boolean {
  if (request.kind !== "command") return false;
  const { command, args, draft, recalled, dependsOnOthers } = request;
  const isRead = command.effect !== "write" && isComplete(command, args);
  return isRead && draft === null && recalled.length === 0 && !dependsOnOthers;
}

/** @param draft  the form that a control is on */
function storedOf(request: Request, draft: Draft | null): object {
  const named = <T extends { command: { name: string } }>(one: T) => ({ ...one, command: one.command.name });
  switch (request.kind) {
    case "command":
      return named(request);
    case "control":
      return { ...request, draft };
    case "unknown":
      return { ...request, nearest: request.nearest.map(named) };
    case "doubtful-answer":
      return { ...request, offers: request.offers.map(named) };
    case "which":
      return { ...request, which: named(request.which) };
    case "pending":
    case "unclear-change": {
      const { operation, ...said } = request;
      return { ...said, question: { draft: null, operation: operation.id } };
    }
    case "cancel":
    case "courtesy":
      return { ...request, question: request.question && storedQuestion(request.question) };
    default:
      return request;
  }
}

function storedQuestion(question: OpenQuestion): object {
  return question.kind === "form"
    ? { draft: question.draft, operation: null }
    : { draft: null, operation: question.operation.id };
}
