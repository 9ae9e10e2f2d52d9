import { expect, it } from "vitest";
import { openTelegramFixture, ready } from "../platforms/telegram/fixture.ts";

it("on Telegram, a message to a person in a group pings nobody through that person's name", async () => {
  const { sandbox, platform, an, binh } = await openTelegramFixture({
    script: async function* () {
      yield ready("Bạn chưa có quyền");
    },
  });
  an.user.first_name = "@quan_cskh";
  const chat = sandbox.addGroup({ title: "CSKH", members: [an.user, binh.user] });
  await platform.start();

  await an.says(chat, "/help");
  const line = await binh.nextMessage(chat, ({ isFromBot }) => isFromBot);
  expect(line.text).toContain("quan_cskh");
  expect(line.text).not.toContain("@quan_cskh");
});
