import { z } from "zod";
import { LOCALES } from "../../i18n/messages.ts";
import type { Call } from "../call.ts";
import type { Context } from "../context.ts";
import type { Contexts } from "../context-factory.ts";

const AskedIn = z.object({
  locale: z.enum(LOCALES).optional(),
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

/** Where something was asked, and in which language, from what was kept of it: `{"platform":"slack","chat":"D01",…}`. */
function askedIn(kept: string): Pick<Call, "place" | "languageHint"> {
  const { thread, locale, ...place } = AskedIn.parse(JSON.parse(kept));
  return {
    place: thread === undefined ? place : { ...place, thread },
    ...(locale === undefined ? {} : { languageHint: locale }),
  };
}

/**
 * The context of an operation or an import whose event is long gone. Nobody waits for the answer.
 * @param id  what the log calls it: `"import:0194…"`
 */
export async function contextWithoutEvent(
  id: string,
  { person, place }: { person: string; place: string },
  contexts: Contexts,
): Promise<Context> {
  const call: Call = { id, person, personName: "", body: { kind: "action", action: "" }, ...askedIn(place) };
  return contexts.open(call, await contexts.whoIs(call), new AbortController().signal);
}
