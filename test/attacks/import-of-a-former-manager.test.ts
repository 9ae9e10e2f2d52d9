import { expect, it, vi } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { csv } from "../features/imports/import-file.ts";
import { testApp } from "../support/test-app.ts";

const PATH = "/segments/set-contact";
const WAIT_OPTIONS = { timeout: 30_000, interval: 5 };
/** Batches of a hundred rows sent concurrently. */
const SIDE_BY_SIDE = 8;
const rows = Array.from({ length: 1_000 }, (_, index) => [
  `Khách ${index}`,
  `0867${String(index).padStart(6, "0")}`,
]);

it("an import does not continue after a restart when its person has lost the role", async () => {
  const { quan, antcrm, clock, log, store, restarts, resumesImports } = await testApp({
    crm: { timeoutMs: 500 },
  });
  const [vip] = antcrm.world.segments.values();
  await quan.confirms(`settings set segments VIP = ${vip?.id}`);
  const sent = () => antcrm.requests.filter(({ path }) => path === PATH).length;
  antcrm.fault({ kind: "hang", method: "POST", path: PATH });
  await quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], rows) }, "thêm vào phân khúc VIP");
  // The process ends before the answer.
  void quan.clicks("Nhập 1.000 dòng").catch(() => {});
  await expect.poll(() => sent(), WAIT_OPTIONS).toBe(SIDE_BY_SIDE);
  await restarts();
  await expect
    .poll(() => log.join("\n"), WAIT_OPTIONS)
    .toContain("this process has finished its part of an import");
  antcrm.clearFaults();

  // Quân no longer has a role.
  const [notified] = await vi.waitFor(async () => {
    clock.passes(10_000);
    const all = await resumesImports("none");
    expect(all).toHaveLength(1);
    return all;
  }, WAIT_OPTIONS);
  expect(sent()).toBe(SIDE_BY_SIDE);
  expect(notified?.person).toBe(quan.id);
  const report = notified ? plainText(notified.card) : "";
  expect(report).toMatch(/^Đã dừng đưa khách vào phân khúc\nBạn không còn quyền nhập tệp: /);
  expect(report).toContain("Chưa gửi: 200");
  expect(report).not.toMatch(/Khách \d|📎/);
  const [refusal] = (await store().audit.recent(10)).filter(({ effect }) => effect === "refusal");
  expect(refusal).toMatchObject({ person: quan.id, command: "importrun", outcome: "forbidden" });
});
