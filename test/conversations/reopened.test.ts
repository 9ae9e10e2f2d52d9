import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["mở lại phiếu 16002", "mo lai phieu 16002", "phiếu 16002 mở lại giúp em", "reopen ticket 16002"])(
  "proposes the only status of open tickets: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Sửa phiếu #16002\?[\s\S]*Trạng thái: Closed → Assigned/);
  },
);

it("lets the person choose among the statuses of open tickets, of which Closed is none", async () => {
  const { quan } = await testApp({ antcrm: { size: "full" } });
  const asked = await quan.types("mở lại phiếu 16002");
  expect(asked).toMatch(/^Mở lại phiếu #16002\?[\s\S]*Assigned[\s\S]*Trạng thái khác/);
  expect(asked).not.toContain("Closed");
  expect(await quan.types("đang xử lý")).toMatch(/^Sửa phiếu #16002\?[\s\S]*Trạng thái: Closed → Đang xử lý/);
});

it("offers the form for another status", async () => {
  const { quan } = await testApp({ antcrm: { size: "full" } });
  await quan.types("mở lại phiếu 16002");
  expect(await quan.clicks("Trạng thái khác")).toMatch(/^Sửa phiếu[\s\S]*Sửa mục nào\?/);
});

it("changes nothing in a ticket that is open", async () => {
  const { quan } = await testApp();
  expect(await quan.types("mở lại phiếu 16001")).toMatch(/^Không có gì để sửa/);
});

it.each(["đừng mở lại phiếu 16002", "khỏi mở lại phiếu 16002", "don't reopen ticket 16002"])(
  "proposes nothing for a no: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toContain("→");
  },
);
