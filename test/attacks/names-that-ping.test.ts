import { expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { renderCard } from "../../src/platforms/telegram/render.ts";
import { detectEntities } from "../../src/sandbox/telegram/entities.ts";
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

it.each(["@quan_cskh", "An.@quan_cskh", "An -@quan_cskh", "+@quan_cskh", "a/@quan_cskh", "\u200b@quan_cskh"])(
  "on Telegram, a shared card mentions nobody through the name %j",
  (name) => {
    const card: ReadyCard = {
      ...{ title: name, tone: "plain", audience: "shared", locale: "vi" },
      blocks: [{ kind: "text", text: name }],
    };
    const { text } = renderCard(card);
    expect(text).toContain("quan_cskh");
    expect(detectEntities(text).filter(({ type }) => type === "mention")).toEqual([]);
  },
);
