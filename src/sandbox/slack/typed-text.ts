import type { Workspace } from "./workspace.ts";

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const WEB = /https?:\/\/[^\s<>]+/;
/** A phone number as people type it: 0 or +, nine to twelve digits in all, with blanks, dots or dashes between. */
const PHONE = /(?<![\w/@.+])(?:\+\d|0)(?:[ .-]?\d){8,11}(?!\w)/;
const NAME = /(?<!\w)[@#][\p{L}\p{N}_-]+/u;
const LINKED = new RegExp([EMAIL, WEB, PHONE, NAME].map((it) => it.source).join("|"), "gu");

/**
 * Encodes a typed text as Slack sends it to an app: `&`, `<` and `>` as entities. In messages it also adds
 * `<mailto:a@b.vn|a@b.vn>`, `<tel:+84867123456|+84 867 123 456>`, `<https://...>`, and `<@U..>` and `<#C..|name>` for
 * the names of this workspace.
 * @param options.links false for a slash command whose app does not ask for `should_escape`; with it a mention carries
 *   the handle too, `<@U..|name>` (docs.slack.dev/interactivity/implementing-slash-commands, "Escape channels, users,
 *   and links sent to your app")
 */
export function encodeTyped(
  text: string,
  workspace: Workspace,
  options: { links: boolean; handles?: boolean },
): string {
  if (!options.links) return escapeEntities(text);
  let encoded = "";
  let from = 0;
  for (const match of text.matchAll(LINKED)) {
    encoded +=
      escapeEntities(text.slice(from, match.index)) + link(match[0], workspace, options.handles ?? false);
    from = match.index + match[0].length;
  }
  return encoded + escapeEntities(text.slice(from));
}

function link(found: string, workspace: Workspace, withHandle: boolean): string {
  const shown = escapeEntities(found);
  if (found.startsWith("http")) return `<${shown}>`;
  if (found.startsWith("@")) {
    const user = [...workspace.users.values()].find((it) => it.name === found.slice(1));
    if (!user) return shown;
    return withHandle ? `<@${user.id}|${shown.slice(1)}>` : `<@${user.id}>`;
  }
  if (found.startsWith("#")) {
    const channel = [...workspace.channels.values()].find((it) => it.name === found.slice(1));
    return channel ? `<#${channel.id}|${channel.name}>` : shown;
  }
  if (found.includes("@")) return `<mailto:${shown}|${shown}>`;
  return `<tel:${found.replace(/[^\d+]/g, "")}|${found}>`;
}

function escapeEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
