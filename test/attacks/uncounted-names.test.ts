import { beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "../features/alerts/alert-context.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const REFUSED = "Vượt hạn mức xem khách hàng";
const YESTERDAY = Date.parse("2026-11-24T10:00:00+07:00");
const MANY = 14;

let app: TestApp;

/** Returns a customer who has only a name in AntCRM. */
const named = (at: number) => ({ name: `Lê An ${at}` });

const each = (add: (at: number) => void) => Array.from({ length: MANY }, (_, at) => add(at));

beforeEach(async () => {
  app = await testApp();
  await app.quan.confirms("sửa cài đặt quota.viewer 12 / 100");
  await app.quan.confirms("sửa cài đặt quota.manager 10 / 10");
});

function addMembers(): void {
  const { outreach } = app.antcrm.world;
  const { _id: campaign } = outreach.addCampaign({ name: "Gọi tivi" });
  each((at) => {
    const { _id: telesale } = outreach.addTelesale({ campaign, contact: named(at) });
    outreach.addTelecall({ campaign, telesale, contact: named(at) });
  });
}

function addRatings(createdAt?: number): void {
  const { world } = app.antcrm;
  world.ratings.splice(0);
  each((at) => world.addRating({ rating_score: 2, contact: named(at), ...(createdAt && { createdAt }) }));
}

function addTasks(): void {
  const dueAt = app.clock.now().getTime();
  each((at) => app.antcrm.world.tasks.add({ title: "Gọi lại", contact: named(at), dueAt }));
}

function addMovements(): void {
  const contact = { lastname: "", phones: [], emails: [] };
  each((at) =>
    app.antcrm.world.addMovement({
      type: 1,
      score: 10,
      status: 1,
      contact: { ...contact, ...named(at) },
      createdAt: YESTERDAY,
    }),
  );
}

describe("customers with only a name in AntCRM are counted", () => {
  it.each([
    ["members of a campaign", "khách của chiến dịch Gọi tivi", addMembers],
    ["calls of a campaign", "cuộc gọi của chiến dịch Gọi tivi", addMembers],
    ["ratings", "đánh giá hôm nay", () => addRatings()],
    ["tasks", "việc cả nhóm hạn hôm nay", addTasks],
  ] as const)("in a list of %s", async (_, line, add) => {
    add();
    expect(await app.minh.types(line)).toMatch(/Lê An \d/);
    expect(await app.minh.clicks("Sau ▶")).toContain(REFUSED);
  });

  it("in the points behind a digest", async () => {
    addMovements();
    const manager = app.somebody("Sếp", "manager");
    await manager.types("xem báo cáo điểm và quà ngay");
    expect(await manager.clicks("Xem")).toMatch(/Lê An \d/);
    expect(await manager.clicks("Sau ▶")).toContain(REFUSED);
  });

  it.each([
    ["đánh giá", () => addRatings(YESTERDAY)],
    ["điểm và quà", addMovements],
  ] as const)("in the file behind a digest of %s", async (kind, add) => {
    add();
    const manager = app.somebody("Sếp", "manager");
    await manager.types(`xem báo cáo ${kind} ngay`);
    expect(await manager.clicks("CSV")).toContain(REFUSED);
  });

  it("in the file of a campaign's calls", async () => {
    const { outreach } = app.antcrm.world;
    const { _id: campaign } = outreach.addCampaign({ name: "Gọi tivi", createdAt: YESTERDAY });
    const createdAt = YESTERDAY;
    each((at) => {
      const { _id: telesale } = outreach.addTelesale({ campaign, contact: named(at), createdAt });
      outreach.addTelecall({ campaign, telesale, contact: named(at), createdAt });
    });
    const manager = app.somebody("Sếp", "manager");
    await manager.types("xem báo cáo chiến dịch ngay");
    expect(await manager.clicks("CSV")).toContain(REFUSED);
  });

  it("in the ratings behind an alert, in the list and one by one", async () => {
    const { quan, minh, clock } = app;
    await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
    clock.passes(MINUTE);
    addRatings();
    const [notified] = await app.checksAlerts();
    const there = minh.in("nhom");
    expect(await there.clicks("Xem tất cả", notified?.card)).toMatch(/Lê An \d/);
    await there.clicks("Xem");
    const [opened] = await app.store().audit.recent(1);
    expect(opened?.customers).toEqual([expect.stringMatching(/^pseudonym:/)]);
    await there.clicks("Xem tất cả", notified?.card);
    expect(await there.clicks("Sau ▶")).toContain(REFUSED);
  });
});
