import { expect, it } from "vitest";
import { binh, HOUR, MINUTE, texts } from "../features/alerts/alert-context.ts";
import { csv, fileOn } from "../features/imports/import-file.ts";
import { testApp } from "../support/test-app.ts";

const DAUMAY = "đổi quà daumay01 cho 0900 000 001";

it("does not send what was asked before the copy was made, and says why", async () => {
  const { lan, antcrm, backsUp, restores, checksUnclearWrites } = await testApp();
  await lan.types(DAUMAY);
  const question = lan.sees();
  const copy = await backsUp();
  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  await restores(copy);

  expect(await checksUnclearWrites()).toEqual([]);
  expect(await lan.clicks("Đổi quà", question)).toMatch(
    /khôi phục từ bản sao lưu nên bot không gửi yêu cầu này/,
  );
  expect(await lan.types("thao tác")).toMatch(/không gửi \(dữ liệu của bot được khôi phục từ bản sao lưu\)/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  await lan.types(DAUMAY);
  expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);
});

it("says the same in English", async () => {
  const { lan, backsUp, restores } = await testApp({ language: "en" });
  await lan.types("redeem daumay01 for 0900 000 001");
  const question = lan.sees();
  await restores(await backsUp());
  expect(await lan.clicks("Redeem", question)).toContain(
    "The bot's data was restored from a backup, so it does not send this request.",
  );
});

it("tells nobody by itself of a write that was unclear, and shows it to whoever asks", async () => {
  const { lan, antcrm, clock, backsUp, restores, checksUnclearWrites } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(await lan.clicks("Tạo phiếu", lan.sees())) ?? [];
  await restores(await backsUp());
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });
  clock.passes(2 * MINUTE);
  expect(await checksUnclearWrites()).toEqual([]);

  expect(await lan.types("tạo phiếu cho 0867123456: tủ lạnh kêu to")).toContain("Lần trước chưa rõ kết quả");
  expect(await lan.clicks("Kiểm tra lại")).toContain("Đã tạo phiếu #17001");
  expect(await checksUnclearWrites()).toEqual([]);
});

it("tells what happens after the restore, and nothing from before", async () => {
  const { quan, antcrm, clock, backsUp, restores, checksAlerts } = await testApp();
  await quan.in("nhom").types("alert ratings <= 2 here");
  await quan.in("nhom").types("báo khi có phiếu mới");
  clock.passes(MINUTE);
  antcrm.world.addRating({ rating_score: 1, comment: "Trước bản sao", contact: binh });
  expect(await checksAlerts()).toHaveLength(1);
  const copy = await backsUp();
  clock.passes(MINUTE);
  antcrm.world.addRating({ rating_score: 1, comment: "Sau bản sao", contact: binh });
  antcrm.world.addTicket({ TicketId: 17900, title: "Giao trễ" });
  expect(await checksAlerts()).toHaveLength(2);
  clock.passes(MINUTE);
  await restores(copy);
  expect(await checksAlerts()).toEqual([]);

  clock.passes(HOUR);
  antcrm.world.addRating({ rating_score: 1, comment: "Sau khôi phục", contact: binh });
  expect(texts(await checksAlerts())).toEqual([expect.stringContaining("Sau khôi phục")]);
});

it("sends no digest that was due before the restore, says why, and sends the next", async () => {
  const { quan, clock, backsUp, restores, sendsDigests } = await testApp({ antcrm: { size: "full" } });
  await quan.in("nhom").types("digest add ratings daily 08:30 here");
  await quan.in("nhom").types("digest now 1");
  const copy = await backsUp();
  clock.passes(HOUR);
  expect((await sendsDigests()).length).toBeGreaterThan(0);
  await restores(copy);
  expect(await sendsDigests()).toEqual([]);
  expect(await quan.in("nhom").types("digest status 1")).toContain("được khôi phục từ bản sao");
  clock.passes(24 * HOUR);
  expect(await sendsDigests()).toHaveLength(1);
});

it("goes on with no import, and does not say that the rest of its rows was not sent", async () => {
  const { quan, antcrm, clock, backsUp, restores, resumesImports } = await testApp();
  const rows = Array.from({ length: 250 }, (_, index) => [
    `Khách Thứ ${index}`,
    `0867${String(index).padStart(6, "0")}`,
  ]);
  await quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], rows) }, "nhập khách hàng");
  const path = "/contacts/package";
  antcrm.fault({ method: "POST", path, kind: "429", retryAfter: 3, times: 1 });
  const answer = quan.clicks("Nhập 250 dòng");
  await expect.poll(() => clock.deadlines(), { interval: 5 }).toContain(3_000);
  const copy = await backsUp();
  clock.passes(3_000);
  expect(await answer).toContain("Đã nhập: 250");
  const packages = () => antcrm.requests.filter((request) => request.path === path).length;
  const before = packages();
  await restores(copy);

  expect(await resumesImports("manager")).toEqual([]);
  expect(await quan.types("các lần nhập")).toContain("đã dừng");
  const report = await quan.clicks("Báo cáo");
  expect(report).toContain("có thể đã vào AntCRM");
  expect(report).not.toContain("chưa gửi");
  expect(fileOn(quan.sees())).toContain("hãy tra dòng này trong AntCRM trước khi gửi lại");
  expect(await resumesImports("manager")).toEqual([]);
  expect(packages()).toBe(before);
});
