import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Person } from "../../../src/sandbox/slack/person/person.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";

type Envelope = { type: string; envelope_id: string; payload: Record<string, unknown> } & Record<
  string,
  unknown
>;

let slack: SlackSandbox;
let lan: Person;

beforeEach(async () => {
  slack = await startSlack({ mode: "socket" });
  lan = slack.person(slack.addUser({ name: "lan" }));
});
afterEach(() => slack.stop());

async function address(): Promise<string> {
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  return ((await response.json()) as { url: string }).url;
}

/** Opens a plain websocket connection. `next` resolves with the next message. */
async function connect() {
  const socket = new WebSocket(await address());
  const unread: Envelope[] = [];
  let wake = () => {};
  socket.on("message", (data) => {
    unread.push(JSON.parse(String(data)) as Envelope);
    wake();
  });
  async function next(): Promise<Envelope> {
    while (unread.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return unread.shift() as Envelope;
  }
  return {
    socket,
    next,
    ack: (envelope_id: string, payload?: object) => socket.send(JSON.stringify({ envelope_id, payload })),
  };
}

describe("Socket Mode", () => {
  it("sends hello and envelopes, and accepts acknowledgements by their id", async () => {
    const { next, ack } = await connect();
    expect(await next()).toMatchObject({ type: "hello", num_connections: 1 });
    const sending = lan.slashCommand("/crm", "x", slack.dm(lan.user.id));
    const envelope = await next();
    expect(envelope).toMatchObject({
      type: "slash_commands",
      accepts_response_payload: true,
      payload: { command: "/crm", user_id: lan.user.id },
    });
    ack(envelope.envelope_id, { text: "at once" });
    expect(await sending).toMatchObject({ acked: true, body: { text: "at once" } });
    expect(lan.sees(slack.dm(lan.user.id)).at(-1)?.read).toBe("at once");
  });

  it("issues addresses that work once", async () => {
    const url = await address();
    const first = new WebSocket(url);
    await once(first, "open");
    const second = new WebSocket(url);
    const [error] = (await once(second, "error")) as [Error];
    expect(error.message).toContain("401");
  });

  it("sends an event again over another connection when the first one breaks", async () => {
    const first = await connect();
    await first.next();
    const sending = lan.directMessage("hello");
    const lost = await first.next();
    const second = await connect();
    expect(await second.next()).toMatchObject({ type: "hello", num_connections: 2 });
    first.socket.terminate();
    const again = await second.next();
    expect(again).toMatchObject({ type: "events_api", retry_attempt: 1, payload: lost.payload });
    second.ack(again.envelope_id);
    expect(await sending).toMatchObject({ acked: true, attempts: 2 });
  });

  it("asks connections to reconnect, and accepts at most ten", async () => {
    const connections = [];
    for (let count = 1; count <= 10; count += 1) {
      const connection = await connect();
      await connection.next();
      connections.push(connection);
    }
    const eleventh = await connect();
    expect(await eleventh.next()).toEqual({ type: "disconnect", reason: "too_many_websockets" });
    slack.disconnect();
    expect(await connections[0]?.next()).toMatchObject({ type: "disconnect", reason: "refresh_requested" });
  });

  it("records an acknowledgement of an unknown envelope as a violation", async () => {
    const { next, ack, socket } = await connect();
    await next();
    ack("env-nothing");
    socket.close();
    await once(socket, "close");
    expect(slack.violations).toEqual([expect.stringContaining("an acknowledgement of an unknown envelope")]);
  });

  it("is not available in HTTP mode", async () => {
    const other = await startSlack();
    const response = await fetch(`${other.apiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: `Bearer ${other.appToken}` },
    });
    expect(await response.json()).toMatchObject({ ok: false, error: "not_allowed" });
    expect(other.violations[0]).toContain("Socket Mode is off");
    await other.stop();
  });

  it("reports that no app is connected, without a violation", async () => {
    expect(await lan.slashCommand("/crm", "x", slack.dm(lan.user.id))).toMatchObject({
      sent: false,
      failure: "no_connection",
    });
    expect(slack.violations).toEqual([]);
  });
});
