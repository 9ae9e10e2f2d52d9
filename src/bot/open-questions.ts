import * as z from "zod";
import type { Journal } from "../operations/journal.ts";
import type { Operation } from "../operations/operation.ts";
import { type Call, placeKey } from "./call.ts";
import type { Draft, Drafts } from "./forms/draft.ts";

/** What the bot has asked a person in one place and still waits for. */
export type OpenQuestion = { kind: "form"; draft: Draft } | { kind: "confirmation"; operation: Operation };

/** The open questions of a person in one place, of each kind the newest. */
export interface OpenQuestions {
  draft: Draft | null;
  operation: Operation | null;
}

/** The place of a stored operation, from JSON. */
const Place = z.object({
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

export interface OpenQuestionsPorts {
  drafts: Pick<Drafts, "asking">;
  journal: Pick<Journal, "proposedTo">;
  clock: { now(): Date };
}

/** Finds what is open for the caller, from the store: another process may have asked it. */
export async function openQuestionsOf(
  { person, place }: Pick<Call, "person" | "place">,
  { drafts, journal, clock }: OpenQuestionsPorts,
): Promise<OpenQuestions> {
  const here = placeKey(place);
  const [draft, proposed] = await Promise.all([
    drafts.asking(person, here),
    journal.proposedTo(person, clock.now()),
  ]);
  return { draft, operation: proposed.find((one) => isIn(one, here)) ?? null };
}

function isIn({ place }: Operation, here: string): boolean {
  const read = Place.safeParse(place === "" ? null : JSON.parse(place));
  if (!read.success) return false;
  const { thread, ...asked } = read.data;
  return placeKey(thread === undefined ? asked : { ...asked, thread }) === here;
}

/** Returns the question that was asked last. */
export function newestOf({ draft, operation }: OpenQuestions): OpenQuestion | null {
  const isForm = draft !== null && (operation === null || draft.askedAt >= operation.at);
  if (isForm) return { kind: "form", draft };
  return operation && { kind: "confirmation", operation };
}
