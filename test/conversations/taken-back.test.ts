import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("does nothing when the end of a text takes it back", () => {
  it.each([
    "báo khi có đánh giá dưới 4 sao à thôi",
    "báo khi có đánh giá dưới 3 sao à khoan",
    "gửi báo cáo chiến dịch mỗi sáng 7h à thôi",
    "gửi báo cáo phiếu mỗi sáng 8h nhưng mà thôi",
    "doi qua daumay01 cho 0900000001 a thoi",
    "đổi quà daumay01 cho 0900000001, à thôi khỏi nha",
    "đổi quà daumay01 cho 0900000001 ấy chết k phải",
    "đổi quà daumay01 cho 0900000001 à nhầm",
    "tích điểm mã TIVIABC cho 0900000001 à thôi",
    "đóng phiếu 16001 à thôi",
    "tạo phiếu cho 0900000001: máy hỏng à thôi",
    "tao khach Le Thi Hoa 0911222333 a thoi",
    "cho telegram:700000002 làm quản lý à thôi",
    "gắn nhãn vip cho 0900000001 à thôi",
    "đổi quà VOUCHER50 cho 0867123456... quên đi",
    "tích mã TIVIABC cho 0900000001 – hoãn lại đã",
    "tạo phiếu 0867123456 lỗi thanh toán, sorry gửi nhầm",
    "đóng ticket 16001 đi, ơ từ từ đã",
    "theo dõi phiếu 16001 giúp em, à thôi em tự canh",
    "tích điểm TIVIABC cho 0900000001 dẹp đi",
    "đổi quà daumay01 cho 0900000001 hoy khỏi",
    "đổi quà DAUMAY01 giúp 0900000001 nha, í lộn, hông phải",
    "đổi quà daumay01 cho 0900000001 không làm nữa",
    "tich diem TIVIABC cho 0867123456 nham ma roi huy giup",
    "thêm khách 0911222333 Lê Thị Hoa, bỏ, khách không cho lưu số",
    "đổi quà daumay01 cho 0900000001, thôi, khách bận rồi",
    "đổi VOUCHER50 cho anh An, nhầm khách rồi, bỏ qua nha",
    "em muốn báo khi có đánh giá dưới 3 sao, không cần đâu",
  ])("%s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Không có gì thay đổi/);
    expect(await quan.types("mọi cảnh báo")).toContain("chưa đặt cảnh báo nào");
    expect(await quan.types("các báo cáo")).toContain("Chưa đặt báo cáo định kỳ nào");
  });

  it.each([
    ["đổi quà daumay01 cho 0900000001 thôi", /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
    ["đổi 1 quà daumay01 cho 0900000001 thôi nha", /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
    ["đóng phiếu 16001 giùm a thôi", /^Sửa phiếu #16001\?/],
    ["tạo phiếu cho 0900000001: khách chỉ hỏi giá thôi", /Tiêu đề: khách chỉ hỏi giá/],
    ["tạo phiếu cho 0900000001: giao nhầm", /Tiêu đề: giao nhầm/],
    ["tạo phiếu cho 0900000001: máy khoan hỏng", /Tiêu đề: máy khoan hỏng/],
    ["tạo phiếu cho 0900000001: huỷ đơn giúp em", /Tiêu đề: huỷ đơn/],
    ["tạo phiếu cho 0900000001: khách hẹn để sau Tết giao", /Tiêu đề: khách hẹn để sau Tết giao/],
    ["đổi quà voucher50 cho 0900000001 à thôi daumay01", /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
    ["đổi quà daumay01 cho 0900000001, khoan, đổi voucher50 cho 0867123456", /^Bạn chọn khách nào\?/],
    ["khách đổi ý rồi, huỷ đơn 3502 giúp em", /3502/],
  ])("but not for a limit, or a word of the request: %s", async (typed, answer) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(answer);
  });
});

describe("offers, and does not do at once, what it has understood in part", () => {
  it.each([
    ["báo cáo chiến dịch mỗi ngày 7h30 à lộn nhóm rồi bỏ nhé", "Đặt báo cáo"],
    ["báo cáo đánh giá mỗi ngày 8h30 phiền quá tắt giùm", "Đặt báo cáo"],
    ["báo khi có đánh giá dưới 3 sao à nhầm dưới 2 sao", "Đặt cảnh báo"],
    ["thôi theo dõi phiếu 16001", "Đặt cảnh báo"],
  ])("%s", async (typed, label) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(new RegExp(`^Bot chưa hiểu[^]*\\] ${label}`));
    expect(await quan.clicks(label)).toMatch(/^Đã đặt/);
  });

  it("but does it where only particles are left", async () => {
    const { quan } = await testApp();
    expect(await quan.types("báo khi có đánh giá dưới 3 sao thôi")).toMatch(/^Đã đặt cảnh báo số 1/);
    expect(await quan.types("báo tui khi có đánh giá dưới 2 sao thôi nghen")).toMatch(
      /^Đã đặt cảnh báo số 2/,
    );
  });
});

describe("sets no alert and no digest when none is asked for", () => {
  it.each([
    ["tắt cảnh báo đánh giá hôm nay thôi", "Cảnh báo"],
    ["tat bao khi co danh gia duoi 2 sao", "Cảnh báo"],
    ["tắt thông báo khi có đánh giá 1 sao", "Cảnh báo"],
    ["tạm ngưng cảnh báo đánh giá dưới 2 sao", "Cảnh báo"],
    ["ngưng báo khi có phiếu mới", "Cảnh báo"],
    ["hủy báo khi có đánh giá dưới 2 sao", "Cảnh báo"],
    ["stop alerting me about ratings below 3 stars", "Cảnh báo"],
    ["báo khi có đánh giá dưới 4 sao có tốn tiền k", "Cảnh báo"],
    ["gửi báo cáo phiếu mỗi sáng 8h hả", "Các báo cáo"],
    ["khách nói tiếng anh", "Không có gì thay đổi"],
    ["làm ơn ngừng nhắn em mỗi khi có đánh giá thấp", "Cảnh báo"],
    ["bao giờ thì gửi báo cáo đánh giá mỗi sáng", "Các báo cáo"],
    ["mấy giờ gửi báo cáo chiến dịch mỗi ngày", "Các báo cáo"],
    ["dừng gửi báo cáo đánh giá mỗi sáng", "Các báo cáo"],
  ])("%s", async (typed, title) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n")[0]).toBe(title);
    expect(await quan.types("mọi cảnh báo")).toContain("chưa đặt cảnh báo nào");
    expect(await quan.types("các báo cáo")).toContain("Chưa đặt báo cáo định kỳ nào");
  });

  it("shows what can be stopped", async () => {
    const { quan } = await testApp();
    await quan.types("báo khi có đánh giá dưới 3 sao");
    expect(await quan.types("dừng báo khi có đánh giá dưới 3 sao")).toMatch(/Tạm dừng 2 giờ.*Gỡ/);
  });

  it("asks for no redemption when an earlier one is to be cancelled", async () => {
    const { lan } = await testApp();
    expect(await lan.types("huỷ giúp em yêu cầu đổi quà daumay01 cho 0900000001 hồi nãy với ạ")).toMatch(
      /^Bot chưa hiểu/,
    );
  });

  it("does not change the language in spite of a no", async () => {
    const { quan } = await testApp();
    expect(await quan.types("chuyển sang tiếng anh, à không cần đâu")).toMatch(/^Bot chưa hiểu/);
  });

  it.each(["bao giờ có phiếu gấp thì báo em nha", "khi nào có đánh giá dưới 3 sao thì báo em"])(
    "but does when the time is a condition: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/^Đã đặt cảnh báo số 1/);
    },
  );

  it.each(["gửi báo cáo phiếu mỗi sáng 8h được k", "gửi báo cáo phiếu mỗi sáng 8h nha"])(
    "but does for a polite request: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/^Đã đặt báo cáo số 1/);
    },
  );
});

describe("a request that corrects itself", () => {
  it.each([
    [
      "đổi quà daumay01 cho 0867123456",
      "đổi quà daumay01 cho 0867123456 à nhầm 0900000001",
      /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/,
    ],
    [
      "tao phieu cho 0867123456: may in hong gap nha",
      "tạo phiếu cho 0867123456 à nhầm 0900000001: máy giặt kêu to",
      /Nguyễn Văn An.*\nTiêu đề: máy giặt kêu to\nĐộ ưu tiên: Bình thường/,
    ],
  ])("counts as it stands while the first question is open: %s, %s", async (first, again, answer) => {
    const { lan } = await testApp();
    expect(await lan.types(first)).toContain("Trần Thị Bình");
    expect(await lan.types(again)).toMatch(answer);
  });

  it("may correct a time, or a number in a list", async () => {
    const { quan } = await testApp();
    await quan.types("gửi báo cáo phiếu mỗi sáng 8h");
    expect(await quan.types("gửi báo cáo đánh giá mỗi sáng 9h à nhầm 10h")).toContain("lúc 10:00");
    expect(await quan.types("gỡ báo cáo 1 à nhầm 2")).toMatch(/^Gỡ báo cáo số 2\?/);
  });
});

it.each(["tao phieu cho 0867123456 may in hong", "tao phieu 0867123456 tu lanh hong"])(
  "reads “hong” behind a thing as “hỏng”: %s",
  async (typed) => {
    const { lan } = await testApp();
    expect(await lan.types(typed)).toMatch(/^Tạo phiếu này\?/);
  },
);

it.each([
  ["mai đổi quà daumay01 cho 0900000001 nha", "Bot chưa dùng tới phần: “mai”."],
  ["chiều nay đổi quà daumay01 cho 0900000001", "Bot chưa dùng tới phần: “chiều nay”."],
])("says that it does not wait for a later time: %s", async (typed, note) => {
  const { lan } = await testApp();
  const asked = await lan.types(typed);
  expect(asked).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  expect(asked).toContain(note);
});

it.each(["co phieu nao cua cj binh dang mo k", "đơn của cj bình tháng này"])(
  "reads “cj” before a name as “chị”: %s",
  async (typed) => {
    const { lan } = await testApp();
    expect(await lan.types(typed)).toContain("· Trần Thị Bình");
  },
);

describe("a text that corrects itself", () => {
  it.each([
    ["đổi bình nước cho 0867123456, à không, voucher 50", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
    ["thêm nhãn VIP cho 0900000001, à không, nhãn Đại lý", /Nhãn: .*→ (?!.*VIP).*Đại lý/],
    ["tạo phiếu cho 0867123456: đòi hoàn 500k, à không 1tr2", /Tiêu đề: đòi hoàn 500k, à không 1tr2/],
    ["tạo phiếu cho 0867123456 giao hàng sai, nhầm màu", /Tiêu đề: giao hàng sai, nhầm màu/],
  ])("is read with its new value: %s", async (typed, answer) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(answer);
  });

  it.each([
    "đổi quà voucher50 cho Trần Thị Bình à không Nguyễn Văn An",
    "tạo phiếu cho Trần Thị Bình à không Nguyễn Văn An: hàng lỗi",
    "tích điểm TIVInpmx8b98pfg cho Nguyễn Văn An à nhầm Trần Thị Bình",
    "tạo đơn cho Trần Thị Bình: 1 TIVI01, à không, 1 MUC12A",
  ])("is asked about when its new value is not sure: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Bot chưa hiểu\nCó phải bạn muốn/);
  });
});

it.each([
  [
    "đổi voucher50 cho Nguyễn Văn An và bình nước cho Trần Thị Bình",
    "Nguyễn Văn An",
    "bình nước cho Trần Thị Bình",
  ],
  ["đổi voucher50 cho chị Bình rồi bình nước cho anh An", "Trần Thị Bình", "bình nước cho anh An"],
])("keeps each gift with its customer, and says what it left out: %s", async (typed, customer, left) => {
  const { quan } = await testApp();
  const question = await quan.types(typed);
  expect(question).toMatch(new RegExp(`^Đổi quà VOUCHER50 cho ${customer}\\?`));
  expect(question).toContain(`Bot chưa dùng tới phần: “${left}”`);
});

it.each([
  "đóng phiếu 16001 dùm rồi báo em khi có phiếu gấp",
  "đóng phiếu 16001, nếu còn phiếu khác của khách thì báo em",
])("sets no alert behind another request: %s", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toMatch(/^Bot chưa hiểu/);
  expect(await quan.types("mọi cảnh báo")).toContain("chưa đặt cảnh báo nào");
});

it("asks which sum of an order is corrected when only its price was said", async () => {
  const { quan } = await testApp();
  await quan.types("tạo đơn cho 0867123456: 1 MUC12A giá 300k");
  expect(await quan.types("à nhầm, 320k")).toMatch(/^Bạn muốn sửa gì\?/);
});

it.each([
  ["gửi báo cáo đánh giá mỗi sáng 8h", "Sửa báo cáo"],
  ["báo khi có phiếu gấp", "Sửa cảnh báo"],
])("does not take a typed undo for a pause: %s", async (typed, title) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toMatch(/^Đã đặt/);
  expect((await quan.types("hoàn tác")).split("\n")[0]).toBe(title);
  expect(await quan.types("các báo cáo")).not.toContain("đang tạm dừng");
});

describe("a no to another record leaves the open question as it is", () => {
  it.each([
    "đừng đóng phiếu 16002",
    "dung dong phieu 16002",
    "khỏi đóng phiếu 16002 nha",
    "đừng có đóng 16002",
    "k dong phieu 16002 nua",
    "phiếu 16002 đừng đóng nha",
    "don't close ticket 16002",
    "đừng chốt đơn 3503",
    "dung huy don 3503",
    "đơn 3503 thôi khỏi chốt",
  ])("%s", async (no) => {
    const { quan, antcrm } = await testApp();
    await quan.types("đóng phiếu 16001");
    expect(await quan.types(no)).toMatch(/“sửa phiếu #16001” vẫn đang chờ[\s\S]*\[1\] Huỷ việc này/);
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(await quan.types("huỷ")).toMatch(/^(?:Đã huỷ: sửa phiếu #16001|Bạn muốn huỷ việc này\?)/);
  });

  it.each([
    "đừng đóng phiếu 16001",
    "đừng đóng 16001 nữa",
    "thôi, khách chuyển 2000 đồng rồi",
    "thôi khỏi đóng",
  ])("but drops it at a no to its own: %s", async (no) => {
    const { quan } = await testApp();
    await quan.types("đóng phiếu 16001");
    expect(await quan.types(no)).toMatch(/^Đã huỷ: sửa phiếu #16001/);
  });

  it("nor does it close an open form", async () => {
    const { quan } = await testApp();
    await quan.types("sửa phiếu 16001");
    expect(await quan.types("đừng đóng phiếu 16002")).toContain("Bạn đang làm dở “Sửa phiếu”");
    expect(await quan.types("đừng sửa phiếu 16001 nữa")).toMatch(/^Đã huỷ: Sửa phiếu/);
  });
});

describe("a no to another customer or another gift leaves the open question as it is", () => {
  it.each([
    "khoan đổi quà cho chị Bình",
    "khoan doi qua cho chi Binh",
    "đừng đổi quà cho chị Bình nha",
    "khỏi gắn tag cho chị Bình",
    "đừng đổi VOUCHER50",
    "khoan đổi voucher50 cho anh An",
    "để mai đổi cho chị Bình",
    "don't redeem for customer Binh",
  ])("%s", async (no) => {
    const { quan, antcrm } = await testApp();
    await quan.types("đổi quà DAUMAY01 cho 0900000001");
    expect(await quan.types(no)).toMatch(
      /“đổi quà DAUMAY01 cho Nguyễn Văn An” vẫn đang chờ[\s\S]*\[1\] Huỷ việc này/,
    );
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each([
    "khoan đổi quà cho anh An",
    "khoan doi qua cho anh An",
    "đừng đổi DAUMAY01 nữa",
    "thôi khỏi đổi daumay01 cho anh An",
    "thôi, khách đổi ý rồi",
    "khoan đổi",
    "huỷ giúp chị",
    "khỏi cho khách nữa",
  ])("but drops it at a no to its own: %s", async (no) => {
    const { quan } = await testApp();
    await quan.types("đổi quà DAUMAY01 cho 0900000001");
    expect(await quan.types(no)).toMatch(/^Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An/);
  });
});

it("a no to another customer closes no open form", async () => {
  const { quan } = await testApp();
  await quan.types("đổi quà cho anh An");
  expect(await quan.types("khoan đổi quà cho chị Bình")).toContain("Bạn đang làm dở “Đổi quà”");
  expect(await quan.types("khoan đổi quà cho anh An")).toMatch(/^Đã huỷ: Đổi quà/);
});

describe("a no to one part only, with a yes to the rest, writes nothing and drops nothing", () => {
  it.each([
    "khỏi giao Minh, còn lại ok",
    "khoi giao Minh, con lai ok",
    "đừng ghi SLA, mấy cái kia giữ nguyên",
    "bỏ cái tiêu đề đi, còn lại được rồi",
    "drop the SLA, the rest is fine",
  ])("%s", async (no) => {
    const { quan, antcrm } = await testApp();
    await quan.types("tạo phiếu cho 0867123456 máy in hỏng, gấp");
    expect(await quan.types(no)).toMatch(/^Bạn muốn sửa gì\?[\s\S]*tạo phiếu “máy in hỏng”/i);
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("reads the change, if there is one", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456 máy in hỏng, gấp");
    expect(await quan.types("không gấp, còn lại ok")).toMatch(/^Tạo phiếu này\?[\s\S]*Độ ưu tiên: Thấp/);
    expect(await quan.types("ưu tiên cao, còn lại giữ nguyên")).toContain("Độ ưu tiên: Cao");
  });

  it("nor does it close an open form", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456");
    expect(await quan.types("khỏi giao Minh, còn lại ok")).toContain("Bạn đang làm dở “Tạo phiếu”");
  });
});
