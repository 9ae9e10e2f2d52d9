import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const ID = "694a1499de71f2c2088c1fc3";
const from = new Date("2026-11-01T00:00:00Z");
const to = new Date("2026-11-08T00:00:00Z");
const answer = (sessions: unknown[]) => ({ body: { success: true, data: { sessions } } });

describe("messages", () => {
  it("come by their sessions, the newest session first and the oldest message first", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const known = antcrm.world.conversations.sessions;
    const since = new Date(Date.now() - 400 * 86_400_000);

    const { sessions, more } = await crm.messages.list({ from: since, to: new Date(), limit: 100 });

    const times = sessions.map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(sessions.length).toBeGreaterThan(1);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(more).toBe(known.reduce((sum, { messages }) => sum + messages.length, 0) >= 100);
    for (const session of sessions) {
      const own = known.find(({ sessionId }) => sessionId === session.sessionId);
      for (const message of session.messages) {
        const said = own?.messages.find(({ _id }) => _id === message.id);
        expect(message).toEqual({
          id: said?._id,
          text: said?.text || null,
          outbound: said?.isOutboundMessage,
          byBot: said?.isResponsedByBot,
          channel: own?.channel,
          attachments: said?.attachments.length,
          error: said?.errorMessage || null,
          at: new Date(said?.createdAt ?? 0),
        });
      }
      const spoken = session.messages.map(({ at }) => at?.getTime() ?? 0);
      expect(spoken).toEqual([...spoken].sort((a, b) => a - b));
    }
  });

  it("can be those of one session, in pages of so many messages", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const { sessionId, messages } = antcrm.world.conversations.sessions.find(
      (session) => session.messages.length > 3,
    ) ?? { sessionId: "", messages: [] };
    const search = { sessionId, from: new Date(0), to: new Date() };

    const first = await crm.messages.list({ ...search, limit: 2 });
    const rest = await crm.messages.list({ ...search, limit: 100, offset: 2 });

    expect([first.more, rest.more]).toEqual([true, false]);
    const read = [...first.sessions, ...rest.sessions].flatMap((session) => session.messages);
    expect(read.map(({ id }) => id)).toEqual(messages.map(({ _id }) => _id));
  });

  it("are asked for in ISO, and by the names of this page alone", async () => {
    const { crm, server } = await crmOnOddServer(() => answer([]));

    await crm.messages.list({ sessionId: ID, from, to, offset: 40 });
    await crm.messages.list({ from, to });

    expect(server.calls.map(({ query }) => Object.fromEntries(query))).toEqual([
      {
        sessionId: ID,
        created_from: "2026-11-01T00:00:00.000Z",
        created_to: "2026-11-08T00:00:00.000Z",
        limit: "100",
        offset: "40",
      },
      { created_from: "2026-11-01T00:00:00.000Z", created_to: "2026-11-08T00:00:00.000Z", limit: "100" },
    ]);
  });

  it("are read with whatever the record holds, and without what it lacks", async () => {
    const { crm } = await crmOnOddServer(() =>
      answer([
        {
          sessionId: ID,
          conversationId: 367375,
          leadId: "",
          customerId: 476,
          createdAt: from.getTime(),
          messages: [
            {
              _id: "694a14995e010d29e99bae1f",
              attachments: { data: [{}, {}] },
              shares: { data: [{}] },
              channel: "ZALO",
              errorMessage: "Khách đã chặn",
              isOutboundMessage: true,
              isResponsedByBot: 1,
              text: "Xin chào",
            },
            { content: "Shop ơi", createdAt: from.toISOString(), attachments: {}, shares: null },
            "odd",
          ],
        },
        { messages: [] },
        null,
      ]),
    );

    const { sessions } = await crm.messages.list({ from, to });

    expect(sessions).toMatchObject([
      { sessionId: ID, conversationId: "367375", leadId: null, customerId: "476", createdAt: from },
    ]);
    expect(sessions[0]?.messages).toEqual([
      {
        id: "694a14995e010d29e99bae1f",
        text: "Xin chào",
        outbound: true,
        byBot: true,
        channel: "ZALO",
        attachments: 3,
        error: "Khách đã chặn",
        at: new Date(0x694a1499 * 1000),
      },
      {
        id: `${ID}:1`,
        text: "Shop ơi",
        outbound: false,
        byBot: false,
        channel: null,
        attachments: 0,
        error: null,
        at: from,
      },
    ]);
  });

  it("are nobody else's, and of no other time, when the CRM ignores what was asked", async () => {
    const early = from.getTime() - 1;
    const { crm } = await crmOnOddServer(() =>
      answer([
        { sessionId: ID, createdAt: early, messages: [{ _id: "1", createdAt: from.getTime() }] },
        { sessionId: "other", createdAt: from.getTime() },
        { sessionId: "old", createdAt: early, messages: [{ _id: "2", createdAt: early }] },
      ]),
    );

    const all = await crm.messages.list({ from, to });
    const one = await crm.messages.list({ sessionId: ID, from, to });

    expect(all.sessions.map(({ sessionId }) => sessionId)).toEqual(["other", ID]);
    expect(one.sessions.map(({ sessionId }) => sessionId)).toEqual([ID]);
  });

  it("are refused before any call where the question is no good", async () => {
    const { crm, server } = await crmOnOddServer(() => answer([]));

    for (const search of [
      { sessionId: "Zalo", from, to },
      { from: to, to: from },
      { from, to, limit: 0 },
      { from, to, limit: 101 },
      { from, to, offset: -1 },
    ]) {
      expect((await failureOf(crm.messages.list(search))).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });
});
