import type { Logger } from "../../logging/logger.ts";
import type { Bot } from "../platform.ts";
import type { Calls } from "./calls.ts";
import { describe } from "./failure.ts";
import { limits } from "./limits.ts";
import { oneLine } from "./markup.ts";

type Locale = "vi" | "en";

/**
 * The narrower scopes are set too, because a list that somebody once gave them would hide the default one. No command is
 * marked `is_ephemeral`: `/ticket` needs the message that it replies to. See src/platforms/telegram/LIMITS.md#ephemeral-messages
 */
const SCOPES = ["default", "all_private_chats", "all_group_chats"] as const;

/**
 * Tells Telegram our commands, for every scope in Vietnamese, in English, and for all other languages in the default
 * one. The bot starts also when the menu could not be set.
 */
export async function publishMenu(
  calls: Calls,
  options: { menu: Bot["menu"]; defaultLocale: Locale; log: Logger },
): Promise<void> {
  const { menu, defaultLocale, log } = options;
  const languages: { locale: Locale; code?: Locale }[] = [
    { locale: defaultLocale },
    { locale: "vi", code: "vi" },
    { locale: "en", code: "en" },
  ];
  const all = SCOPES.flatMap((type) =>
    languages.map(({ locale, code }) => ({
      commands: commandsOf(menu(locale)),
      scope: { type },
      ...(code ? { language_code: code } : {}),
    })),
  );
  const results = await Promise.allSettled(all.map((payload) => calls.once("setMyCommands", payload)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) log.warn(`telegram: the command menu could not be set (${describe(failed.reason)})`);
}

function commandsOf(menu: ReturnType<Bot["menu"]>) {
  return menu
    .filter(({ name }) => limits.commandName.test(name))
    .slice(0, limits.commandsPerScope)
    .map(({ name, summary }) => ({
      command: name,
      description: oneLine(summary, limits.commandDescription) || name,
    }));
}
