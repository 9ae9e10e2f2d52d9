import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const REDEEM = "đổi quà DAUMAY01 cho 0900 000 001";
const TICKET = "tạo phiếu cho 0867 123 456: máy in hỏng";
const MINUTE_MS = 60_000;

const redemptions = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === "/redeem").length;

describe("an open confirmation", () => {
  it.each([
    "huỷ",
    "huỷ giúp em",
    "bỏ đi",
    "khoan",
    "khoan đã",
    "thôi",
    "thôi khỏi",
    "không",
    "ko",
    "ko phải",
    "đừng",
    "dừng",
    "cancel",
    "stop",
    "no",
    "thôi ạ, khách đổi ý rồi",
    "không đổi nữa",
    "à thôi đừng đổi cái nào",
  ])("is dropped by %s, and its button sends nothing any more", async (text) => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types(text)).toBe("Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An\nChưa có gì được gửi.");
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ\n.*\nChưa gửi gì đến AntCRM\.$/);
    expect(redemptions(app)).toBe(0);
  });

  it.each([
    ["à khoan, ưu tiên cao thôi", "Cao"],
    ["khoan, gấp nha", "Khẩn cấp"],
    ["thôi, ưu tiên thấp thôi", "Thấp"],
  ])("is changed by what stands behind a hold: %s", async (text, priority) => {
    const { lan } = await testApp();
    await lan.types(TICKET);

    expect(await lan.types(text)).toMatch(new RegExp(`^Tạo phiếu này\\?[^]*Độ ưu tiên: ${priority}`));
  });

  it.each([
    ["ko khẩn đâu", "Thấp"],
    ["à ko gấp nữa", "Thấp"],
    ["không gấp", "Thấp"],
    ["à không trung bình thôi", "Bình thường"],
  ])("of an urgent ticket is changed by another urgency, and not dropped: %s", async (text, priority) => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu khẩn cho 0867 123 456: máy in hỏng");

    expect(await lan.types(text)).toMatch(new RegExp(`^Tạo phiếu này\\?[^]*Độ ưu tiên: ${priority}`));
  });

  it("stays urgent where somebody is not met: “gặp” is not “gấp”", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu khẩn cho 0867 123 456: máy in hỏng");

    expect(await lan.types("à không gặp")).not.toContain("Độ ưu tiên: Thấp");
  });

  it("takes the sum behind “mà” in the place of a denied one", async () => {
    const { lan } = await testApp();
    await lan.types("đơn 3503 thêm phí ship 30k");

    expect(await lan.types("ko phải 30k mà 25k")).toContain("Phí giao hàng: (trống) → 25.000 ₫");
  });

  it("takes a customer behind “a”, short for anh", async () => {
    const { lan } = await testApp();
    await lan.types("đổi VOUCHER50 cho chị Bình");

    expect(await lan.types("à nhầm cho a An")).toMatch(/^Đổi quà VOUCHER50 cho Nguyễn Văn An\?/);
  });

  it("takes the number that is given in the place of a denied one", async () => {
    const { lan } = await testApp();
    await lan.types("thêm khách Nguyễn Tú 0988777666");

    const asked = await lan.types("đừng dùng số này, 0988777555");
    expect(asked).toMatch(/^Tạo khách này\?[\s\S]*Tên: Nguyễn Tú\nĐiện thoại: 0988 777 555\n/);
    expect(asked).not.toContain("0988 777 666");
  });

  it.each(["khoan, không gấp nữa", "thôi, khách gấp lắm rồi để sau"])("is dropped by %s", async (text) => {
    const { lan } = await testApp();
    await lan.types(TICKET);

    expect(await lan.types(text)).toMatch(/^Đã huỷ: /);
  });

  it("stays open beside thanks, which are no assent", async () => {
    const app = await testApp();
    await app.lan.types(REDEEM);
    expect(await app.lan.types("cảm ơn em nha")).toContain("Không có gì ạ");
    expect(await app.lan.types("chào buổi sáng bot")).toContain("Chào bạn");
  });

  it("is found after a restart", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(TICKET);
    await app.restarts();

    expect(await lan.types("thôi")).toBe(
      "Đã huỷ: tạo phiếu “máy in hỏng” cho Trần Thị Bình\nChưa có gì được gửi.",
    );
  });

  it("belongs to one person and one place, and is open for 30 minutes", async () => {
    const app = await testApp();
    const { lan, quan, clock } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await quan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
    expect(await lan.in("group").types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
    clock.passes(31 * MINUTE_MS);
    expect(await lan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/hết hạn|quá lâu/i);
    expect(redemptions(app)).toBe(0);
  });

  it("is dropped one after the other, the newest first", async () => {
    const { lan, clock } = await testApp();
    await lan.types(REDEEM);
    clock.passes(MINUTE_MS);
    await lan.types(TICKET);

    expect(await lan.types("huỷ")).toContain("Đã huỷ: tạo phiếu “máy in hỏng”");
    expect(await lan.types("huỷ")).toContain("Đã huỷ: đổi quà DAUMAY01");
    expect(await lan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
  });

  it("stays open while somebody asks for something else", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types("khoan đã, xem phiếu 16001")).toContain("Phiếu #16001");
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it.each([
    "ok",
    "ừ",
    "đồng ý",
    "xác nhận",
    "làm đi",
    "ok đổi đi",
    "dạ đúng rồi ạ",
    "👍",
    "tiếp tục đi em",
    "go on",
  ])("is not confirmed by %s, which is said in one line", async (text) => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types(text)).toContain(
      "Bot chỉ nhận xác nhận bằng nút. Bạn bấm nút trên tin nhắn ở trên giúp nhé.",
    );
    expect(redemptions(app)).toBe(0);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it("does not take a name for an assent", async () => {
    const { lan, antcrm } = await testApp();
    antcrm.world.addCustomer({ name: "Lê Túc", phones: ["0981000222"] });
    await lan.types(REDEEM);

    expect(await lan.types("chị Túc")).toContain("0981 000 222");
  });

  it.each([
    [TICKET, "sửa thành gấp", /^Tạo phiếu này\?[\s\S]*Tiêu đề: máy in hỏng[\s\S]*Khẩn cấp/],
    [TICKET, "à để gấp nha", /^Tạo phiếu này\?[\s\S]*Khẩn cấp/],
    [TICKET, "số 0900 000 001 mới đúng", /^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An[\s\S]*máy in hỏng/],
    [TICKET, "đổi tiêu đề thành Máy in kẹt giấy", /^Tạo phiếu này\?[\s\S]*Tiêu đề: Máy in kẹt giấy/],
    [REDEEM, "à nhầm, 0867123456", /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/],
    [REDEEM, "ko phải, số 0867 123 456 cơ", /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/],
    ["lên đơn cho 0867 123 456: 1 x MUC12A", "lấy 2 cái thôi", /2 ×|2 x/],
  ])("of “%s” is changed by “%s” and asked anew", async (request, change, shows) => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    await lan.types(request);
    const question = lan.sees();
    const confirm =
      question.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []))[0]?.label ?? "";

    expect(await lan.types(change)).toMatch(shows);
    expect(lan.sees().closes?.question).toBe(question.asks);
    expect(await lan.clicks(confirm, question)).toMatch(/^Đã huỷ/);
  });

  it("is changed several times, and each older question sends nothing", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(TICKET);
    await lan.types("gấp nha");
    await lan.types("đổi tiêu đề thành Máy in kẹt giấy");

    await lan.clicks("Tạo phiếu");
    expect(antcrm.world.tickets.at(-1)).toMatchObject({ title: "Máy in kẹt giấy", priority: "Urgent" });
    expect(await lan.types("huỷ")).toMatch(/^Không có câu hỏi nào đang chờ/);
  });

  it("is asked about, and stays as it is, if the change cannot be read", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(TICKET);
    const question = lan.sees();

    expect(await lan.types("nhầm, phải là cái hôm qua, 0900 000 001")).toMatch(
      /^Bạn muốn sửa gì\?\nBot chưa hiểu cần sửa gì ở “tạo phiếu “máy in hỏng” cho Trần Thị Bình” nên chưa sửa/,
    );
    await lan.clicks("Tạo phiếu", question);
    expect(antcrm.world.tickets.at(-1)).toMatchObject({ title: "máy in hỏng" });
  });

  it("is dropped when its values are changed in the form", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(TICKET);
    const first = lan.sees();
    await lan.clicks("Sửa lại");
    expect(await lan.sends({ title: "Máy in kẹt giấy" })).toMatch(/^Đã tạo phiếu/);
    const before = antcrm.world.tickets.length;

    expect(await lan.clicks("Tạo phiếu", first)).toMatch(/^Đã huỷ/);
    expect(antcrm.world.tickets).toHaveLength(before);
  });
});

describe("a text and a press at the same moment", () => {
  it.each(["huỷ", "à nhầm, 0867123456"])(
    "“%s” and the button have one outcome, told as it is",
    async (text) => {
      for (let round = 0; round < 6; round++) {
        const app = await testApp();
        const { lan } = app;
        await lan.types(REDEEM);
        const question = lan.sees();
        const press = () => lan.clicks("Đổi quà", question);
        const type = () => lan.types(text);

        const answers =
          round % 2 === 0
            ? await Promise.all([press(), type()])
            : (await Promise.all([type(), press()])).reverse();
        const [pressed = "", typed = ""] = answers;
        const operations = await app.store().operations.list({}, 10);
        const first = operations.find(({ id }) => id === question.asks);

        expect(redemptions(app)).toBe(first?.state === "done" ? 1 : 0);
        if (first?.state === "done") {
          expect(pressed).toMatch(/^Đã đổi quà/);
          expect(typed).toMatch(
            /Không kịp huỷ hay sửa|^Không có câu hỏi|^Không tìm thấy|Nguyễn Văn An|Trần Thị Bình/,
          );
          expect(typed).not.toMatch(/^Đã huỷ/);
        } else {
          expect(first?.state).toBe("declined");
          expect(pressed).toMatch(/^Đã huỷ/);
          expect(typed).toMatch(text === "huỷ" ? /^Đã huỷ: đổi quà/ : /^Đổi quà DAUMAY01 cho Trần Thị Bình/);
        }
      }
    },
  );
});

describe("an open form", () => {
  it.each(["huỷ giúp em", "thôi không tạo nữa", "bỏ đi", "dạ huỷ giúp em ạ, khách cúp máy rồi"])(
    "is dropped by %s",
    async (text) => {
      const { lan } = await testApp();
      await lan.types("tạo phiếu");
      await lan.types("0867 123 456");

      expect(await lan.types(text)).toBe("Đã huỷ: Tạo phiếu\nChưa gửi gì đến AntCRM.");
      expect(await lan.types("Máy in hỏng")).not.toContain("Tiêu đề");
    },
  );

  it.each(["không vào điện", "Huỷ lịch hẹn lắp máy", "khách không nhận hàng", "dừng giữa chừng khi giặt"])(
    "takes “%s” for the title",
    async (text) => {
      const { lan } = await testApp();
      await lan.types("tạo phiếu");
      await lan.types("0867 123 456");

      expect(await lan.types(text)).toContain(`Tiêu đề: ${text}`);
    },
  );

  it.each(["ok", "👍", "😂😂"])("is not answered by %s", async (text) => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");

    expect(await lan.types(text)).toContain(
      "Bạn đang làm dở “Tạo phiếu”: bot còn chờ Tiêu đề. Gõ “huỷ” nếu thôi.",
    );
    expect(await lan.types("Máy in hỏng")).toContain("Tiêu đề: Máy in hỏng");
  });

  it("stays open beside the answer to another request, which says so", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");

    const answer = await lan.types("xem phiếu 16001");
    expect(answer).toMatch(/^Phiếu #16001/);
    expect(answer).toContain("Bạn đang làm dở “Tạo phiếu”: bot còn chờ Tiêu đề. Gõ “huỷ” nếu thôi.");
    expect(await lan.types("Máy in hỏng")).toContain("Tiêu đề: Máy in hỏng");
  });

  it.each(["0900 000 001: máy in hỏng", "0900000001, máy in hỏng", "an@example.com - máy in hỏng"])(
    "takes the customer and the title from one answer: %s",
    async (text) => {
      const { lan } = await testApp();
      await lan.types("tạo phiếu");

      const asked = await lan.types(text);
      expect(asked).toMatch(/Khách hàng: (?:Nguyễn Văn An|0900 000 001|an@example\.com)/);
      expect(asked).toContain("Tiêu đề: máy in hỏng");
    },
  );

  it("takes a number before the title for the customer who is meant", async () => {
    const { lan } = await testApp();
    await lan.types("0867 123 456");
    await lan.types("tạo phiếu");

    const asked = await lan.types("0900 000 001: máy in hỏng");
    expect(asked).toContain("Khách hàng: Nguyễn Văn An");
    expect(asked).toContain("Tiêu đề: máy in hỏng");
  });

  it("is kept when another form opens, and can be continued", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");

    expect(await lan.types("đổi quà")).toContain("Bạn đang làm dở “Tạo phiếu”, bot giữ lại cho bạn.");
    const again = await lan.clicks("Điền tiếp: Tạo phiếu");
    expect(again).toContain("Khách hàng: 0867 123 456");
    expect(again).toContain("Tiêu đề?");
  });

  it.each([
    ["dạ khách là anh Nguyễn Văn An ạ", "Khách hàng: Nguyễn Văn An"],
    ["dạ quà là VOUCHER50", "Mã quà: VOUCHER50"],
  ])("takes the value out of a sentence: %s", async (text, field) => {
    const { lan } = await testApp();
    await lan.types("đổi quà");

    expect(await lan.types(text)).toContain(field);
  });

  it("is left for a look-up behind a hold", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");

    expect(await lan.types("khoan đã, phiếu 16001 nội dung gì ấy nhỉ")).toMatch(/^Phiếu #16001/);
  });

  it("that asks for a gift is left for a look-up", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà");

    expect(await lan.types("xem phiếu 16001")).toMatch(/^Phiếu #16001/);
  });

  it("questions a customer's name that nobody has at once", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");

    const answer = await lan.types("Hoàng Minh Không Có");
    expect(answer).toMatch(/Không có “Hoàng Minh Không Có”/);
    expect(answer).toContain("Khách hàng?");
    expect(await lan.types("0867 123 456")).toContain("Tiêu đề?");
  });

  it("of a command inside the bot says when it is dropped that nothing was changed", async () => {
    const { quan } = await testApp();
    await quan.types("đổi cài đặt");

    expect(await quan.types("thôi")).toMatch(/^Đã huỷ: .+\nChưa có gì thay đổi\.$/);
  });
});
