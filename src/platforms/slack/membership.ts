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
  const notified = sideOf(home, own);
  if (notified !== "unknown" || isShared) return notified;
  // A channel that no other company shares holds our organisation alone. Nobody says that of direct messages, and a
  // message with a file names no workspace at all.
  const isChannel = !event.channel.startsWith("D");
  return isChannel || (home === undefined && own.enterpriseId === undefined) ? "ours" : "unknown";
}

/** What `users.info` tells of somebody's home. @see https://docs.slack.dev/reference/objects/user-object */
export interface Home {
  teamId?: string;
  enterpriseId?: string;
  /** Of another company, and in no channel that our app sees. */
  isStranger: boolean;
}

/** The side of a person, from the payload and from what `users.info` tells; null where it does not. */
export function settledSide(read: Side, home: Home | null, own: Own): Side {
  if (read === "outside" || home === null) return read;
  if (home.isStranger) return "outside";
  const notified = sideOf(home.enterpriseId, own);
  const found = notified === "unknown" ? sideOf(home.teamId, own) : notified;
  return found === "unknown" ? read : found;
}
