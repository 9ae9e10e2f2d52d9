import { describe, expect, it } from "vitest";
import { buttonsOf } from "../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const MINUTE = 60_000;

interface Act {
  /** What is set up first, a minute before the act. */
  given?: readonly string[];
  /** What a manager types. */
  types: string;
  /** The part of the bot's data that the act changes, as it is stored. */
  state(app: TestApp): Promise<unknown>;
  /** What shows the outcome of the undo. */
  undone: RegExp;
}

const rules = async ({ store }: TestApp) =>
  (await store().alertRules.list()).map(({ number, state, snoozedUntil }) => ({
    number,
    state,
    snoozedUntil,
  }));

const digests = async ({ store }: TestApp) =>
  (await store().subscriptions.list()).map(({ number, state }) => ({ number, state }));

const quiet = ({ store, quan }: TestApp) => store().alertRules.quietHours(quan.id);

const ALERT = "báo khi có đánh giá dưới 3 sao";
const DIGEST = "gửi báo cáo đánh giá mỗi ngày 8h30";

/** Every command that acts at once, in each of its ways. */
const ACTS: Readonly<Record<string, Act>> = {
  "a new alert": {
    types: ALERT,
    state: rules,
    undone: /^Đã hoàn tác\nCảnh báo số 1: đã gỡ$/m,
  },
  "a snooze": {
    given: [ALERT],
    types: "tạm dừng cảnh báo 1 30 phút",
    state: rules,
    undone: /^Đã hoàn tác\nCảnh báo số 1 \(Đánh giá từ 2★ trở xuống\): đang bật/,
  },
  "a longer snooze": {
    given: [ALERT, "tạm dừng cảnh báo 1 30 phút"],
    types: "tạm dừng cảnh báo 1 3 giờ",
    state: rules,
    undone: /^Đã hoàn tác\nCảnh báo số 1 \(.*\): tạm dừng đến .*08:30/,
  },
  "a resumption of an alert": {
    given: [ALERT, "tạm dừng cảnh báo 1 2 giờ"],
    types: "gửi tiếp cảnh báo 1",
    state: rules,
    undone: /^Đã hoàn tác\nCảnh báo số 1 \(.*\): tạm dừng đến .*10:00/,
  },
  "a snooze of all alerts": {
    given: [ALERT, "báo phiếu khẩn cấp", "tạm dừng cảnh báo 2 30 phút"],
    types: "tạm dừng cảnh báo",
    state: rules,
    undone: /^Đã hoàn tác\nCảnh báo số 1 \(.*\): đang bật\nCảnh báo số 2 \(.*\): tạm dừng đến .*08:30/,
  },
  "first quiet hours": {
    types: "giờ yên lặng 22h-7h",
    state: quiet,
    undone: /^Đã hoàn tác\nỞ đây chưa đặt giờ yên lặng/,
  },
  "other quiet hours": {
    given: ["giờ yên lặng 22h-7h"],
    types: "giờ yên lặng 21h-6h",
    state: quiet,
    undone: /^Đã hoàn tác\nGiờ yên lặng ở đây: 22:00-07:00/,
  },
  "no more quiet hours": {
    given: ["giờ yên lặng 22h-7h"],
    types: "bỏ giờ yên lặng",
    state: quiet,
    undone: /^Đã hoàn tác\nGiờ yên lặng ở đây: 22:00-07:00/,
  },
  "a new digest": {
    types: DIGEST,
    state: digests,
    undone: /^Đã hoàn tác\nBáo cáo số 1 \(Đánh giá · mỗi ngày lúc 08:30\): đã gỡ/,
  },
  "a pause": {
    given: [DIGEST],
    types: "tạm dừng báo cáo 1",
    state: digests,
    undone: /^Đã hoàn tác\nBáo cáo số 1 \(.*\): đang bật/,
  },
  "a resumption of a digest": {
    given: [DIGEST, "tạm dừng báo cáo 1"],
    types: "gửi tiếp báo cáo 1",
    state: digests,
    undone: /^Đã hoàn tác\nBáo cáo số 1 \(.*\): đang tạm dừng/,
  },
  "a digest that was ordered again after its pause": {
    given: [DIGEST, "tạm dừng báo cáo 1"],
    types: DIGEST,
    state: digests,
    undone: /^Đã hoàn tác\nBáo cáo số 1 \(.*\): đang tạm dừng/,
  },
  "a first choice of the language": {
    types: "tiếng việt",
    state: async ({ store, quan }) => (await store().people.find(quan.id))?.locale,
    undone: /^Đã hoàn tác\nBạn chưa chọn ngôn ngữ/,
  },
  "another language": {
    given: ["tiếng việt"],
    types: "english",
    state: async ({ store, quan }) => (await store().people.find(quan.id))?.locale,
    undone: /^Undone\nTừ giờ bot sẽ nói tiếng Việt với bạn/,
  },
};

describe.each(Object.entries(ACTS))("%s", (_, { given = [], types, state, undone }) => {
  async function acted() {
    const app = await testApp();
    const { quan, clock } = app;
    await quan.types("trợ giúp");
    for (const text of given) await quan.types(text);
    clock.passes(MINUTE);
    const before = await state(app);
    await quan.types(types);
    const after = await state(app);
    expect(after).not.toEqual(before);
    const [label] = buttonsOf(quan.sees()).map((button) => button.label);
    expect(label).toMatch(/^(Hoàn tác|Undo)$/);
    return { app, before, after, card: quan.sees(), label: label ?? "" };
  }

  it("is undone, also after a restart, to exactly the state before", async () => {
    const { app, before, card, label } = await acted();
    await app.restarts();
    app.clock.passes(4 * MINUTE);
    expect(await app.quan.clicks(label, card)).toMatch(undone);
    expect(await state(app)).toEqual(before);
  });

  it("is undone once: a second click says that everything is as before", async () => {
    const { app, before, card, label } = await acted();
    await Promise.all([app.quan.clicks(label, card), app.quan.clicks(label, card)]);
    expect(await app.quan.clicks(label, card)).toMatch(/^(Không cần hoàn tác nữa|Nothing to undo any more)/);
    expect(await state(app)).toEqual(before);
  });

  it("cannot be undone after 5 minutes", async () => {
    const { app, after, card, label } = await acted();
    app.clock.passes(5 * MINUTE + 1);
    expect(await app.quan.clicks(label, card)).toMatch(
      /^(Không hoàn tác được nữa|It cannot be undone any more)/,
    );
    expect(await state(app)).toEqual(after);
  });

  it("is not undone by another person", async () => {
    const { app, after, card, label } = await acted();
    expect(await app.mai.clicks(label, card)).toMatch(/^Nút này của người khác/);
    expect(await state(app)).toEqual(after);
  });

  it("has no button when it is ordered again and changes nothing", async () => {
    const { app, after } = await acted();
    if (/tạm dừng cảnh báo/.test(types)) return;
    await app.quan.types(types);
    expect(await state(app)).toEqual(after);
    expect(buttonsOf(app.quan.sees()).map((button) => button.label)).not.toContain("Hoàn tác");
  });
});

describe("a change that somebody else has made meanwhile", () => {
  it.each([
    ["resumed", "gửi tiếp cảnh báo 1", /Cảnh báo số 1 \(.*\): đang bật/],
    ["snoozed for longer", "tạm dừng cảnh báo 1 3 giờ", /Cảnh báo số 1 \(.*\): tạm dừng đến .*11:0/],
  ])("of an alert stays: %s", async (_, types, stands) => {
    const app = await testApp();
    const [quan, mai] = [app.quan.in("nhom"), app.mai.in("nhom")];
    await quan.types(ALERT);
    await quan.types("tạm dừng cảnh báo 1 2 giờ");
    const card = quan.sees();
    app.clock.passes(MINUTE);
    await mai.types("tạm dừng cảnh báo 1 1 giờ");
    await mai.types(types);
    const left = await rules(app);
    expect(await quan.clicks("Hoàn tác", card)).toMatch(stands);
    expect(await rules(app)).toEqual(left);
  });

  it("of a digest stays, even if it has left the same state as the undone change", async () => {
    const app = await testApp();
    const { quan, mai, clock } = app;
    await quan.types(DIGEST);
    await quan.types("tạm dừng báo cáo 1");
    const card = quan.sees();
    clock.passes(MINUTE);
    await mai.types("gửi tiếp báo cáo 1");
    clock.passes(MINUTE);
    await mai.types("tạm dừng báo cáo 1");
    expect(await quan.clicks("Hoàn tác", card)).toMatch(
      /^Chưa hoàn tác\nSau đó lại có thay đổi khác nên bot giữ nguyên\. Hiện tại là như sau:\nBáo cáo số 1 .*: đang tạm dừng/,
    );
    expect(await digests(app)).toEqual([{ number: 1, state: "paused" }]);
  });

  it("of one of several alerts stays, and the others are put back", async () => {
    const app = await testApp();
    const [quan, mai] = [app.quan.in("nhom"), app.mai.in("nhom")];
    await quan.types(ALERT);
    await quan.types("báo phiếu khẩn cấp");
    await quan.types("tạm dừng cảnh báo");
    const card = quan.sees();
    app.clock.passes(MINUTE);
    await mai.types("tạm dừng cảnh báo 2 3 giờ");
    const [, second] = await rules(app);
    expect(await quan.clicks("Hoàn tác", card)).toMatch(
      /^Mới hoàn tác được một phần\nCảnh báo số 1 \(.*\): đang bật\nSau đó .*\nCảnh báo số 2 \(.*\): tạm dừng đến .*11:01/,
    );
    expect(await rules(app)).toEqual([{ number: 1, state: "active", snoozedUntil: null }, second]);
  });

  it("of quiet hours stays", async () => {
    const app = await testApp();
    const [quan, mai] = [app.quan.in("nhom"), app.mai.in("nhom")];
    await quan.types("giờ yên lặng 22h-7h");
    const card = quan.sees();
    app.clock.passes(MINUTE);
    await mai.types("giờ yên lặng 20h-8h");
    expect(await quan.clicks("Hoàn tác", card)).toMatch(/^Chưa hoàn tác[\s\S]*20:00-08:00/);
    expect(await quan.types("giờ yên lặng")).toContain("20:00-08:00");
  });

  it("is a removal: a removed digest stays removed", async () => {
    const app = await testApp();
    await app.quan.types(DIGEST);
    await app.quan.types("tạm dừng báo cáo 1");
    const card = app.quan.sees();
    app.clock.passes(MINUTE);
    await app.mai.confirms("gỡ báo cáo 1");
    expect(await app.quan.clicks("Hoàn tác", card)).toMatch(/^Chưa hoàn tác[\s\S]*Báo cáo số 1 .*: đã gỡ/);
    expect(await digests(app)).toEqual([]);
  });
});

it("an undo needs the rights that the change needed", async () => {
  const app = await testApp();
  const minh = app.minh.in("nhom");
  minh.becomes("manager");
  await minh.types("giờ yên lặng 22h-7h");
  minh.becomes("agent");
  expect(await minh.clicks("Hoàn tác")).toMatch(/^Bạn chưa có quyền/);
  minh.becomes("viewer");
  expect(await minh.clicks("Hoàn tác")).toMatch(/^Bạn chưa có quyền/);
  expect(await app.store().alertRules.quietHours("terminal:nhom")).toBe("22:00-07:00");
});

it("the undo of a change in a shared chat is shown to everybody there, like the change", async () => {
  const { quan } = await testApp();
  const there = quan.in("nhom");
  await there.types("giờ yên lặng 22h-7h");
  expect(there.sees().audience).toBe("shared");
  await there.clicks("Hoàn tác");
  expect(there.sees()).toMatchObject({ title: "Đã hoàn tác", audience: "shared" });
});

it("an undone alert tells what came during its snooze", async () => {
  const { quan, antcrm, clock, checksAlerts } = await testApp();
  await quan.types(ALERT);
  await quan.types("tạm dừng cảnh báo 1 2 giờ");
  const card = quan.sees();
  clock.passes(MINUTE);
  antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
  expect(await checksAlerts("admin")).toEqual([]);
  await quan.clicks("Hoàn tác", card);
  clock.passes(MINUTE);
  const [notified] = await checksAlerts("admin");
  expect(JSON.stringify(notified?.card)).toContain("Chờ lâu");
});

it("an undone pause sends what was due meanwhile", async () => {
  const { quan, clock, sendsDigests } = await testApp();
  await quan.types("gửi báo cáo đánh giá mỗi ngày 8h02");
  await quan.types("tạm dừng báo cáo 1");
  const card = quan.sees();
  clock.passes(3 * MINUTE);
  expect(await sendsDigests("admin")).toEqual([]);
  await quan.clicks("Hoàn tác", card);
  expect(await sendsDigests("admin")).toHaveLength(1);
});

it("the audit tells the change and its undo", async () => {
  const { quan, store } = await testApp();
  await quan.types(DIGEST);
  await quan.types("tạm dừng báo cáo 1");
  await quan.clicks("Hoàn tác");
  const rows = (await store().audit.recent(9)).filter(({ person }) => person === quan.id);
  expect(rows.map(({ command, effect, outcome }) => `${command} ${effect} ${outcome}`)).toEqual([
    "digestchange write undo digest:1: done",
    "digestchange write 1: pause",
    "digest write 1: ratings",
  ]);
});
