import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["bao em khi phieu 16001 xong nhaa", "báo em khi phiếu 16001 xong nhéé"])(
  "“%s” sets the alert, although its last letter is repeated",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Đã đặt cảnh báo/);
  },
);

it.each(["476 lấy 1 tàu hoả nha", "476 lấy 1 tàu hoả nhaa", "khách 476 đổi 1 tàu hoả"])(
  "“%s” redeems the gift",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
  },
);

it.each(["476 lấy 1 tàu hoả rồi", "476 lấy 1 tàu hoả chưa", "476 lấy 1 máy in"])(
  "“%s” proposes no gift",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/^Đổi quà|\] Đổi quà {2}/u);
  },
);

it("takes the stage without its label at the question for it", async () => {
  const { quan } = await testApp();
  await quan.types("sửa đơn 3502");
  await quan.clicks("Giai đoạn");
  expect(await quan.types("giai đoạn đã chốt")).toContain("Giai đoạn: (chưa rõ) → đã chốt\n");
});

it("takes the exchange of a machine for no gift", async () => {
  const { quan } = await testApp();
  expect(await quan.types("khách 476 đổi 1 máy khác")).not.toMatch(/^(?:Đổi quà|Quà nào)/);
});
