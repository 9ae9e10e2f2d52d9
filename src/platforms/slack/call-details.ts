import type { Call } from "../../bot/call.ts";
import { described } from "./file-source.ts";
import type { People } from "./people.ts";
import type { Web } from "./web.ts";

/** `"slack:U0123"` → `"U0123"` */
export function userOf(call: Call): string {
  return call.person.slice("slack:".length);
}

/** Adds to a call what Slack knows about the people, the message and the file in it. Never rejects. */
export type AddDetails = (call: Call) => Promise<Call>;

export function createAddDetails(web: Web, people: People): AddDetails {
  return async (call) => {
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
