import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";

/** A certificate for 127.0.0.1 that is valid until 2126. Only tests use it. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSImAzJ2PmuRiLByz
KvAiVb1YEtGpdC3yuN9aXoQccxOhRANCAAQpqGlMvib0M9ODe5wGJGVC0L06BcGD
RsdOIrYuPwZ2T8LyWD4x8LzczP0qIndfWbbf+wzQTJzSsn/gycBEy61W
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQwrNY0pX4vli1e7lLhpJ71wMivkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDE0NDk1OVoYDzIxMjYxMTA2
MTQ0OTU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQpqGlMvib0M9ODe5wGJGVC0L06BcGDRsdOIrYuPwZ2T8LyWD4x8Lzc
zP0qIndfWbbf+wzQTJzSsn/gycBEy61Wo28wbTAdBgNVHQ4EFgQUQNOT2imnyUb7
FQuQW5ViJTRucQEwHwYDVR0jBBgwFoAUQNOT2imnyUb7FQuQW5ViJTRucQEwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSAAwRQIgOIwTONmAxa2obQUCSVxmtYcB1SBa9wF5LPvx69D3tIoCIQDz
aHi8TWXUYLhhtThM6hkC+f1rCFZev7AJAE44eYBtjQ==
-----END CERTIFICATE-----`;

/**
 * Starts an HTTPS server that answers each request with this JSON. Each connection calls `onConnection` before the
 * handshake begins, so the client has not opened it yet. This process accepts any certificate until the test ends.
 * @returns its address, `"https://127.0.0.1:40123"`, and the paths of the requests
 */
export async function startHandshakeServer(answer: object, onConnection: () => void) {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const paths: string[] = [];
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    paths.push(request.url ?? "");
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  server.prependListener("connection", onConnection);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
