import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const MINH = "minh.cskh@example.com";

/** An app whose indexes are filled: the tickets name Minh as an assignee. */
async function indexed() {
  const app = await testApp();
  await app.fillsIndex();
  await app.readsTickets();
  return app;
}

describe("the address of a colleague", () => {
  it.each([`khách của ${MINH}`, `khach cua ${MINH}`, MINH])(
    "is told from a customer's, and the way on is offered: %s",
    async (text) => {
      const { lan } = await indexed();

      const shown = await lan.types(text);
      expect(shown).toMatch(/^Đây là một đồng nghiệp\n/);
      expect(shown).toContain("AntCRM không lọc khách theo người phụ trách");
      expect(await lan.clicks("Phiếu đang phụ trách")).toMatch(/^1 phiếu · minh\.cskh@example\.com xử lý/);
    },
  );

  it("leads to the customers of some days", async () => {
    const { lan, antcrm } = await indexed();
    antcrm.world.addCustomer({ name: "Lê Hồng Vân", phones: ["0911222333"], responsibleStaff: MINH });

    await lan.types(`khách của ${MINH}`);
    expect(await lan.clicks("Khách đang phụ trách")).toMatch(
      /^Danh sách khách · do [^\n]*\n[^\n]*\n• Lê Hồng Vân/,
    );
  });

  it("is a customer's where a customer has it", async () => {
    const { lan, antcrm } = await indexed();
    antcrm.world.addCustomer({ name: "Lê Hồng Vân", emails: [MINH] });

    expect(await lan.types(`khách của ${MINH}`)).toMatch(/^Lê Hồng Vân/);
  });

  it("is nobody's if the bot has never seen it", async () => {
    const { lan } = await indexed();

    expect(await lan.types("khách của la.cskh@example.com")).toMatch(/^Không tìm thấy khách/);
  });
});

describe("tickets that were given to an address", () => {
  it.each([
    `phiếu giao cho ${MINH}`,
    `phieu giao cho ${MINH}`,
    `danh sách phiếu đang giao cho ${MINH}`,
    `phiếu của ${MINH}`,
    `tickets assigned to ${MINH}`,
  ])("are those of the assignee, and no new ticket: %s", async (text) => {
    const { lan } = await indexed();

    expect(await lan.types(text)).toMatch(/^1 phiếu · minh\.cskh@example\.com xử lý/);
  });

  it("are none if nobody of that address has one, and no customer is looked for", async () => {
    const { lan } = await indexed();

    expect(await lan.types("phiếu giao cho la.cskh@example.com")).toMatch(
      /^Không có phiếu nào của la\.cskh@example\.com/,
    );
  });

  it("are still a new ticket where one is to be made", async () => {
    const { lan } = await indexed();

    expect(await lan.types(`tạo phiếu cho 0867 123 456 giao cho ${MINH}: máy hỏng`)).toMatch(
      /^Tạo phiếu này\?/,
    );
  });
});
