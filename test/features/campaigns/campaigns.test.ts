import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const full = { antcrm: { size: "full" } } as const;

it("lists the campaigns, the newest first, each with its report", async () => {
  const { minh, antcrm } = await testApp(full);
  const shown = await minh.types("chiến dịch");
  const newest = [...antcrm.world.outreach.campaigns].sort((a, b) => b.createdAt - a.createdAt)[0];
  expect(shown.split("\n").find((line) => line.startsWith("• "))).toContain(newest?.name);
  expect(await minh.clicks("Báo cáo")).toContain(`Chiến dịch · ${newest?.name}`);
});

it("sums a campaign up from its records", async () => {
  const { minh, antcrm } = await testApp(full);
  const campaign = antcrm.world.outreach.campaigns[0];
  if (!campaign) throw new Error("there is no campaign");
  const members = antcrm.world.outreach.telesalesOf(campaign._id);
  const calls = antcrm.world.outreach.telecallsOf(campaign._id);
  const shown = await minh.types(`báo cáo chiến dịch ${campaign.name}`);
  expect(shown).toContain(`Khách trong chiến dịch: ${members.length}\n`);
  expect(shown).toContain(`Cuộc gọi: ${calls.length}\n`);
  const hours = /Theo giờ: (.*)/.exec(shown)?.[1]?.match(/h (\d+)/g) ?? [];
  expect(hours.map((one) => Number(one.slice(2))).reduce((a, b) => a + b, 0)).toBe(calls.length);
});

it("limits a campaign to the given days", async () => {
  const { minh, antcrm } = await testApp(full);
  const campaign = antcrm.world.outreach.campaigns[0];
  const from = Date.parse("2026-09-01T00:00:00+07:00");
  const calls = antcrm.world.outreach
    .telecallsOf(campaign?._id ?? "")
    .filter(({ createdAt }) => createdAt >= from);
  const shown = await minh.types(`báo cáo chiến dịch ${campaign?._id} khoảng ngày: 1/9/2026 - 31/12/2026`);
  expect(shown).toContain(`Cuộc gọi: ${calls.length}\n`);
});

it("finds a campaign by words of its name, and asks which when several match", async () => {
  const { minh, antcrm } = await testApp(full);
  const word = antcrm.world.outreach.campaigns[0]?.name.split(" ")[0] ?? "";
  const several = await minh.types(`xem chien dich ${word}`);
  expect(several).toContain("Chiến dịch nào?");
  expect(await minh.clicks("Xem")).toContain("Khách trong chiến dịch");
  expect(await minh.types("xem chiến dịch Xyzzy 99")).toContain("Không tìm thấy chiến dịch");
});

it("pages through members and calls, and keeps the query", async () => {
  const { minh, antcrm, clock } = await testApp(full);
  const campaign = antcrm.world.outreach.campaigns[0];
  const members = await minh.types(`khách của chiến dịch ${campaign?._id} có khảo sát`);
  expect(members).toContain("1–10 trong");
  const all = Number(/• [\s\S]*1–10 trong (\d+)/.exec(members)?.[1]);
  expect(all).toBeLessThan(antcrm.world.outreach.telesalesOf(campaign?._id ?? "").length);
  expect(await minh.clicks("Sau ▶")).toContain(`11–20 trong ${all}`);
  // The quota is two pages a minute.
  clock.passes(60_000);
  const calls = await minh.speaking("en").types(`campaign calls ${campaign?._id}`);
  expect(calls).toMatch(/Calls · [\s\S]*\d+ calls/);
  expect(await minh.clicks("Customer")).toMatch(/[\s\S]+/);
});
