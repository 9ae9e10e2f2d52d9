import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "minh đang giữ bao nhiêu phiếu",
  "Minh đang giữ bao nhiêu phiếu",
  "Minh đang ôm mấy phiếu",
  "minh đang phụ trách những phiếu nào",
])("counts only open tickets that a colleague has in hand: %s", async (typed) => {
  const { quan } = await testApp();
  const answer = await quan.types(typed);
  expect(answer).toMatch(/^1 phiếu · đang mở · minh\.cskh@example\.com xử lý/);
  expect(answer).not.toContain("#16002");
});

describe("“minh” without its accent", () => {
  it.each(["phiếu của minh", "phiếu của Minh"])("is the colleague: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^1 phiếu · minh\.cskh@example\.com xử lý/);
  });

  it.each([
    "phiếu của mình",
    "phieu cua minh",
    "mình đang giữ bao nhiêu phiếu",
    "minh dang giu bao nhieu phieu",
  ])("is oneself where no word has accents, or with its accent: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Bot chưa biết bạn là ai/);
  });

  it("is oneself where no colleague has this name", async () => {
    const { quan, antcrm } = await testApp();
    for (const ticket of antcrm.world.tickets) ticket.assignedTo = "lan.cskh@example.com";
    expect(await quan.types("phiếu của minh")).toMatch(/^Bot chưa biết bạn là ai/);
    expect(await quan.types("lan đang giữ bao nhiêu phiếu")).toMatch(/^1 phiếu · đang mở · lan\.cskh@/);
  });
});

it.each(["hùng đang ôm mấy phiếu", "hung dang om may phieu", "Hùng đang giữ bao nhiêu phiếu"])(
  "shows nobody's tickets where no colleague is called so: %s",
  async (typed) => {
    const { quan } = await testApp();
    const answer = await quan.types(typed);
    expect(answer).toMatch(/h[uù]ng/iu);
    expect(answer).not.toContain("#16001");
  },
);

it.each(["hiện đang giữ bao nhiêu phiếu", "tổng đang xử lý bao nhiêu phiếu"])(
  "takes no word that names nobody for a colleague: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^1 phiếu · đang mở/);
  },
);
