import { z } from "zod";
import { LOCALES } from "../../i18n/phrases.ts";
import type { Call } from "../call.ts";

const AskedIn = z.object({
  locale: z.enum(LOCALES).optional(),
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

/** Where something was asked, and in which language, from what was kept of it: `{"platform":"slack","chat":"D01",…}`. */
export function askedIn(kept: string): Pick<Call, "place" | "languageHint"> {
  const { thread, locale, ...place } = AskedIn.parse(JSON.parse(kept));
  return {
    place: thread === undefined ? place : { ...place, thread },
    ...(locale === undefined ? {} : { languageHint: locale }),
  };
}
