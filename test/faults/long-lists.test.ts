import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { forkLimited } from "../attacks/support/limited-bot.ts";

const COMMENT = "Giao hàng chậm, gọi mãi mới được, nhân viên chưa nhiệt tình. ".repeat(32);

it("a bot with a heap of 512 MB survives a viewer who has 20 long lists read at once", async () => {
  const [antcrm, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    mkdtemp(join(tmpdir(), "long-lists-")),
  ]);
  for (let at = 0; at < 10_000; at += 1)
    antcrm.world.addRating({
      rating_score: 5,
      comment: `${at} ${COMMENT}`,
      contact: { name: `Nguyễn Thị ${at}` },
    });
  const bot = forkLimited(new URL("./support/many-chats-bot.ts", import.meta.url), antcrm, folder);
  onTestFinished(async () => {
    bot.kill("SIGKILL");
    await antcrm.stop();
    await rm(folder, { recursive: true });
  });
  const ended = once(bot, "exit").then(() => ["the process has ended"]);
  await once(bot, "message");
  bot.send({ line: "đánh giá hôm nay", chats: 20 });
  const answers = once(bot, "message").then(([titles]) => titles as string[]);
  expect(await Promise.race([answers, ended])).toHaveLength(20);
});
