import { expect, it } from "vitest";
import { botOnTelegram } from "../support/whole-bot.ts";

it("a stranger who took over a colleague's username gets no rights by it, where every Telegram account may look up", async () => {
  const { telegram, lan, quan } = await botOnTelegram({ BOT_DEFAULT_ROLE: "telegram:viewer" });
  const stranger = telegram.addUser({ first_name: "Lan", language_code: "vi" });
  lan.user.username = "lan_cskh";
  await lan.says(lan.user.id, "trợ giúp");
  await lan.nextMessage(lan.user.id);
  const admin = async (text: string, shows: RegExp) => {
    await quan.says(quan.user.id, text);
    return quan.nextMessage(quan.user.id, (message) => shows.test(message.text));
  };
  await quan.clicks(await admin(`/role telegram:${lan.user.id} agent`, /→/), "Đổi quyền");
  await quan.nextMessage(quan.user.id, ({ text }) => text.includes("Đã đổi quyền"));

  lan.user.username = "lan_nghi_viec";
  stranger.username = "lan_cskh";
  const attacker = telegram.person(stranger.id);
  await attacker.startsBot();
  await attacker.says(telegram.privateChat(stranger), "trợ giúp");
  await attacker.nextMessage(telegram.privateChat(stranger));

  const asked = await admin("/role @lan_cskh manager", /lan_cskh|→/i);
  expect(asked.text).toContain("Bạn muốn chọn ai?");
  expect(asked.text).not.toContain("→");
});
