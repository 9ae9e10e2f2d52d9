import { buildConnector } from "undici";

/**
 * Names a failure to connect that has the code of a broken connection. If a host has several addresses, they are tried in
 * turn, and the error has the code of the first one: `ETIMEDOUT`.
 * @see https://nodejs.org/docs/latest-v20.x/api/net.html#socketconnectoptions-connectlistener `autoSelectFamily`
 */
export function asConnectFailure<Failure extends Error>(error: Failure): Failure {
  const isTimeout = "code" in error && error.code === "ETIMEDOUT";
  return isTimeout ? Object.assign(error, { code: "CONNECT_TIMEOUT" }) : error;
}

const connect = buildConnector({});

/**
 * Returns a connector for undici. A process can be paused while it opens a connection, and another process does its work
 * meanwhile. Then the connection is closed as soon as it is open, so that nothing is sent over it.
 * @param watch  called when the opening begins. What it returns is called when the connection is open: `Lease.watch`
 * @param refusal  the error for the requests that waited for the connection
 */
export function connectUnlessPaused(
  watch: () => () => boolean,
  refusal: () => Error,
): buildConnector.connector {
  return (options, opened) => {
    const isUnbroken = watch();
    connect(options, (error, socket) => {
      if (error) return opened(asConnectFailure(error), null);
      if (isUnbroken()) return opened(null, socket);
      socket.destroy();
      opened(refusal(), null);
    });
  };
}
