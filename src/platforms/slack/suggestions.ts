import { setTimeout as pause } from "node:timers/promises";
import type { ReceiverEvent } from "@slack/bolt";
import type { PlainTextOption } from "@slack/types";
import type { Suggestion } from "../../bot/forms/suggestions.ts";
import type { PlatformOptions } from "../platform.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { type Own, type People, settledSide, userOf } from "./people.ts";
import { type Incoming, readSuggestion } from "./read.ts";
import { clean, cut, plain } from "./text.ts";

interface SuggestingOptions extends Pick<PlatformOptions, "bot" | "log"> {
  people: Pick<People, "find" | "isGuest">;
  own: () => Own;
}

/**
 * Answers the requests for a menu's options. They are answered in the acknowledgement and never stored: the next letter
 * makes an answer worthless. So they do not pass through Bolt, which leaves a request without a listener unanswered.
 */
export function createSuggesting({ bot, people, own, log }: SuggestingOptions) {
  const newest = new Map<string, symbol>();

  /** Waits a moment. @returns false if the person has typed on in this form meanwhile */
  async function isLast({ call: { id, person } }: Incoming): Promise<boolean> {
    const key = `${person} ${id}`;
    const mine = Symbol(key);
    newest.set(key, mine);
    await pause(LIMITS.typingPauseMs);
    return newest.get(key) === mine && newest.delete(key);
  }

  async function optionsFor(payload: unknown): Promise<PlainTextOption[]> {
    const request = readSuggestion(payload, own());
    if (request === null || !(await isLast(request))) return [];
    const { call, side, field } = request;
    const person = await people.find(userOf(call));
    // Nobody is shown customers of whom Slack does not say that they are neither guests nor of another company.
    if (person === null || settledSide(side, person, own()) !== "ours") return [];
    const asked = {
      ...call,
      personName: person.name || call.personName,
      isGuest: await people.isGuest(userOf(call)),
      ...(person.locale && { languageHint: person.locale }),
    };
    const suggestions = await bot.suggestCustomers?.(asked, field);
    if (!suggestions) return [];
    const { customers, locale } = suggestions;
    const typed = call.body.kind === "form" ? (call.body.values[field] ?? "") : "";
    return [...customers.map(customerOption), ...typedOption(typed, locale)];
  }

  return {
    /** True if this event is a request for options. */
    isFor: ({ body }: ReceiverEvent): boolean => body?.type === "block_suggestion",

    /** Answers with an empty list if the request is not allowed, fails, or takes too long. */
    async answer(event: ReceiverEvent): Promise<void> {
      const found = optionsFor(event.body).catch((error: unknown) => {
        log.warn({ err: error }, "customers could not be suggested");
        return [];
      });
      await event.ack({ options: await inTime(found) });
    },
  };
}

async function inTime(found: Promise<PlainTextOption[]>): Promise<PlainTextOption[]> {
  const late = new Promise<PlainTextOption[]>((resolve) => {
    setTimeout(resolve, LIMITS.suggestionsMs, []).unref();
  });
  return Promise.race([found, late]);
}

const BETWEEN = " · ";
/** Room for a number and a street. */
const DETAIL_CHARS = 45;

/** Returns a customer as an option. A long name is cut, so that the number behind it can be read. */
function customerOption({ name, detail, value }: Suggestion): PlainTextOption {
  const behind = detail === "" ? "" : BETWEEN + cut(clean(detail), DETAIL_CHARS);
  return {
    text: plain(cut(clean(name), LIMITS.optionChars - behind.length) + behind, LIMITS.optionChars),
    value,
  };
}

/** Returns what was typed as an option: a customer may be newer than the index. None if it is too long to be returned. */
function typedOption(typed: string, locale: "vi" | "en"): PlainTextOption[] {
  const value = clean(typed).trim();
  if (value === "" || value.length > LIMITS.optionChars) return [];
  const { useTyped } = slackMessages[locale];
  const room = LIMITS.optionChars - useTyped("").length;
  return [{ text: plain(useTyped(cut(value, room)), LIMITS.optionChars), value }];
}
