import { z } from "zod";
import { LOCALES } from "../../i18n/phrases.ts";
import type { Call } from "../call.ts";
import type { Scene } from "../command.ts";
import type { Scenes } from "../contexts.ts";

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
 * The scene of an operation or an import whose event is long gone. Nobody waits for the answer.
 * @param id  what the log calls it: `"import:0194…"`
 */
export async function sceneWithoutEvent(
  id: string,
  { person, place }: { person: string; place: string },
  scenes: Scenes,
): Promise<Scene> {
  const call: Call = { id, person, personName: "", body: { kind: "press", press: "" }, ...askedIn(place) };
  return scenes.open(call, await scenes.whoIs(call), new AbortController().signal);
}
