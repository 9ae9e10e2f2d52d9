import { describe, expect, it, vi } from "vitest";
import { plainText } from "../../../src/cards/plain-text.ts";
import type { AntcrmSandbox } from "../../../src/sandbox/antcrm/server.ts";
import { testApp } from "../../support/test-app.ts";
import { csv, fileOn, records } from "./import-file.ts";

const ROWS = 250;
const rows = Array.from({ length: ROWS }, (_, index) => [
  `Khách Thứ ${index}`,
  `0867${String(index).padStart(6, "0")}`,
]);
const file = { name: "khach.csv", bytes: csv(["Tên", "SĐT"], rows) };
const PACKAGE = { method: "POST", path: "/contacts/package" } as const;

const WAIT_OPTIONS = { timeout: 30_000, interval: 5 };

const timesEach = ({ world }: AntcrmSandbox) =>
  rows.map(([name]) => world.customers.filter((customer) => customer.name === name).length);
const eachOnce = Array(ROWS).fill(1);
const packages = ({ requests }: AntcrmSandbox) => requests.filter(({ path }) => path === PACKAGE.path).length;

async function dropped() {
  const stage = await testApp();
  await stage.quan.drops(file, "nhập khách hàng");
  return stage;
}

describe("when AntCRM's answer to a batch is unclear", () => {
  it("a refused customer does not affect the other ninety-nine", async () => {
    const { quan, antcrm } = await dropped();
    antcrm.world.customersAreUnique = true;
    antcrm.world.refusalShape = "success-0";
    antcrm.world.addCustomer({ name: "Ai Đó", phones: [{ type: "Work", value: "0867000123" }] });
    const done = await quan.clicks("Nhập 250 dòng");
    expect(done).toContain("Đã nhập: 249");
    expect(done).toMatch(/Dòng 125 .*AntCRM từ chối: Số điện thoại hoặc email đã tồn tại/);
    expect(records(fileOn(quan.sees()))).toEqual([expect.stringContaining("Khách Thứ 123")]);
    expect(timesEach(antcrm)).toEqual(eachOnce.with(123, 0));
    // The batch is halved seven times, and never sent one by one.
    expect(packages(antcrm)).toBeLessThan(3 + 2 * 7 + 2);
  });

  it("a customer left out silently is found missing, sent alone, and reported", async () => {
    const { quan, antcrm } = await dropped();
    Object.assign(antcrm.world, {
      packagesArePartial: true,
      customersAreUnique: true,
      refusalShape: "success-0",
    });
    antcrm.world.addCustomer({ name: "Ai Đó", phones: [{ type: "Work", value: "0867000007" }] });
    const done = await quan.clicks("Nhập 250 dòng");
    expect(done).toContain("Đã nhập: 249");
    expect(done).toMatch(/Dòng 9 .*AntCRM từ chối/);
    expect(timesEach(antcrm)).toEqual(eachOnce.with(7, 0));
    expect(packages(antcrm)).toBe(4);
  });

  it("an existing customer of the same name is counted as existing", async () => {
    const { quan, antcrm, clock } = await dropped();
    Object.assign(antcrm.world, { packagesArePartial: true, customersAreUnique: true });
    antcrm.world.addCustomer({ name: "KHÁCH THỨ 7", phones: [{ type: "Work", value: "+84867000007" }] });
    clock.passes(20 * 60_000);
    const done = await quan.clicks("Nhập 250 dòng");
    expect(done).toContain("Đã nhập: 249");
    expect(done).toContain("Đã có sẵn: 1");
    expect(quan.sees().blocks.some(({ kind }) => kind === "file")).toBe(false);
  });

  it.each([
    ["a connection that is cut after the import", { kind: "cut", commit: "after" }],
    ["a 500 after the import", { kind: "500", commit: "after" }],
    ["a truncated answer", { kind: "truncated" }],
    ["an unreadable answer", { kind: "unreadable" }],
  ] as const)("%s duplicates nobody: the rows are found", async (_, fault) => {
    const { quan, antcrm } = await dropped();
    antcrm.fault({ ...PACKAGE, ...fault, times: 1 });
    expect(await quan.clicks("Nhập 250 dòng")).toContain("Đã nhập: 250");
    expect(timesEach(antcrm)).toEqual(eachOnce);
    expect(packages(antcrm)).toBe(3);
  });

  it("rows without an answer that are missing a minute later are unclear, and in the file to upload again", async () => {
    const { quan, antcrm, clock } = await dropped();
    antcrm.fault({ ...PACKAGE, kind: "500", commit: "before", times: 1 });
    const answer = quan.clicks("Nhập 250 dòng");
    await expect.poll(() => clock.deadlines(), WAIT_OPTIONS).toContain(60_000);
    clock.passes(60_000);
    const done = await answer;
    expect(done).toContain("Đã nhập: 150");
    expect(done).toContain("Chưa rõ: 100");
    expect(packages(antcrm)).toBe(3);
    const report = fileOn(quan.sees());
    expect(report).toContain("sau một phút vẫn chưa thấy dòng này");
    await quan.drops({ name: "lai.csv", bytes: report });
    expect(await quan.clicks("Nhập 100 dòng")).toContain("Đã nhập: 100");
    expect(timesEach(antcrm)).toEqual(eachOnce);
  });

  it.each([
    ["is right", 0],
    ["is set back by two hours meanwhile", -7_200_000],
  ])("a 429 delays the import for the requested time if the clock %s, and nothing is lost", async (_, ms) => {
    const { quan, antcrm, clock } = await dropped();
    antcrm.fault({ ...PACKAGE, kind: "429", retryAfter: 3, times: 1 });
    const answer = quan.clicks("Nhập 250 dòng");
    await expect.poll(() => clock.deadlines(), WAIT_OPTIONS).toContain(3_000);
    clock.jumps(ms);
    clock.passes(3_000);
    expect(await answer).toContain("Đã nhập: 250");
    expect(timesEach(antcrm)).toEqual(eachOnce);
  });

  it("a deal is found by its reference, and one without a phone is sent alone", async () => {
    const { quan, antcrm } = await testApp();
    const deals = Array.from({ length: 20 }, (_, index) => [
      `Đơn ${index}`,
      "An",
      index === 3 ? "" : "0867000001",
      "100000",
    ]);
    const bytes = csv(["Tên giao dịch", "Người nhận", "SĐT", "Giá trị"], deals);
    await quan.drops({ name: "don.csv", bytes }, "nhập đơn hàng");
    antcrm.fault({ method: "POST", path: "/opportunities/package", kind: "cut", commit: "after", times: 2 });
    const done = await quan.clicks("Nhập 20 dòng");
    expect(done).toContain("Đã nhập: 19");
    expect(done).toContain("Chưa rõ: 1");
    expect(done).toMatch(/Dòng 5 .*không có cách nào xem lại/);
    const made = antcrm.world.deals.filter(({ name }) => /^Đơn \d/.test(name));
    expect(made.map(({ name }) => name).sort()).toEqual(deals.map(([name]) => name).sort());
  });
});

describe("a running import", () => {
  it("shows its progress, and can be stopped by any manager; the file has the unsent rows", async () => {
    const { quan, mai, antcrm, clock } = await dropped();
    antcrm.fault({ ...PACKAGE, kind: "429", retryAfter: 600 });
    const answer = quan.clicks("Nhập 250 dòng");
    await expect.poll(() => clock.deadlines(), WAIT_OPTIONS).toContain(600_000);
    clock.passes(2_000);
    const progress = await vi.waitFor(() => {
      const card = quan.cards.at(-1);
      if (!card || !plainText(card).includes("bận hoặc gián đoạn")) throw new Error("no progress yet");
      return card;
    }, WAIT_OPTIONS);
    expect(plainText(progress)).toContain("0/250 dòng");
    expect(progress).toMatchObject({ tone: "waiting", audience: "shared" });
    // The fixture has one bot per role. Her bot does not send the import, but the sending bot is notified.
    expect(await mai.clicks("Dừng", progress)).toContain("Đang dừng");
    clock.passes(5_000);
    expect(await answer).toContain("Chưa gửi: 250");
    expect(plainText(quan.sees())).toContain("Đã dừng nhập: khách hàng mới");
    expect(records(fileOn(quan.sees()))).toHaveLength(ROWS);
    expect(timesEach(antcrm)).toEqual(Array(ROWS).fill(0));
  });

  it("shows a shared chat how many rows, and only its asker which ones", async () => {
    const { quan, antcrm, clock, resumesImports } = await testApp();
    antcrm.world.customersAreUnique = true;
    antcrm.world.addCustomer({ name: "Ai Đó", phones: [{ type: "Work", value: "0867000001" }] });
    const inGroup = quan.in("group");
    await inGroup.drops(file);
    const done = await inGroup.clicks("Nhập 250 dòng");
    expect(done).toContain("Đã nhập: 249");
    expect(quan.sees()).toMatchObject({ audience: "shared" });
    expect(done).not.toContain("Khách Thứ");
    clock.passes(10_000);
    const notified = await resumesImports("admin");
    expect(notified.map(({ person, card }) => [person, card.audience])).toEqual([[quan.id, "private"]]);
    expect(notified.map(({ card }) => records(fileOn(card)))).toEqual([
      [expect.stringContaining("Khách Thứ 1")],
    ]);
    expect(await resumesImports("admin")).toEqual([]);
  });

  it("sends only its result, and no rows, to an asker who has lost the role meanwhile", async () => {
    const { quan, clock, restarts, resumesImports } = await testApp();
    const bytes = csv(["Tên", "SĐT"], [...rows.slice(0, 1), ["Bình", "12"]]);
    await quan.in("group").drops({ name: "a.csv", bytes });
    await quan.in("group").clicks("Nhập 1 dòng");
    await restarts();
    clock.passes(60_000);
    const [notified] = await resumesImports("agent");
    if (notified === undefined) throw new Error("nobody was notified");
    expect(plainText(notified.card)).toContain("Có lỗi trong tệp: 1");
    expect(plainText(notified.card)).not.toMatch(/Bình|📎/);
  });

  it("keeps its rows for a limited time after the report", async () => {
    const { quan, clock, resumesImports } = await testApp();
    await quan.drops({
      name: "a.csv",
      bytes: csv(
        ["Tên", "SĐT"],
        [
          ["An", "0867000001"],
          ["Bình", "12"],
        ],
      ),
    });
    await quan.clicks("Nhập 1 dòng");
    await resumesImports("admin");
    expect(await quan.types("imports")).toContain("Báo cáo");
    clock.passes(11 * 60_000);
    await resumesImports("admin");
    const list = await quan.types("imports");
    expect(list).toContain("1 dòng đã nhập, 1 dòng chưa");
    expect(list).not.toContain("Báo cáo");
  });
});
