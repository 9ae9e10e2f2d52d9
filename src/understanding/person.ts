import { clean, type Finding, type Passage, typed } from "./passage.ts";

const CANONICAL = /^(?:slack:[UW][A-Z0-9]{2,20}|telegram:\d{1,20}|terminal:[^\s:]{1,64})$/;
const NAMED = /^name:([^\s@:][^\s:]{0,63})$/;
/** A mention as Slack sends it, with or without a label: https://docs.slack.dev/messaging/formatting-message-text */
const SLACK_MENTION = /^<@([UW][A-Z0-9]{2,20})(?:\|[^<>]{0,80})?>$/;
const MENTION = /^@([^\s@:]{1,64})$/;
/** What follows the `@` of a mention on Slack, once its signs were decoded. Older ids may be nine letters. */
export const SLACK_ID = /^[UW](?:(?=[A-Z0-9]*\d)[A-Z0-9]{5,20}|[A-Z]{8})$/;
const IN_TEXT =
  /(?<![\p{L}\p{N}._%+@-])(?:<@[uw][a-z0-9]{2,20}(?:\|[^<>]{0,80})?>|(?:slack:[uw][a-z0-9]{2,20}|telegram:\d{1,20}|terminal:[^\s:,;]{1,64})(?![\p{L}\p{N}])|@[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,62}[\p{L}\p{N}_])?)/u;

/**
 * A person of the team, from one field or answer: `"<@U0123|lan>"`, `"slack:U0123"` → `"slack:U0123"`; `"telegram:456"`;
 * `"@lan"`, `"@U0123ABC"` → `"name:lan"`, `"name:U0123ABC"`, for the command to find out who that is where it was typed.
 * Null where nobody is named.
 */
export function readPerson(text: string): string | null {
  const given = clean(text);
  if (CANONICAL.test(given)) return given;
  const named = NAMED.exec(given)?.[1];
  if (named) return `name:${named}`;
  const mentioned = SLACK_MENTION.exec(given)?.[1];
  if (mentioned) return `slack:${mentioned}`;
  const name = MENTION.exec(given)?.[1];
  return name ? `name:${name}` : null;
}

/** The first person named in a longer text. */
export function findPerson(passage: Passage): Finding | null {
  const match = IN_TEXT.exec(passage.free);
  if (!match) return null;
  const [start, end] = [match.index, match.index + match[0].length];
  const value = readPerson(typed(passage, start, end));
  return value === null ? null : { start, end, value };
}
