import { ratingContact } from "../../antcrm/groups/ratings.ts";
import type { Transcript } from "../transcript.ts";
import type { DemoWorld } from "../world.ts";
import type { ChatClient, FormShown } from "./chat-client.ts";
import { type ConsoleCommand, readConsoleCommand } from "./console-commands.ts";
import { type Conversation, createConversation } from "./conversation.ts";
import { fillForm } from "./fill.ts";
import type { Screen } from "./screen.ts";
import { createSlackClient } from "./slack-client.ts";
import { createTelegramClient } from "./telegram-client.ts";

/** The help that `?` shows. */
const HELP = `
   Gõ như đang chat với bot · type as if you were chatting with the bot:
     0867 123 456
     đổi quà DAUMAY01 cho 0900 000 001
     tạo phiếu cho 0867 123 456: máy in hỏng, gấp
   1, 2, 3 …            bấm nút mang số đó · click the button with that number
   slack, telegram      đổi nền tảng · switch the platform
   đồng nghiệp          thành Minh, chỉ được xem, và ngược lại
   colleague            become Minh, who may only look up, and back
   khách chấm 1 sao     khách vừa đánh giá 1 sao: thử “báo khi có đánh giá dưới 3 sao” trước
   rate 1 star          a customer rates 1 star: try “alert ratings <= 2 here” before
   ?                    xem lại những từ này · show this help again
   thoát, quit          kết thúc, như Ctrl-C · quit, like Ctrl-C

`;

/**
 * Runs a conversation with the bot by typed lines, until the input ends.
 * @returns `silent` when the input ended before a line was typed, as for a service
 */
export async function talk(
  world: DemoWorld,
  screen: Screen,
  transcript: Transcript,
): Promise<"over" | "silent"> {
  const lan = clientsOf(world, "lan");
  const minh = clientsOf(world, "minh");
  const conversation = createConversation(
    [lan.Telegram, lan.Slack, minh.Telegram, minh.Slack],
    lan.Telegram,
    transcript,
  );
  const clientFor = (isLan: boolean, platform: ChatClient["platform"]) => (isLan ? lan : minh)[platform];

  async function runConsoleCommand(command: ConsoleCommand): Promise<"leave" | undefined> {
    const { person, platform } = conversation.client;
    const isLan = person === world.lan.name;
    switch (command.kind) {
      case "leave":
        return "leave";
      case "help":
        screen.write(HELP);
        return;
      case "platform":
        conversation.switchTo(clientFor(isLan, command.platform));
        return;
      case "colleague":
        conversation.switchTo(clientFor(!isLan, platform));
        return;
      case "low-rating":
        rateLow(world);
        transcript.line(
          "   Trần Thị Bình chấm 1 sao: bot báo trong vòng một phút · rated 1 star: the bot tells within a minute\n",
        );
        return;
      case "click":
        await conversation.clicks(command.number);
        return;
      case "no-button":
        transcript.line(
          `   không có nút ${command.number} ở đây · there is no button ${command.number} here\n`,
        );
        return;
      case "text":
        if (command.text !== "") await conversation.says(command.text);
    }
  }

  screen.write(HELP);
  for (let isFirst = true; ; isFirst = false) {
    const { form, client } = conversation;
    if (form) {
      if ((await takeForm(form, conversation, screen, transcript)) === "ended") return "over";
      continue;
    }
    const line = await screen.ask(`   ${client.person} · ${client.platform} ▸ `);
    if (line === null) return isFirst ? "silent" : "over";
    if (
      (await runConsoleCommand(readConsoleCommand(line, conversation.buttons, conversation.isAsked))) ===
      "leave"
    )
      return "over";
  }
}

/** Lets Trần Thị Bình rate one star in the CRM. */
function rateLow({ antcrm: { world } }: DemoWorld): void {
  const [binh] = world.customersByPhone("0867123456");
  world.addRating({
    rating_score: 1,
    comment: "Gọi mãi không ai nghe máy",
    contact: binh === undefined ? null : ratingContact(binh),
  });
}

function clientsOf(world: DemoWorld, who: "lan" | "minh"): Record<ChatClient["platform"], ChatClient> {
  return { Telegram: createTelegramClient(world[who]), Slack: createSlackClient(world[who], world) };
}

async function takeForm(
  form: FormShown,
  conversation: Conversation,
  screen: Screen,
  transcript: Transcript,
): Promise<"ended" | undefined> {
  const values = await fillForm(form.view, screen, transcript);
  if (values === "ended") return "ended";
  if (values === "cancelled") await conversation.closes(form);
  else await conversation.submits(form, values);
}
