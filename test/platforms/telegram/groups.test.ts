import { expect, it } from "vitest";
import { buttons, type FixtureOptions, form, openTelegramFixture, ready, type Script } from "./fixture.ts";

const secret: Script = async function* (call) {
  yield call.body.kind === "action"
    ? ready("120 điểm")
    : ready("Khách hàng", { kind: "text", text: "0900 000 001" }, buttons("Điểm"));
};

async function group(options: Partial<FixtureOptions> & { admin?: boolean; topics?: boolean } = {}) {
  const all = await openTelegramFixture({ script: secret, ...options });
  await all.platform.start();
  const { sandbox, an, binh } = all;
  const members = [an.user, binh.user];
  const chat = sandbox.addGroup({
    title: "CSKH",
    members,
    botIsAdmin: options.admin ?? false,
    topics: options.topics ?? false,
  });
  return { ...all, chat };
}

it("sends an ephemeral message in a group where it is an administrator: only the asker sees the card", async () => {
  const { an, binh, chat, sandbox } = await group({ admin: true });
  await an.says(chat, "/customer 0900000001");
  const card = await an.nextMessage(chat, (message) => message.text.startsWith("Khách hàng"));
  expect(card.isPrivate).toBe(true);
  expect(binh.sees(chat).filter((message) => message.isFromBot)).toEqual([]);
  await an.says(chat, "/customer 0900000001");
  expect((await an.nextMessage(chat)).text).toContain("Khách hàng");
  // The first message, which only checks that the server knows ephemeral messages, is sent once.
  const tries = sandbox.requests.filter(({ params }) => String(params.text).includes("Chờ một chút"));
  expect(tries).toHaveLength(1);
  expect(sandbox.violations).toEqual([]);
});

it("answers a button by an ephemeral message although it is no administrator", async () => {
  const { an, binh, chat } = await group({
    script: async function* (call) {
      if (call.body.kind === "action") yield ready("Riêng cho bạn");
      else yield { ...ready("Cho cả nhóm", buttons("Xem")), audience: "shared" };
    },
  });
  await an.says(chat, "/customer");
  const card = await an.nextMessage(chat);
  await binh.clicks(card, "Xem");
  const answer = await binh.nextMessage(chat, (message) => message.text === "Riêng cho bạn");
  expect(answer.isPrivate).toBe(true);
  expect(an.sees(chat).map((message) => message.text)).not.toContain("Riêng cho bạn");
});

it("edits an ephemeral card in place", async () => {
  const { an, chat } = await group({
    admin: true,
    script: async function* (call) {
      if (call.body.kind === "action") yield { ...ready("Đã đổi"), tone: "good" };
      else yield { ...ready("Đổi quà?", buttons("OK")), tone: "warning" };
    },
  });
  await an.says(chat, "/redeem");
  const question = await an.nextMessage(chat, (message) => message.text.includes("Đổi quà?"));
  await an.clicks(question, "OK");
  const outcome = await an.nextMessage(chat, (message) => message.text.includes("Đã đổi"));
  expect(outcome).toMatchObject({ ephemeralId: question.ephemeralId, buttons: [] });
});

it.each([
  ["an old server", { telegram: { botApi: "7.1" as const } }],
  ["a group where it may not speak first", {}],
])("answers in the private chat on %s, with one line and a link in the group", async (_name, options) => {
  const { an, binh, chat, sandbox } = await group(options);
  await an.startsBot();
  await an.nextMessage(an.user);
  await an.says(chat, "/customer 0900000001");
  expect((await an.nextMessage(an.user)).text).toContain("0900 000 001");
  const hint = await an.nextMessage(chat, (message) => message.text.includes("Đã trả lời riêng cho An"));
  expect(hint.buttons[0]?.[0]?.url).toBe("https://t.me/antcrm_sandbox_bot");
  expect(binh.sees(chat).filter((message) => message.isFromBot)).toHaveLength(1);
  const inGroup = sandbox.requests.filter(({ params }) => params.chat_id === chat.id);
  // No message with the number may succeed, because an old server posts an ephemeral message visibly for everybody.
  const leaked = inGroup.filter(
    ({ params, status }) => status === 200 && String(params.text).includes("0900 000 001"),
  );
  expect(leaked).toEqual([]);
});

it("asks a person who never started it to do so, by a deep link", async () => {
  const { an, chat } = await group();
  await an.says(chat, "/customer 0900000001");
  const line = await an.nextMessage(chat);
  expect(line.text).toContain("An ơi");
  expect(line.buttons[0]?.[0]?.url).toBe("https://t.me/antcrm_sandbox_bot?start=group");
});

it("shows a shared card to everybody, as a reply, in the topic where it was asked", async () => {
  const { an, binh, chat, calls, sandbox } = await group({
    topics: true,
    script: async function* () {
      yield { ...ready("Đánh giá tuần này"), audience: "shared" };
    },
  });
  const topic = sandbox.addTopic(chat);
  const asked = await an.says(chat, "/customer", { topic });
  const card = await binh.nextMessage(chat);
  expect(card).toMatchObject({
    text: "Đánh giá tuần này",
    topic,
    replyTo: asked.message_id,
    isPrivate: false,
  });
  expect(calls[0]?.place).toEqual({
    platform: "telegram",
    chat: String(chat.id),
    thread: String(topic),
    shared: true,
  });
});

it("takes the message that a command replies to along", async () => {
  const { an, binh, chat, calls } = await group();
  const complaint = await binh.says(chat, "Máy in của chị Hoa hỏng, 0867 123 456");
  await an.says(chat, "/ticket gấp", { replyTo: complaint });
  await an.nextMessage(chat);
  expect(calls[0]).toMatchObject({
    body: { kind: "command", command: "ticket", text: "gấp" },
    source: {
      id: `telegram:${chat.id}:${complaint.message_id}`,
      text: "Máy in của chị Hoa hỏng, 0867 123 456",
      author: "Bình",
      at: new Date(complaint.date * 1000),
      permalink: `https://t.me/c/${String(chat.id).slice(4)}/${complaint.message_id}`,
    },
  });
});

it("opens the reply box for the one who is asked, so that the answer gets through privacy mode", async () => {
  const { an, chat, calls, sandbox } = await group({
    script: async function* (call) {
      if (call.body.kind === "command") yield { ...ready("Tạo phiếu", form("Tiêu đề")), audience: "shared" };
      else yield { ...ready("Đã ghi"), audience: "shared" };
    },
  });
  await an.says(chat, "/ticket");
  const prompt = await an.nextMessage(chat, (message) => message.asksReply);
  expect(prompt.text).toBe("Tiêu đề? Hãy trả lời tin nhắn này.");
  const asked = sandbox.requests.find(({ params }) => String(params.text).startsWith("Tiêu đề? Hãy"));
  expect(asked?.params.reply_markup).toMatchObject({ force_reply: true, selective: true });
  await an.says(chat, "Máy in hỏng");
  await an.nextMessage(chat, (message) => message.text === "Đã ghi");
  expect(calls[1]?.body).toEqual({ kind: "text", text: "Máy in hỏng" });
  expect(sandbox.violations).toEqual([]);
});

it("asks a private question in the group without what is known, where it cannot send ephemeral messages", async () => {
  const { an, binh, chat } = await group({
    script: async function* (call) {
      yield call.body.kind === "command" ? ready("Tạo phiếu", form("Tiêu đề")) : ready("Đã ghi");
    },
  });
  await an.startsBot();
  await an.says(chat, "/ticket 0900000001");
  await an.nextMessage(chat, (message) => message.asksReply);
  const seen = binh.sees(chat).filter((message) => message.isFromBot);
  expect(seen.map((message) => message.text).join("\n")).toContain("Tiêu đề?");
  expect(seen.map((message) => message.text).join("\n")).not.toContain("0900000001");
});

it("never writes a private card into the question that it had to ask in public", async () => {
  const { an, binh, chat, inbox } = await group({
    telegram: { botApi: "7.1" },
    script: async function* (call) {
      if (!call.place.shared) yield ready("Chào");
      else {
        yield { ...ready("Đang tìm"), tone: "waiting" };
        yield ready("Tạo phiếu", form("Tiêu đề"));
        yield ready("Khách hàng", { kind: "text", text: "0900 000 001" });
      }
    },
  });
  await an.startsBot();
  await an.nextMessage(an.user);
  await an.says(chat, "/ticket");
  expect((await an.nextMessage(an.user, (m) => m.text.includes("0900 000 001"))).isFromBot).toBe(true);
  await inbox.hasFinished(2);
  expect(
    binh
      .sees(chat)
      .map((message) => message.text)
      .join("\n"),
  ).not.toContain("0900 000 001");
});

it("takes a question's buttons away when it is answered in private, not when somebody else is refused", async () => {
  const { an, binh, chat } = await group({
    script: async function* (call) {
      if (call.body.kind === "command")
        yield { ...ready("Chắc chưa?", buttons("OK")), tone: "warning", audience: "shared" };
      else if (call.personName === "Bình") yield { ...ready("Nút này của An"), tone: "bad" };
      else yield ready("Xong");
    },
  });
  await an.says(chat, "/redeem");
  const question = await an.nextMessage(chat);
  const shown = () => an.sees(chat).find((message) => message.id === question.id)?.buttons.length;
  await binh.clicks(question, "OK");
  await binh.nextMessage(chat, (message) => message.text.includes("Nút này của An"));
  expect(shown()).toBe(1);
  await an.clicks(question, "OK");
  await an.nextMessage(chat, (message) => message.text === "Xong");
  expect(shown()).toBe(0);
});

it("asks by an ephemeral message and reads the ephemeral answer", async () => {
  const { an, binh, chat, calls } = await group({
    admin: true,
    script: async function* (call) {
      yield call.body.kind === "command" ? ready("Tạo phiếu", form("Tiêu đề")) : ready("Đã ghi");
    },
  });
  await an.says(chat, "/ticket 0900000001");
  const question = await an.nextMessage(chat, (message) => message.text.includes("0900000001"));
  await an.says(chat, "Máy in hỏng", { replyTo: question });
  await an.nextMessage(chat, (message) => message.text === "Đã ghi");
  expect(calls[1]?.body).toEqual({ kind: "text", text: "Máy in hỏng" });
  expect(binh.sees(chat).filter((message) => message.isFromBot)).toEqual([]);
});

it("sends the receipt of a write to the private chat as well", async () => {
  const { an, chat } = await group({
    script: async function* (call) {
      const receipt = call.place.shared;
      yield { ...ready("Đã đổi quà"), audience: "shared", receipt };
    },
  });
  await an.startsBot();
  await an.nextMessage(an.user);
  await an.says(chat, "/redeem");
  expect((await an.nextMessage(chat)).text).toBe("Đã đổi quà");
  expect((await an.nextMessage(an.user)).text).toBe("Đã đổi quà");
});

it("tells the person privately when it may not write in the group", async () => {
  const { an, chat, lines, sandbox } = await group({
    script: async function* () {
      yield { ...ready("Đánh giá"), audience: "shared" };
    },
  });
  await an.startsBot();
  await an.nextMessage(an.user);
  sandbox.fault({ method: "sendMessage", chat: chat.id, kind: "403 blocked" });
  await an.says(chat, "/customer");
  expect((await an.nextMessage(an.user)).text).toContain("Bot không gửi được vào nhóm");
  expect(lines.some((line) => line.includes("could not be posted"))).toBe(true);
});

it("says nothing when it is not addressed, and hears another bot's command as nobody's", async () => {
  const { an, chat, calls, inbox } = await group({ admin: true });
  await an.says(chat, "chào cả nhà");
  await an.says(chat, "/ticket@other_bot 0900000001");
  await an.says(chat, "@antcrm_sandbox_bot ai là 0900 000 001?");
  await an.nextMessage(chat, (message) => message.text.includes("Khách hàng"));
  expect(calls.map((call) => call.body)).toEqual([{ kind: "text", text: "ai là 0900 000 001?" }]);
  expect(inbox.events.size).toBe(1);
});

it("follows a group that became a supergroup while it was thinking", async () => {
  let release = () => {};
  const moved = new Promise<void>((resolve) => {
    release = resolve;
  });
  const all = await openTelegramFixture({
    script: async function* () {
      await moved;
      yield { ...ready("Đánh giá"), audience: "shared" };
    },
  });
  await all.platform.start();
  const { an, sandbox, calls } = all;
  const old = sandbox.addGroup({ title: "CSKH", members: [an.user], type: "group" });
  await an.says(old, "/customer");
  await expect.poll(() => calls.length).toBe(1);
  const supergroup = sandbox.migrateToSupergroup(old);
  release();
  expect((await an.nextMessage(supergroup, (message) => message.text === "Đánh giá")).text).toBe("Đánh giá");
});
