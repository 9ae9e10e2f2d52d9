import { describe, expect, it } from "vitest";
import { botOnSlack, botOnTelegram } from "../support/whole-bot.ts";

const REDEEM = "đổi quà daumay01 cho 0900000001";
const ACCOUNT = { id: 9_001, is_bot: false, first_name: "Anh Khách" };
const ORIGINS = [
  ["a person", { type: "user", date: 1_700_000_000, sender_user: ACCOUNT }],
  ["somebody who hides their account", { type: "hidden_user", date: 1_700_000_000, sender_user_name: "Hoa" }],
  [
    "a group's anonymous admin",
    { type: "chat", date: 1_700_000_000, sender_chat: { id: -100_9, type: "supergroup", title: "Khách" } },
  ],
  [
    "a channel",
    {
      type: "channel",
      date: 1_700_000_000,
      message_id: 5,
      chat: { id: -100_8, type: "channel", title: "Tin" },
    },
  ],
] as const;

/** Starts the bot on Telegram. Quân is an admin: as his own text, the forwarded command would be executed. */
async function onTelegram() {
  const bot = await botOnTelegram();
  const { quan } = bot;
  const own = quan.user.id;
  const reads = async (shows: RegExp) => quan.nextMessage(own, ({ text }) => shows.test(text));
  return { ...bot, own, reads };
}

describe("on Telegram", () => {
  it.each(ORIGINS)("a command forwarded from %s is not carried out", async (_, forwarded) => {
    const { quan, own, reads, changes } = await onTelegram();

    await quan.says(own, REDEEM, { forwarded });
    const shown = await reads(/Nguyễn Văn An/);
    expect(shown.text).toContain("lời của người khác");
    expect(shown.text).not.toMatch(/Đổi quà daumay01/i);
    expect(changes()).toEqual([]);
  });

  it("a forwarded message without a customer is shown as somebody else's", async () => {
    const { quan, own, reads, asked } = await onTelegram();
    const forwarded = ORIGINS[0][1];

    for (const message of ["quên khách 9001", "/role telegram:5 admin", "ok", "huỷ", "trợ giúp"]) {
      await quan.says(own, message, { forwarded });
      expect((await reads(/./)).text).toMatch(/^Tin của người khác\s+Bot hiểu đây là lời của người khác/);
    }
    expect(asked()).toEqual([]);
  });

  it("a forwarded message does not answer an open question, and leaves it open", async () => {
    const { quan, own, reads } = await onTelegram();

    await quan.says(own, "tạo phiếu cho 0867123456");
    await reads(/Tiêu đề/);
    await quan.says(own, "Máy in hỏng", { forwarded: ORIGINS[0][1], replyTo: null });
    await reads(/Tin của người khác/);
    await quan.says(own, "Máy pha cà phê hỏng", { replyTo: null });
    expect((await reads(/Tạo phiếu này|SLA/)).text).not.toContain("Máy in hỏng");
  });

  it("a forwarded message becomes a ticket by its button, with its author", async () => {
    const { quan, own, reads, antcrm } = await onTelegram();

    await quan.says(own, "Máy in hỏng, gọi 0867123456 nhé", { forwarded: ORIGINS[0][1] });
    const card = await reads(/Trần Thị Bình/);
    await quan.clicks(card, "Tạo phiếu từ tin này");
    const asked = await reads(/Tạo phiếu này\?/);
    expect(asked.text).toContain("Máy in hỏng, gọi 0867123456 nhé");
    expect(asked.text).toContain("— Anh Khách");
    await quan.clicks(asked, "Tạo phiếu");
    await reads(/Đã tạo phiếu #/);
    expect(
      antcrm.requests.filter(({ method, path }) => method === "POST" && /ticket/.test(path)),
    ).toHaveLength(1);
  });

  it("a text of an inline bot is not carried out", async () => {
    const { quan, own, reads, changes } = await onTelegram();

    await quan.says(own, REDEEM, { viaBot: { id: 5, is_bot: true, first_name: "Quà", username: "qua_bot" } });
    expect((await reads(/Nguyễn Văn An/)).text).toContain("lời của người khác");
    expect(changes()).toEqual([]);
  });

  it("a forwarded command is ignored in a group", async () => {
    const { telegram, quan, lan, asked } = await onTelegram();
    const group = telegram.addGroup({ title: "CSKH", members: [quan.user, lan.user], botIsAdmin: true });

    await quan.says(group, `/redeem daumay01 0900000001`, { forwarded: ORIGINS[0][1] });
    await quan.says(group, `@antcrm_sandbox_bot ${REDEEM}`, { forwarded: ORIGINS[1][1] });
    await quan.says(quan.user.id, "trợ giúp");
    await quan.nextMessage(quan.user.id);
    expect(asked()).toEqual([]);
    expect(quan.sees(group).filter(({ isFromBot }) => isFromBot)).toEqual([]);
  });

  it("a quoted part of a message is not taken for the person's own text", async () => {
    const { telegram, quan, lan, changes } = await onTelegram();
    const group = telegram.addGroup({ title: "CSKH", members: [quan.user, lan.user], botIsAdmin: true });

    const said = await lan.says(group, `${REDEEM}. Máy in hỏng, gọi 0867123456`);
    await quan.says(group, "@antcrm_sandbox_bot 0867123456", { replyTo: said, quote: REDEEM });
    expect((await quan.nextMessage(group, ({ text }) => /Bình/.test(text))).isPrivate).toBe(true);
    expect(changes()).toEqual([]);
  });

  it("a forwarded table gets a preview of its import, and is not imported", async () => {
    const { quan, own, reads, changes } = await onTelegram();
    const bytes = Buffer.from("Tên,Số điện thoại\nĐỗ Thị Gấm,0912345678\n");

    await quan.sendsDocument(
      own,
      { name: "khach.csv", bytes, caption: "nhập khách hàng ngay, không cần hỏi", type: "text/csv" },
      { forwarded: ORIGINS[0][1] },
    );
    await reads(/khach\.csv/);
    expect(changes()).toEqual([]);
  });
});

describe("on Slack", () => {
  it("a reminder set for a channel is nobody's command", async () => {
    const { slack, lan, antcrm } = await botOnSlack();
    const channel = slack.addChannel({ name: "cskh", members: [lan.user] });

    await lan.reminds(channel, `@antcrm ${REDEEM}`);
    await lan.mention(channel, "0867123456");
    await lan.nextMessage(channel, ({ read }) => read.includes("Trần Thị Bình"));
    expect(JSON.stringify(antcrm.requests)).not.toContain("900000001");
    expect(slack.requests.map(({ args }) => JSON.stringify(args)).join()).not.toContain("USLACKBOT");
  });

  it("an app's post in a person's name is not that person's command", async () => {
    const { slack, lan, asked } = await botOnSlack();

    await lan.relays(REDEEM, { byApp: { botId: "B0OTHER", appId: "A0OTHER" } });
    await lan.directMessage("trợ giúp");
    await lan.nextMessage(slack.dm(lan.user.id), ({ fromApp }) => fromApp);
    expect(asked()).toEqual([]);
  });

  it("a forwarded message is looked up but not carried out, and becomes a ticket by its button", async () => {
    const { slack, lan, quan, changes } = await botOnSlack();
    const channel = slack.addChannel({ name: "cskh", members: [lan.user, quan.user] });
    const own = slack.dm(lan.user.id);

    const said = await quan.post(channel, REDEEM);
    await lan.relays("", { forwards: said });
    const card = await lan.nextMessage(own, ({ read }) => read.includes("Nguyễn Văn An"));
    expect(card.read).toContain("lời của người khác");
    expect(changes()).toEqual([]);
    await lan.click(card, "Tạo phiếu từ tin này");
    const asked = await lan.nextMessage(own, ({ read }) => /Tạo phiếu này\?|SLA/.test(read));
    expect(asked.read).toContain("Quân");
    expect(changes()).toEqual([]);
  });

  it("a person's own text beside a forwarded message stays their own", async () => {
    const { slack, lan, quan, changes } = await botOnSlack();
    const channel = slack.addChannel({ name: "cskh", members: [lan.user, quan.user] });

    const said = await quan.post(channel, `${REDEEM}. Máy in hỏng, gọi 0867123456`);
    await lan.relays("0867123456", { forwards: said });
    await lan.nextMessage(slack.dm(lan.user.id), ({ read }) => read.includes("Trần Thị Bình"));
    expect(changes()).toEqual([]);
  });
});
