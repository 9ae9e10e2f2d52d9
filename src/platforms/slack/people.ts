import { setTimeout as pause } from "node:timers/promises";
import type { Call } from "../../bot/call.ts";
import { described } from "./files.ts";
import type { Web } from "./web.ts";

/** Who somebody is, as far as Slack tells: `{ name: "Lan", locale: "vi-VN", email: "lan@shop.vn" }`. */
export interface SlackPerson extends Home {
  name: string;
  locale?: string;
  /** Where the app has the scope `users:read.email`, and the workspace shows addresses. */
  email?: string;
  /** May see some channels of our workspace only: `is_restricted`, `is_ultra_restricted`. */
  isGuest: boolean;
}

const KEEP_MS = 60 * 60_000;
const KEPT = 2_000;
const FIRST_TIMEOUT_MS = 2_000;
const TIMEOUT_MS = 500;
/** So long after a failure Slack is not asked again. */
const AGAIN_MS = 10_000;

interface Asked {
  asked: Promise<SlackPerson | null>;
  /** What came of it, or of the time before; undefined while Slack has never answered. */
  latest: SlackPerson | null | undefined;
  isSettled: boolean;
  untilMs: number;
}

/** Names, languages and homes of people, asked of Slack once an hour. */
export class People {
  private readonly known = new Map<string, Asked>();
  private readonly web: Web;
  private readonly now: () => Date;

  constructor(web: Web, now: () => Date) {
    this.web = web;
    this.now = now;
  }

  /**
   * Never rejects: null when Slack does not tell in time. The first time it waits up to 2 s, since it also tells guests
   * from members; later half a second, and then what was known before counts.
   */
  async find(user: string): Promise<SlackPerson | null> {
    const entry = this.current(user);
    if (entry.isSettled) return entry.latest ?? null;
    const timeoutMs = entry.latest ? TIMEOUT_MS : FIRST_TIMEOUT_MS;
    const late = new AbortController();
    await Promise.race([entry.asked, pause(timeoutMs, null, { signal: late.signal })]);
    late.abort();
    return entry.latest ?? null;
  }

  /** What Slack said last, without a wait; null while it has never answered. Slack is asked again once an hour. */
  last(user: string): SlackPerson | null {
    return this.current(user).latest ?? null;
  }

  private current(user: string): Asked {
    const nowMs = this.now().getTime();
    const before = this.known.get(user);
    if (before !== undefined && before.untilMs >= nowMs) return before;
    const asked = ask(this.web, user);
    const entry: Asked = { asked, latest: before?.latest, isSettled: false, untilMs: nowMs + KEEP_MS };
    void asked.then((person) => {
      entry.isSettled = true;
      if (person === null) entry.untilMs = this.now().getTime() + AGAIN_MS;
      entry.latest = person ?? entry.latest ?? null;
    });
    if (this.known.size >= KEPT) this.known.clear();
    this.known.set(user, entry);
    return entry;
  }
}

/** Null where Slack does not answer: it is asked again later, and until then the answer goes on without the name. */
async function ask(web: Web, user: string): Promise<SlackPerson | null> {
  const answer = await web
    .call(`people:${user}`, (client) => client.users.info({ user, include_locale: true }))
    .catch(() => null);
  if (answer === null) return null;
  const { user: found } = answer;
  const { locale, profile, team_id, is_stranger = false } = found ?? {};
  const enterprise = found?.enterprise_user?.enterprise_id ?? found?.enterprise_id;
  return {
    name: profile?.display_name || found?.real_name || found?.name || "",
    ...(locale && { locale }),
    ...(profile?.email && { email: profile.email }),
    ...(team_id && { teamId: team_id }),
    ...(enterprise && { enterpriseId: enterprise }),
    isStranger: is_stranger,
    isGuest: found?.is_restricted === true || found?.is_ultra_restricted === true,
  };
}

/** The bot's own user and workspace, as `auth.test` tells them. */
export interface Own {
  userId: string;
  teamId: string;
  /** The organisation, on Enterprise Grid alone: `"E0123"`. */
  enterpriseId?: string;
}

/**
 * Whose people somebody belongs to. `ours`: our workspace, or another one of our organisation. `outside`: another
 * company's, met in a channel shared through Slack Connect. `unknown`: the payload does not say it, `users.info` may.
 * @see https://docs.slack.dev/apis/slack-connect
 */
export type Side = "ours" | "outside" | "unknown";

/**
 * The side of somebody whose home has this id. On Enterprise Grid it may be the workspace's or the organisation's
 * (https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload), or be left out; a workspace that is
 * not ours may still belong to our organisation.
 */
export function sideOf(home: string | null | undefined, { teamId, enterpriseId }: Own): Side {
  if (!home) return "unknown";
  if (home === teamId || home === enterpriseId) return "ours";
  return enterpriseId !== undefined && home.startsWith("T") ? "unknown" : "outside";
}

/**
 * The side of a message's author. The envelope's `team_id` does not say it: in a shared channel that is the
 * workspace which shares it (https://github.com/slackapi/java-slack-sdk/issues/629).
 */
export function sideOfAuthor(
  event: { user_team?: string | undefined; team?: string | undefined; channel: string },
  isShared: boolean,
  own: Own,
): Side {
  const home = event.user_team ?? event.team;
  const side = sideOf(home, own);
  if (side !== "unknown" || isShared) return side;
  // A channel that no other company shares holds our organisation alone. Nobody says that of direct messages, and a
  // message with a file names no workspace at all.
  const isChannel = !event.channel.startsWith("D");
  return isChannel || (home === undefined && own.enterpriseId === undefined) ? "ours" : "unknown";
}

/** What `users.info` tells of somebody's home. @see https://docs.slack.dev/reference/objects/user-object */
interface Home {
  teamId?: string;
  enterpriseId?: string;
  /** Of another company, and in no channel that our app sees. */
  isStranger: boolean;
}

/** The side of a person, from the payload and from what `users.info` tells; null where it does not. */
export function settledSide(read: Side, home: Home | null, own: Own): Side {
  if (read === "outside" || home === null) return read;
  if (home.isStranger) return "outside";
  const ofEnterprise = sideOf(home.enterpriseId, own);
  const found = ofEnterprise === "unknown" ? sideOf(home.teamId, own) : ofEnterprise;
  return found === "unknown" ? read : found;
}

/** `"slack:U0123"` → `"U0123"` */
export function userOf(call: Call): string {
  return call.person.slice("slack:".length);
}

/** Adds to a call what Slack knows about the people, the message and the file in it. Never rejects. */
export function createAddDetails(web: Web, people: People) {
  return async (call: Call): Promise<Call> => {
    const [person, source, body] = await Promise.all([
      people.find(userOf(call)),
      call.source && sourceOf(call.source),
      bodyOf(call),
    ]);
    return {
      ...call,
      body,
      ...(person && { personName: person.name || call.personName }),
      ...(person?.locale && { languageHint: person.locale }),
      isGuest: person?.isGuest ?? false,
      ...(source && { source }),
    };
  };

  /** In a channel shared with another company a file comes without its name. */
  async function bodyOf({ body }: Call): Promise<Call["body"]> {
    if (body.kind !== "file" || body.file.name !== "") return body;
    return { ...body, file: await described(web, body.file) };
  }

  async function sourceOf(source: NonNullable<Call["source"]>): Promise<NonNullable<Call["source"]>> {
    // The channel that the message is in: a forwarded message comes from another one.
    const [, channel = "", message_ts = ""] = source.id.split(":");
    const [author, link] = await Promise.all([
      /^[UW][A-Z0-9]+$/.test(source.author) ? people.find(source.author) : null,
      web
        .call(`link:${channel}`, (client) => client.chat.getPermalink({ channel, message_ts }))
        .catch(() => null), // The answer is complete without the link.
    ]);
    return {
      ...source,
      author: author?.name || source.author,
      ...(link?.permalink && { permalink: link.permalink }),
    };
  }
}
