import { expect, it } from "vitest";
import { twoPlatforms } from "../../support/two-platforms.ts";

const MINUTE = 60_000;
const PLATFORMS = ["Slack", "Telegram"] as const;

it.concurrent.for(PLATFORMS)(
  "an alert on %s is taken in its card, visible to everybody, and given back",
  async (on, test) => {
    const { groupOn, antcrm, clock, checksAlerts } = await twoPlatforms(test);
    const { quan, lan } = groupOn(on);
    await quan.says("alert ratings <= 2 here");
    await quan.reads(/Đã đặt cảnh báo số 1/);
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
    await checksAlerts();

    const notified = await lan.reads(/Đánh giá 1★/);
    expect(notified.isPrivate).toBe(false);
    await notified.action("Nhận xử lý");
    const taken = await quan.reads(/✋ Lan nhận xử lý/);
    expect(taken).toMatchObject({ text: expect.stringContaining("Chờ lâu"), isPrivate: false });
    await (await lan.reads(/✋ Lan/)).action("Trả lại");
    expect((await quan.reads(/Đánh giá 1★/)).text).not.toContain("✋");
    expect(quan.group().filter(({ text }) => text.includes("Đánh giá 1★"))).toHaveLength(1);
  },
);

it.concurrent.for(PLATFORMS)(
  "an alert on %s without a confirmed delivery is sent again, marked and counted each time",
  async (on, test) => {
    const { groupOn, antcrm, clock, checksAlerts, metrics } = await twoPlatforms(test);
    const group = groupOn(on);
    await group.quan.says("alert ratings <= 2 here");
    await group.quan.reads(/Đã đặt cảnh báo số 1/);
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
    group.losesAnswers(2);
    await checksAlerts();
    clock.passes(MINUTE);
    await checksAlerts();
    clock.passes(MINUTE);
    await checksAlerts();
    const notified = group.lan.group().filter(({ text }) => text.includes("Chờ lâu"));
    expect(notified.map(({ text }) => /có thể đã gửi/i.test(text))).toEqual([false, true, true]);
    await (await group.lan.reads(/có thể đã gửi/i)).action("Nhận xử lý");
    expect((await group.quan.reads(/✋ Lan/)).text).toMatch(/có thể đã gửi/i);
    const counted = await metrics.text();
    expect(counted).toContain(`repeated_total{platform="${on.toLowerCase()}"} 2`);
    expect(counted).toContain('deliveries_total{kind="alert",outcome="unclear"} 1');
    expect(counted).toContain('deliveries_total{kind="alert",outcome="sent"} 1');
  },
);

it.concurrent.for(PLATFORMS)(
  "a chat on %s that removes the bot stops its alerts, and only their owner is notified",
  async (on, test) => {
    const { groupOn, antcrm, clock, checksAlerts, sendsDigests, metrics } = await twoPlatforms(test);
    const group = groupOn(on);
    const { quan } = group;
    const thread = await group.opensThread();
    for (const order of ["alert ratings <= 2 here", "alert tickets urgent here"]) {
      await quan.says(order);
      await quan.reads(/Đã đặt cảnh báo số \d/);
    }
    await quan.says("digest add loyalty daily 08:30 here");
    await quan.reads(/Đã đặt báo cáo số 1/);
    clock.passes(40 * MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
    await Promise.all([checksAlerts(), sendsDigests()]);
    const notified = quan.group().slice(-2);
    expect(notified.map((one) => one.thread)).toEqual([thread, thread]);
    expect(notified.map(({ text }) => text).join()).toMatch(/Chờ lâu/);
    expect(await metrics.text()).toContain('deliveries_total{kind="digest",outcome="sent"} 1');

    group.throwsBotOut();
    clock.passes(24 * 60 * MINUTE);
    antcrm.world.addRating({ rating_score: 2, comment: "Giao trễ" });
    await Promise.all([checksAlerts(), sendsDigests()]);
    await quan.readsAlone(/Đã dừng (cảnh báo số 1, 2|báo cáo số 1)/);
    await quan.readsAlone(/Đã dừng (cảnh báo số 1, 2|báo cáo số 1)/);
    await quan.saysAlone("digest status");
    await quan.readsAlone(/đã dừng: nhóm chat không cho bot gửi tin/);

    group.letsBotIn();
    await quan.saysAlone("alert resume 1");
    await quan.readsAlone(/Cảnh báo số 1: đã gửi tiếp/);
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Gọi mãi không được" });
    await checksAlerts();
    expect(quan.group().at(-1)).toMatchObject({
      text: expect.stringContaining("Gọi mãi không được"),
      thread,
    });
  },
);
