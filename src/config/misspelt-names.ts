import { editDistance } from "../edit-distance.ts";

/** A shorter name, such as `HOST`, is close to too many variables of other programs. */
const LEAST_CHARS = 8;
/** A name of at least so many characters may differ by two edits, a shorter one by one. */
const TWO_EDITS_CHARS = 12;
/** A name with other characters is no slip, and could move the cursor of a terminal. */
const PLAIN_NAME = /^[A-Za-z][\w.-]*$/;

export interface MisspeltName {
  /** The name in the environment: `"SLACK_BOT_TOKN"`. */
  given: string;
  /** The names it is close to: `["SLACK_BOT_TOKEN"]`. */
  meant: string[];
}

/**
 * Finds variables that the bot does not read, because their names are slips of known ones. If the known one is set, the
 * other is probably of another program and left out.
 */
export function misspeltNames(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): MisspeltName[] {
  const isSet = (name: string) => (environment[name]?.trim() ?? "") !== "";
  return Object.keys(environment)
    .filter((name) => isSet(name) && !known.includes(name) && PLAIN_NAME.test(name))
    .map((given) => ({ given, meant: known.filter((name) => isClose(given, name)) }))
    .filter(({ meant }) => meant.length > 0 && !meant.some(isSet));
}

function isClose(given: string, known: string): boolean {
  if (known.length < LEAST_CHARS) return false;
  const name = given.toUpperCase().replace(/[.-]/g, "_");
  const most = known.length < TWO_EDITS_CHARS ? 1 : 2;
  return editDistance(name, known, most) <= most || leavesOutWord(name, known);
}

/** True for `TELEGRAM_TOKEN`, which leaves a word in the middle of `TELEGRAM_BOT_TOKEN` out. */
function leavesOutWord(name: string, known: string): boolean {
  const [words, all] = [name.split("_"), known.split("_")];
  return words.length === 2 && all.length > 2 && words[0] === all[0] && words[1] === all.at(-1);
}
