import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

describe.each(["Telegram polling", "Telegram webhook"] as const)("over %s", (transport) => {
  it("a form continues after a restart, goes back and forward, and creates the ticket", async () => {
    const { lan, crm, restarts, violations } = await createFixture(transport);
    await lan.asks("tạo phiếu", /Khách hàng\?/);
    await lan.asks("0867 123 456", /Tiêu đề\?/);
    const details = await lan.asks("Máy in", /Nội dung\?/);
    await restarts();

    const title = await lan.clicks(details, "Quay lại", /Tiêu đề: Máy in\s+Tiêu đề\?/);
    expect(title.text).toContain("Khách hàng: 0867 123 456");
    const again = await lan.asks("Máy in hỏng", /Tiêu đề: Máy in hỏng\s+Nội dung\?/);
    const priority = await lan.clicks(again, "Bỏ qua", /Độ ưu tiên\?/);
    const sla = await lan.clicks(priority, "Khẩn cấp", /SLA\?/);
    await restarts();

    const question = await lan.clicks(sla, "Xong", /Tạo phiếu này/);
    expect(question.text).toMatch(/Trần Thị Bình[\s\S]*Máy in hỏng[\s\S]*Khẩn cấp/);
    await lan.clicks(question, "Tạo phiếu", /Đã tạo phiếu/);
    expect(crm.world.tickets.at(-1)).toMatchObject({ title: "Máy in hỏng", priority: "Urgent" });
    expect(violations()).toEqual([]);
  });

  it("a list shows its other pages in the same message", async () => {
    const { quan, violations } = await createFixture(transport, { size: "full" });
    const first = await quan.asks("danh sách phiếu", /1–\d+ trong|Trang 1/);
    const second = await quan.clicks(first, "Sau ▶", /◀|11–|Trang 2/);
    const back = await quan.clicks(second, "◀ Trước", /1–\d+ trong|Trang 1/);

    const idOf = ({ message }: { message: unknown }) => (message as { id: number }).id;
    expect([idOf(second), idOf(back)]).toEqual([idOf(first), idOf(first)]);
    expect(back.text).toBe(first.text);
    expect(violations()).toEqual([]);
  });
});

describe.each(["Slack HTTP", "Slack Socket Mode"] as const)("over %s", (transport) => {
  it("a form continues after a restart, goes back and forward, and creates the ticket", async () => {
    const { lan, crm, restarts, violations } = await createFixture(transport);
    await lan.asks("tạo phiếu", /Khách hàng/);
    await lan.asks("0867 123 456", /Tiêu đề/);
    await lan.asks("Máy in", /Nội dung/);
    await restarts();

    await lan.asks("quay lại", /Tiêu đề/);
    await lan.asks("Máy in hỏng", /Nội dung/);
    await lan.asks("bỏ qua", /Độ ưu tiên/);
    const sla = await lan.asks("gấp", /SLA/);
    await restarts();

    const question = await lan.clicks(sla, "Xong", /Tạo phiếu này/);
    expect(question.text).toMatch(/Trần Thị Bình[\s\S]*Máy in hỏng[\s\S]*Khẩn cấp/);
    await lan.clicks(question, "Tạo phiếu", /Đã tạo phiếu/);
    expect(crm.world.tickets.at(-1)).toMatchObject({ title: "Máy in hỏng", priority: "Urgent" });
    expect(violations()).toEqual([]);
  });

  it("a list shows its other pages in the same message", async () => {
    const { quan, violations } = await createFixture(transport, { size: "full" });
    const first = await quan.asks("danh sách phiếu", /1–\d+ trong|Trang 1/);
    const second = await quan.clicks(first, "Sau ▶", /◀|11–|Trang 2/);

    const tsOf = ({ message }: { message: unknown }) => (message as { ts: string }).ts;
    expect(tsOf(second)).toBe(tsOf(first));
    expect(violations()).toEqual([]);
  });
});
