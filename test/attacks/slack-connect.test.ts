import { describe, expect, it } from "vitest";
import type { SlackSandbox } from "../../src/sandbox/slack/server.ts";
import { botOnSlack } from "../support/whole-bot.ts";

const PARTNER = "T0PARTNER";
type Person = ReturnType<SlackSandbox["person"]>;

/** Starts a bot in a channel that is shared between the bot's workspace and another company's. */
async function sharedChannel(by: "us" | "them") {
  const bot = await botOnSlack();
  const { slack, lan } = bot;
  const outsider = slack.person(slack.addUser({ name: "Partner", home: { team: PARTNER } }));
  const channel = slack.addChannel({
    name: "with-partner",
    members: [lan.user, outsider.user],
    sharedBy: by === "them" ? PARTNER : slack.workspace.team.id,
  });
  /** Resolves when the bot has answered Lan after all earlier events. */
  const answersLan = async () => {
    await lan.mention(channel, "0867123456");
    return lan.nextMessage(channel, ({ read }) => read.includes("Trần Thị Bình"));
  };
  return { ...bot, outsider, channel, answersLan };
}

const fromBot = (person: Person, channel: { id: string }) =>
  person.sees(channel.id).filter(({ fromApp }) => fromApp);

describe("in a channel shared with another company", () => {
  it.each(["us", "them"] as const)(
    "shared by %s, the own colleague is answered and the partner's employee is not",
    async (by) => {
      const { asked, outsider, channel, answersLan } = await sharedChannel(by);

      await outsider.mention(channel, "0900000001");
      const before = asked().length;
      expect((await answersLan()).ephemeral).toBe(true);
      expect(before).toBe(0);
      expect(fromBot(outsider, channel)).toEqual([]);
    },
  );

  it("their employee can use neither a command nor a shortcut", async () => {
    const { slack, lan, changes, outsider, channel } = await sharedChannel("them");

    await outsider.slashCommand("/crm", "0900000001", channel);
    const message = await lan.post(channel, "Máy in hỏng, gọi 0900000001");
    await outsider.messageShortcut(message, "create_ticket");
    await lan.mention(channel, "tra 0900000001");
    await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));
    expect(fromBot(outsider, channel)).toEqual([]);
    expect(slack.requests.filter(({ method }) => method === "views.open")).toEqual([]);
    expect(changes()).toEqual([]);
  });

  it("their employee is identified by users.info when a message with a file names no workspace", async () => {
    const { slack, log, outsider } = await sharedChannel("them");

    await outsider.dropsFiles("bot", [{ name: "khach.csv", bytes: Buffer.from("Tên,SĐT\nAn,0900000001\n") }]);
    await expect.poll(() => log.some((line) => line.includes("not answered"))).toBe(true);
    expect(fromBot(outsider, slack.dm(outsider.user.id))).toEqual([]);
  });
});

describe("a guest of the bot's workspace", () => {
  it("has no default role, but has the role that an admin gives", async () => {
    const { slack, quan, asked } = await botOnSlack();
    const guest = slack.person(slack.addUser({ name: "Khách", isGuest: true }));
    const own = slack.dm(guest.user.id);

    await guest.directMessage("0900000001");
    await guest.nextMessage(own, ({ read }) => read.includes("Bạn chưa có quyền"));
    expect(asked()).toEqual([]);
    await quan.directMessage(`role <@${guest.user.id}> viewer`);
    const question = await quan.nextMessage(slack.dm(quan.user.id), ({ read }) =>
      read.includes("Đổi quyền của"),
    );
    await quan.click(question, "Đổi quyền");
    await quan.nextMessage(slack.dm(quan.user.id), ({ read }) => read.includes("Đã đổi quyền"));
    await guest.directMessage("0900000001");
    await guest.nextMessage(own, ({ read }) => read.includes("Nguyễn Văn An"));
  });
});

it("a workspace whose Slack does not describe its users still gets answers for its members", async () => {
  const { slack, lan } = await botOnSlack();
  slack.fault({ method: "users.info", kind: "error", error: "missing_scope", times: 9 });

  await lan.directMessage("0900000001");
  await lan.nextMessage(slack.dm(lan.user.id), ({ read }) => read.includes("Nguyễn Văn An"));
});
