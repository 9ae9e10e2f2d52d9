import type { Server } from "node:http";
import { BlockList, isIPv6, type Socket } from "node:net";

/** Addresses of loopback, of private networks, of one link (169.254.0.0/16), and behind a provider's NAT (100.64.0.0/10). */
export const PRIVATE_NETWORKS = new BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  PRIVATE_NETWORKS.addSubnet(network, bits);
}
for (const [network, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  PRIVATE_NETWORKS.addSubnet(network, bits, "ipv6");
}

/**
 * Limits of connections. On loopback and in private networks stands a reverse proxy, through which everybody comes from
 * one address, or whoever asks for `/healthz`: those are not limited. `X-Forwarded-For` is not looked at, for anybody can
 * write it. What comes through a proxy is limited by the guard of the routes, request by request.
 */
export interface ConnectionLimits {
  /** Addresses that are not limited; `PRIVATE_NETWORKS` unless given. */
  unlimited: BlockList;
  /** Open at one time from one address, or one /64 of IPv6. More are closed at once. */
  connectionsPerSource: number;
  /** Open at one time from all public addresses. One more closes the oldest, so that newcomers are served. */
  publicConnections: number;
}

export function limitConnections(
  server: Server,
  { unlimited, connectionsPerSource, publicConnections }: ConnectionLimits,
): void {
  const bySource = new Map<string, number>();
  // In order of arrival.
  const open = new Set<Socket>();

  server.on("connection", (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress, unlimited);
    if (source === null) return;
    const before = bySource.get(source) ?? 0;
    if (before >= connectionsPerSource) {
      socket.destroy();
      return;
    }
    const [oldest] = open;
    if (open.size >= publicConnections) oldest?.destroy();
    bySource.set(source, before + 1);
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      const left = (bySource.get(source) ?? 1) - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
    });
  });
}

/** @returns what is counted as one source, or null for an address that is not limited */
function sourceOf(remoteAddress: string | undefined, unlimited: BlockList): string | null {
  const [withoutZone = ""] = (remoteAddress ?? "").split("%", 1);
  const address = withoutZone.replace(/^::ffff:(?=\d+\.)/i, "");
  if (address === "") return null;
  if (!isIPv6(address)) return unlimited.check(address) ? null : address;
  return unlimited.check(address, "ipv6") ? null : firstHalf(address);
}

/** `"2001:db8::1"` → `"2001:db8:0:0"`: a provider gives each customer a /64 at least. */
function firstHalf(address: string): string {
  const [before = "", after] = address.split("::", 2);
  const head = before === "" ? [] : before.split(":");
  const tail = after ? after.split(":") : [];
  const missing = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0"), ...tail];
  return groups.slice(0, 4).join(":");
}
