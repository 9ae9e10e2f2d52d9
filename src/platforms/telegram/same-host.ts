import { globalAgent, type Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import type { Telegram } from "telegraf";

/** What node-fetch hands to an agent function: the parts of the address it is about to connect to. */
interface Target {
  protocol: string | null;
  host: string | null;
}

/**
 * Telegraf follows redirects, up to 20, to any host (node-fetch 2.7, measured), and a 307 takes the message along. The
 * agent is asked before each connection, redirects included, so here is where another host than the API's is refused.
 */
export function keepToHost(telegram: Telegram, apiRoot: string): void {
  const { protocol, host } = new URL(apiRoot);
  // As telegraf would make it: keep-alive, or every call pays for a TLS handshake.
  const own: HttpAgent =
    protocol === "https:" ? new Agent({ keepAlive: true, keepAliveMsecs: 10_000 }) : globalAgent;
  const agentFor = (target: Target): HttpAgent => {
    if (target.protocol === protocol && target.host === host) return own;
    throw new RedirectedElsewhere();
  };
  // Assigned afterwards, because telegraf drops the agent it is given where the root is `http:`.
  telegram.options.agent = agentFor as unknown as HttpAgent;
}

/** Nothing was sent to that other host. `code` is what the log tells of it. */
class RedirectedElsewhere extends Error {
  override readonly name = "RedirectedElsewhere";
  readonly code = "EREDIRECT";

  constructor() {
    super("Telegram's server points to another host");
  }
}
