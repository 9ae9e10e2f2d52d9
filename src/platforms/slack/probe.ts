import type { webApi } from "@slack/bolt";
import type { Logger } from "../../logging/logger.ts";
import { manifest } from "./manifest.ts";
import { createWebClient, isPassing, toRefusal } from "./web.ts";

/** A refusal: Slack's code, `"invalid_auth"`, and whether it passes by itself. */
export interface SlackTrouble {
  trouble: string;
  passing: boolean;
}

export interface SlackBotProbe {
  /** `"Shop Vui"` */
  team: string;
  /** `"antcrm"` */
  bot: string;
  /** Scopes of the manifest that the token lacks; null if Slack did not name the token's scopes. */
  missingScopes: readonly string[] | null;
}

/** Asks Slack whose the bot token is, and which scopes it has. @see https://docs.slack.dev/reference/methods/auth.test */
export function probeBotToken(
  botToken: string,
  apiUrl: string,
  log: Logger,
): Promise<SlackBotProbe | SlackTrouble> {
  return probe(createWebClient(botToken, apiUrl, log), async (client) => {
    const { team = "", user = "", response_metadata } = await client.auth.test();
    // The client takes them from the header `x-oauth-scopes`.
    const granted = response_metadata?.scopes;
    const needed = manifest({ locale: "en", menu: [] }).oauth_config.scopes.bot;
    const missingScopes = granted ? needed.filter((scope) => !granted.includes(scope)) : null;
    return { team, bot: user, missingScopes };
  });
}

/** Asks for the address of a socket, which the app token allows. The address is not used. */
export function probeAppToken(appToken: string, apiUrl: string, log: Logger): Promise<object | SlackTrouble> {
  return probe(createWebClient(appToken, apiUrl, log), async (client) => {
    await client.apps.connections.open({});
    return {};
  });
}

async function probe<Found extends object>(
  client: webApi.WebClient,
  ask: (client: webApi.WebClient) => Promise<Found>,
): Promise<Found | SlackTrouble> {
  try {
    return await ask(client);
  } catch (thrown) {
    const { code } = toRefusal(thrown);
    return { trouble: code, passing: isPassing(code) };
  }
}
