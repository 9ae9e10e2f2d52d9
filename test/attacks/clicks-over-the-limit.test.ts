import { describe, it } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";

it("on Telegram, a click over somebody's 20 requests removes nobody's buttons from a group's alert", async (test) => {
  const { groupOn, antcrm, clock, checksAlerts } = await twoPlatforms(test);
  const { quan, lan } = groupOn("Telegram");
  await quan.says("alert ratings <= 2 here");
  await quan.reads(/Đã đặt cảnh báo số 1/);
  clock.passes(60_000);
  antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
  await checksAlerts();
  const notified = await lan.reads(/Đánh giá 1★/);

  antcrm.fault({ kind: "delay", ms: 2_000, times: 1 });
  for (let request = 1; request <= 20; request += 1) await lan.saysAlone("0900000001");
  await notified.action("Nhận xử lý");
  await Promise.any([lan.reads(/20 yêu cầu chờ/), lan.readsAlone(/20 yêu cầu chờ/)]);

  // Lan's click was not accepted, so anybody can still take the rating.
  await (await quan.reads(/Đánh giá 1★/)).action("Nhận xử lý");
  await quan.reads(/✋ Quân/);
});

describe.each(["Slack", "Telegram"] as const)("on %s, a question in somebody's own chat", (platform) => {
  it("can still be answered after a click over their 20 requests", async (test) => {
    const { groupOn, antcrm } = await twoPlatforms(test);
    const { quan } = groupOn(platform);
    await quan.saysAlone("settings set tickets.sla Gấp");
    const question = await quan.readsAlone(/Sửa cài đặt/);

    antcrm.fault({ kind: "delay", ms: 2_000, times: 1 });
    for (let request = 1; request <= 20; request += 1) await quan.saysAlone("0900000001");
    await question.action("Lưu cài đặt");
    await quan.readsAlone(/20 yêu cầu chờ/);
    // The button is only where the question is.
    await question.action("Lưu cài đặt");
  });
});
