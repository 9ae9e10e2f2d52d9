import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const NOW = Date.parse("2026-06-10T05:00:00.000Z");
const DAY_MS = 86_400_000;
const ALWAYS = { created_from: "2026-01-01", created_to: "2026-12-31" };
const BINHS = "694a1499de71f2c2088c1fc3";

interface Session {
  sessionId: string;
  messages: { _id: string }[];
}

const idsIn = (body: { data: { sessions: Session[] } }) =>
  body.data.sessions.flatMap(({ messages }) => messages.map(({ _id }) => _id));

describe("GET /messages", () => {
  it("shows a session's messages from old to new, with the sample's fields", async () => {
    const { get } = await callSandbox({ now: () => NOW });
    const { body } = await get("/messages", { ...ALWAYS, sessionId: BINHS });
    expect(body).toMatchObject({
      success: true,
      data: { sessions: [{ sessionId: BINHS, customerId: 476, pageId: "3673755377776222950" }] },
    });
    const [session] = body.data.sessions;
    expect(session.messages).toHaveLength(4);
    expect(session.messages[0]).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      attachments: { data: [] },
      shares: { data: [] },
      channel: "ZALO",
      errorMessage: "",
      isOutboundMessage: false,
      isResponsedByBot: false,
      content: "Shop ơi máy in nhà mình kẹt giấy hoài",
      createdAt: session.createdAt,
    });
    expect(session.messages[1].isOutboundMessage).toBe(true);
  });

  it("requires both ends of the time range, as ISO or as a number", async () => {
    const { get } = await callSandbox({ now: () => NOW });
    for (const query of [{}, { created_from: ALWAYS.created_from }, { created_to: ALWAYS.created_to }]) {
      expect((await get("/messages", query as Record<string, string>)).status).toBe(400);
    }
    const begun = NOW - 2 * DAY_MS - 3_600_000;
    const [from, to] = [begun + 60_000, begun + 4 * 60_000];
    const asIso = { created_from: new Date(from).toISOString(), created_to: new Date(to).toISOString() };
    const asNumber = { created_from: String(from), created_to: String(to) };
    const found = (await get("/messages", asIso)).body;
    expect(idsIn(found)).toHaveLength(2);
    expect((await get("/messages", asNumber)).body).toEqual(found);
    expect((await get("/messages", { created_from: "1", created_to: "2" })).body.data.sessions).toEqual([]);
  });

  it("counts limit and offset in messages, over all sessions, the newest session first", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    const walked: string[] = [];
    for (let offset = 0; ; offset += 30) {
      const page = idsIn((await get("/messages", { ...ALWAYS, limit: "30", offset: String(offset) })).body);
      walked.push(...page);
      if (page.length < 30) break;
    }
    expect(walked).toEqual(
      crm.world.conversations.sessions.toReversed().flatMap(({ messages }) => messages.map(({ _id }) => _id)),
    );
    expect(idsIn((await get("/messages", ALWAYS)).body)).toHaveLength(20);
    expect(idsIn((await get("/messages", { ...ALWAYS, limit: "1000" })).body)).toHaveLength(100);
  });

  it("contains the sessions of ratings, and uses two keys for a text", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    const rating = crm.world.ratings.findLast(({ type }) => type === "omni");
    const { body } = await get("/messages", { ...ALWAYS, sessionId: String(rating?.subject?._id) });
    expect(body.data.sessions).toMatchObject([
      {
        conversationId: rating?.subject?.conversationId,
        ...(rating?.contact?.leadId
          ? { leadId: rating.contact.leadId }
          : { customerId: rating?.contact?.customerId }),
      },
    ]);
    const { sessions } = crm.world.conversations;
    expect(sessions).toHaveLength(61);
    expect(new Set(sessions.map(({ textKey }) => textKey))).toEqual(new Set(["content", "text"]));
    for (const { messages, createdAt } of sessions) {
      expect(messages.length).toBeGreaterThan(2);
      expect(messages[0]?.createdAt).toBe(createdAt);
      expect(messages.at(-1)?.createdAt).toBeLessThanOrEqual(NOW);
    }
  });
});
