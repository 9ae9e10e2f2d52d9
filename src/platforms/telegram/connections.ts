import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Telegram } from "telegraf";
import { asConnectFailure } from "../../connector.ts";
import { ProcessWasPaused } from "../retries.ts";

/** The options of telegraf's own agent. Without keep-alive every call would pay for a TLS handshake. */
const KEEP_ALIVE = { keepAlive: true, keepAliveMsecs: 10_000 } as const;

/** As undici's connections to Slack and AntCRM. A call that is aborted does not end a connection that it waits for. */
const OPEN_WITHIN_MS = 10_000;

interface ConnectionOptions {
  /** `Lease.watch`: nothing is sent over a connection that was opened during a pause of this process. */
  watchLease?: () => () => boolean;
  openWithinMs?: number;
}

export interface Connections {
  /**
   * Closes the connections that no call uses. After a call without an answer they may be dead as well, and each would cost
   * another call its time-out: a network or a firewall that was away does not say which ones it forgot.
   */
  closeIdle(): void;
}

/**
 * Sets the connections of a client. It refuses connections to other hosts than the API's: telegraf follows up to 20
 * redirects to any host (node-fetch 2.7, measured), and a 307 repeats the message there. The agent is chosen before each
 * connection, redirects included.
 */
export function setConnections(
  telegram: Telegram,
  apiRoot: string,
  { watchLease = () => () => true, openWithinMs = OPEN_WITHIN_MS }: ConnectionOptions = {},
): Connections {
  const { protocol, host } = new URL(apiRoot);
  const own = protocol === "https:" ? new HttpsAgent(KEEP_ALIVE) : new HttpAgent(KEEP_ALIVE);
  const isOpen = protocol === "https:" ? "secureConnect" : "connect";
  watchOpening(own, { isOpen, watchLease, openWithinMs });
  // node-fetch calls this with the parts of the address that it is about to connect to.
  const agentFor = (target: { protocol: string | null; host: string | null }): HttpAgent => {
    if (target.protocol === protocol && target.host === host) return own;
    // The log contains only the code of an error without an answer.
    throw Object.assign(new Error("Telegram's server points to another host"), { code: "EREDIRECT" });
  };
  // Assigned afterwards, because telegraf drops a given agent if the root is `http:`.
  telegram.options.agent = agentFor as unknown as HttpsAgent;
  return {
    closeIdle() {
      for (const socket of Object.values(own.freeSockets).flat()) socket?.destroy();
    },
  };
}

/**
 * Gives a request its connection when it is open, and closes the connection if this process was paused meanwhile. An agent
 * may call back later: https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback
 */
function watchOpening(
  agent: HttpAgent,
  { isOpen, watchLease, openWithinMs }: Required<ConnectionOptions> & { isOpen: "connect" | "secureConnect" },
): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, opened) => {
    const isUnbroken = watchLease();
    const socket = connect(options) as Socket;
    const giveUp = setTimeout(() => socket.destroy(new ConnectTimeout()), openWithinMs);
    const end = (error: Error | null) => {
      clearTimeout(giveUp);
      socket.off("error", end);
      if (error) socket.destroy();
      opened?.(error && asConnectFailure(error), socket);
    };
    socket.once("error", end);
    socket.once(isOpen, () => end(isUnbroken() ? null : new ProcessWasPaused()));
    return undefined;
  };
}

/** Nothing was sent. */
class ConnectTimeout extends Error {
  override readonly name = "ConnectTimeout";
  readonly code = "CONNECT_TIMEOUT";

  constructor() {
    super("the connection was not opened in time");
  }
}
