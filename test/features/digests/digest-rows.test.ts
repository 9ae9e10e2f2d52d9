import { describe, expect, it } from "vitest";
import { filesOf, type ReadyCard } from "../../../src/cards/card.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import { testApp } from "../../support/test-app.ts";

/** Yesterday on the test clock. */
const YESTERDAY = Date.parse("2026-11-24T10:00:00+07:00");

/** Adds a low rating, a redemption and a ticket. */
function addYesterday(world: World): void {
  world.ratings.splice(0);
  const [an] = world.customers;
  const [gift] = world.gifts.values();
  if (!an || !gift) throw new Error("they are not in the sandbox");
  const { name, customerId, phones } = an;
  const contact = { name, customerId, phones };
  world.addRating({ rating_score: 1, comment: '=HYPERLINK("http://evil")', contact, createdAt: YESTERDAY });
  world.addRating({
    rating_score: 5,
    comment: "Rất tốt, cảm ơn;=cmd|' /C calc'!A0",
    contact,
    createdAt: YESTERDAY,
  });
  world.addTicket({ title: "Chờ hàng", status: "New", createdAt: YESTERDAY });
  world.addMovement({
    type: 2,
    score: 10,
    status: 1,
    gift,
    contact: world.pointContact(an),
    createdAt: YESTERDAY,
  });
}

function fileOn(card: ReadyCard): string {
  return Buffer.from(filesOf(card)[0]?.bytes ?? []).toString("utf8");
}

describe("the rows of a digest's figures", () => {
  it("are the ratings, the low ones, and the full customer, for the person who clicks", async () => {
    const { quan, minh, antcrm } = await testApp();
    addYesterday(antcrm.world);

    expect(await quan.in("nhom").types("digest now ratings")).toContain("Số đánh giá: 2");
    const digest = quan.sees();
    expect(digest.audience).toBe("shared");
    const there = minh.in("nhom");
    expect(await there.clicks("Xem đánh giá thấp", digest)).toMatch(
      /Đánh giá · 24\/11\/2026 · .*Số đánh giá: 1/s,
    );
    expect(minh.sees().audience).toBe("private");
    expect(await there.clicks("Xem", digest)).toContain("Số đánh giá: 2");
    expect(await quan.in("nhom").clicks("CSV", digest)).toContain("2 dòng");
    expect(quan.sees().audience).toBe("private");
  });

  it("are the movements of points, the newest first", async () => {
    const { quan, antcrm } = await testApp();
    addYesterday(antcrm.world);

    expect(await quan.types("digest now loyalty")).toContain("Đổi quà: 10 điểm, 1 lượt");
    const rows = await quan.clicks("Xem");
    expect(rows).toContain("Tích điểm và đổi quà · 24/11/2026");
    expect(rows).toMatch(/−10 · .*24\/11\/2026 10:00/);
    expect(await quan.clicks("Khách hàng")).toContain("Điện thoại: 0");
  });

  it("are the tickets that are still open, the oldest first, page by page", async () => {
    const { quan, antcrm } = await testApp({ antcrm: { size: "full" } });
    const day = 86_400_000;
    for (let ago = 14; ago > 0; ago--) {
      antcrm.world.addTicket({
        title: "Chờ hàng",
        status: "New",
        createdAt: YESTERDAY - ago * day,
        updatedAt: Date.parse("2026-11-25T08:00:00+07:00"),
      });
    }

    await quan.types("digest now tickets");
    const rows = await quan.clicks("Xem phiếu mở");
    expect(rows).toMatch(/Phiếu còn mở đến hết 24\/11\/2026\nTất cả \d+, cũ nhất trước/);
    expect(await quan.clicks("Sau ▶")).toContain("11–");
    expect(await quan.clicks("Xem")).toMatch(/^Phiếu #\d+ · /);
  });
});

describe("the file of a digest's rows", () => {
  it("has each rating with its customer, and nothing that a spreadsheet would execute", async () => {
    const { quan, antcrm } = await testApp();
    addYesterday(antcrm.world);
    await quan.types("digest now ratings");

    const shown = await quan.clicks("CSV");

    expect(shown).toContain("2 dòng");
    expect(shown).toContain("📎 danh-gia-2026-11-24.csv");
    const text = fileOn(quan.sees());
    expect(text).toContain("Thời gian,Điểm,Nhận xét,Kênh,Về,Khách hàng,Điện thoại,E-mail,Mã\r\n");
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    // In Vietnam's CSV, where semicolons separate columns, a cell ends there.
    expect(text).toContain(`"Rất tốt, cảm ơn;'=cmd|' /C calc'!A0"`);
  });

  it("is for managers, because it exports all customers of a period", async () => {
    const { quan, lan, antcrm, store } = await testApp();
    addYesterday(antcrm.world);
    await quan.in("nhom").types("digest now ratings");
    expect(await lan.in("nhom").clicks("CSV", quan.sees())).toMatch(/^Bạn chưa có quyền/);
    expect((await store().audit.recent(1))[0]).toMatchObject({ command: "digestcsv", effect: "refusal" });
  });

  it.each([
    ["loyalty", "tich-diem", "đổi quà,10,có,"],
    ["tickets", "phieu", "Phiếu,Tính là"],
    ["campaigns", "chien-dich", "Chiến dịch,Thời gian"],
  ])("exists for %s", async (kind, name, holds) => {
    const { quan, antcrm } = await testApp({ antcrm: { size: "full" } });
    addYesterday(antcrm.world);
    // Confirms a request that takes more than 20 calls to AntCRM.
    const agreed = async (answer: string) =>
      answer.includes("Tiếp tục?") ? quan.clicks("Tiếp tục") : answer;
    await agreed(await quan.types(`digest now ${kind}`));

    expect(await agreed(await quan.clicks("CSV"))).toContain(`📎 ${name}-2026-11-24.csv`);
    expect(fileOn(quan.sees())).toContain(holds);
  });
});
