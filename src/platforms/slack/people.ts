import { setTimeout as pause } from "node:timers/promises";
import type { Call } from "../../bot/call.ts";
import { lruCache } from "../../lru-cache.ts";
import { described } from "./files.ts";
import { isPassing, SlackRefusal, toRefusal, type Web } from "./web.ts";

/** A person, as far as Slack knows: `{ name: "Lan", locale: "vi-VN", email: "lan@shop.vn" }`. */
export interface SlackPerson extends Home {
  name: string;
  locale?: string;
  /** Present if the app has the scope `users:read.email` and the workspace shows addresses. */
  email?: string;
  /** Sees only some channels of our workspace: `is_restricted`, `is_ultra_restricted`. */
  isGuest: boolean;
}

const KEEP_MS = 60 * 60_000;
const KEPT = 2_000;
const FIRST_TIMEOUT_MS = 2_000;
const TIMEOUT_MS = 500;
/** How long Slack is not asked again after a failure. */
const AGAIN_MS = 10_000;

interface PersonRequest {
  asked: Promise<void>;
  /** The result of this request, or of an earlier one; null while Slack has never answered. */
  latest: SlackPerson | null;
  /** `failed`: it may answer later. `refused`: it does not describe this person. Null while the request runs. */
  outcome: "answered" | "failed" | "refused" | null;
  /** True once `latest` is compared with what is stored. */
  isStored: boolean;
  untilMs: number;
}

/** Who was a guest of the workspace when Slack said it last, by user: `"U0123"`. All processes share it. */
export interface GuestRows {
  /** Returns null if nothing is stored. */
  find(user: string): Promise<boolean | null>;
  keep(user: string, isGuest: boolean): Promise<void>;
}

const NO_ROWS: GuestRows = { find: async () => null, keep: async () => {} };

/** Names, languages and home workspaces of people. Slack is asked for them once an hour. */
export class People {
  private readonly known = lruCache<PersonRequest>(KEPT);
  private readonly web: Web;
  private readonly now: () => Date;
  private readonly guests: GuestRows;

  constructor(web: Web, now: () => Date, guests: GuestRows = NO_ROWS) {
    this.web = web;
    this.now = now;
    this.guests = guests;
  }

  /**
   * Returns what Slack knows about a person, or null if Slack does not answer in time. Never rejects. The first request
   * waits up to 2 s, because it also tells guests from members. Later ones wait half a second, then the last known
   * answer is used.
   */
  async find(user: string): Promise<SlackPerson | null> {
    return (await this.settled(user)).latest;
  }

  /**
   * Returns true for a guest of the workspace. While Slack does not answer, what it said last counts, which is stored.
   * Somebody whom Slack does not describe, because a scope is missing, counts as a member. Null: Slack has said nothing, and
   * may answer later. Never rejects.
   */
  async isGuest(user: string): Promise<boolean | null> {
    const entry = await this.settled(user);
    const { latest, outcome } = entry;
    if (outcome === "answered" && latest !== null) {
      await this.keep(user, entry, latest.isGuest);
      return latest.isGuest;
    }
    // Another process may have asked Slack since this one did.
    const stored = await this.guests.find(user).catch(() => null);
    return stored ?? latest?.isGuest ?? (outcome === "refused" ? false : null);
  }

  /** Returns what Slack said last, without a wait; null before its first answer. Slack is asked again once an hour. */
  last(user: string): SlackPerson | null {
    return this.current(user).latest;
  }

  /** Waits until Slack has answered, for a limited time. */
  private async settled(user: string): Promise<PersonRequest> {
    const entry = this.current(user);
    if (entry.outcome !== null) return entry;
    const timeoutMs = entry.latest ? TIMEOUT_MS : FIRST_TIMEOUT_MS;
    const late = new AbortController();
    await Promise.race([entry.asked, pause(timeoutMs, null, { signal: late.signal })]);
    late.abort();
    return entry;
  }

  /** Stores what Slack said, if it is new. Each answer of Slack is compared once. */
  private async keep(user: string, entry: PersonRequest, isGuest: boolean): Promise<void> {
    if (entry.isStored) return;
    entry.isStored = true;
    try {
      if ((await this.guests.find(user)) !== isGuest) await this.guests.keep(user, isGuest);
    } catch {
      // The next message of this person tries again.
      entry.isStored = false;
    }
  }

  private current(user: string): PersonRequest {
    const nowMs = this.now().getTime();
    const before = this.known.get(user);
    if (before !== undefined && before.untilMs >= nowMs) return before;
    const entry: PersonRequest = {
      asked: ask(this.web, user).then(
        (person) => {
          entry.outcome = "answered";
          entry.latest = person;
        },
        (thrown: unknown) => {
          entry.outcome = isPassing(toRefusal(thrown).code) ? "failed" : "refused";
          entry.untilMs = this.now().getTime() + AGAIN_MS;
        },
      ),
      latest: before?.latest ?? null,
      outcome: null,
      isStored: false,
      untilMs: nowMs + KEEP_MS,
    };
    this.known.set(user, entry);
    return entry;
  }
}

/** @throws SlackRefusal. Slack is asked again later; until then an answer of the bot goes on without the name */
async function ask(web: Web, user: string): Promise<SlackPerson> {
  const { user: found } = await web.call(`people:${user}`, (client) =>
    client.users.info({ user, include_locale: true }),
  );
  if (found === undefined) throw new SlackRefusal("no_answer");
  const { locale, profile, team_id, is_stranger = false } = found;
  const enterprise = found.enterprise_user?.enterprise_id ?? found.enterprise_id;
  return {
    name: profile?.display_name || found.real_name || found.name || "",
    ...(locale && { locale }),
    ...(profile?.email && { email: profile.email }),
    ...(team_id && { teamId: team_id }),
    ...(enterprise && { enterpriseId: enterprise }),
    isStranger: is_stranger,
    isGuest: found.is_restricted === true || found.is_ultra_restricted === true,
  };
}

/** The bot's own user and workspace, from `auth.test`. */
export interface Own {
  userId: string;
  teamId: string;
  /** The organisation, only on Enterprise Grid: `"E0123"`. */
  enterpriseId?: string;
}

/**
 * The company that a person belongs to. `ours`: our workspace, or another one of our organisation. `outside`: another
 * company, met in a channel shared through Slack Connect. `unknown`: the payload does not say it, but `users.info` may.
 * @see https://docs.slack.dev/apis/slack-connect
 */
export type Side = "ours" | "outside" | "unknown";

/**
 * Returns the side of a person whose home has this id. On Enterprise Grid the id may be the workspace's or the
 * organisation's (https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload), or absent. Another
 * workspace may still belong to our organisation.
 */
export function sideOf(home: string | null | undefined, { teamId, enterpriseId }: Own): Side {
  if (!home) return "unknown";
  if (home === teamId || home === enterpriseId) return "ours";
  return enterpriseId !== undefined && home.startsWith("T") ? "unknown" : "outside";
}

/**
 * Returns the side of a message's author. The envelope's `team_id` does not say it: in a shared channel it is the
 * workspace that shares the channel (https://github.com/slackapi/java-slack-sdk/issues/629).
 */
export function sideOfAuthor(
  event: { user_team?: string | undefined; team?: string | undefined; channel: string },
  isShared: boolean,
  own: Own,
): Side {
  const home = event.user_team ?? event.team;
  const side = sideOf(home, own);
  if (side !== "unknown" || isShared) return side;
  // A channel that no other company shares contains only our organisation. Slack does not say that of direct messages,
  // and a message with a file names no workspace at all.
  const isChannel = !event.channel.startsWith("D");
  return isChannel || (home === undefined && own.enterpriseId === undefined) ? "ours" : "unknown";
}

/** What `users.info` says about a person's home workspace. @see https://docs.slack.dev/reference/objects/user-object */
interface Home {
  teamId?: string;
  enterpriseId?: string;
  /** Belongs to another company, and is in no channel that our app sees. */
  isStranger: boolean;
}

/** Returns the side of a person, from the payload and from `users.info`. `home` is null if that has not answered. */
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
    const [person, isGuest, source, body] = await Promise.all([
      people.find(userOf(call)),
      people.isGuest(userOf(call)),
      call.source && sourceOf(call.source),
      bodyOf(call),
    ]);
    return {
      ...call,
      body,
      ...(person && { personName: person.name || call.personName }),
      ...(person?.locale && { languageHint: person.locale }),
      isGuest,
      ...(source && { source }),
    };
  };

  /** Adds the name of a file, which is missing in a channel shared with another company. */
  async function bodyOf({ body }: Call): Promise<Call["body"]> {
    if (body.kind !== "file" || body.file.name !== "") return body;
    return { ...body, file: await described(web, body.file) };
  }

  async function sourceOf(source: NonNullable<Call["source"]>): Promise<NonNullable<Call["source"]>> {
    // The channel that contains the message. A forwarded message comes from another one.
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
