import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a gift that is to be given to somebody", () => {
  it.each([
    ["tặng chị Bình 1 voucher 50k", "VOUCHER50"],
    ["tặng chị Bình cái nồi cơm", "NOICOM01"],
    ["tặng kh 0867123456 bình nước giữ nhiệt", "BINHNUOC01"],
  ])("is proposed: %s", async (typed, code) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(new RegExp(`^Đổi quà ${code} cho Trần Thị Bình\\?`));
  });

  it.each([
    "đã tặng chị Bình voucher rồi",
    "tặng chị Bình rồi",
    "tặng chị Bình voucher 50k rồi",
    "chưa tặng chị Bình voucher đâu",
    "tặng chị Bình 50 điểm",
    "ai tặng quà cho chị Bình z",
  ])("but no report, question or points: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/^Đổi quà/);
  });
});

describe("a colleague who is to have a ticket", () => {
  it.each([
    "16001 để Lan xử lý",
    "phiếu 16001 để chị Lan lo nha",
    "16001 de lan xu ly",
    "phiếu 16001 cho Lan xử lý",
  ])("is assigned in AntCRM: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^AntCRM chưa cho bot làm việc này\nBạn giao phiếu trực tiếp/);
  });

  it.each(["16001 để mai xử lý", "phiếu 16001 ai xử lý", "phiếu 16001 cho khách nhận"])(
    "is nobody here: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).not.toMatch(/^AntCRM chưa cho bot/);
    },
  );
});

describe("“minh” right behind the word for tickets", () => {
  it.each(["phiếu Minh đang xử lý", "phieu Minh dang giu"])(
    "is a colleague with a capital: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/^1 phiếu · đang mở · minh\.cskh@example\.com xử lý/);
    },
  );

  it.each(["phiếu minh đang xử lý", "phieu minh dang giu", "phiếu mình đang xử lý"])(
    "is oneself in small letters: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(/^Bot chưa biết bạn là ai/);
    },
  );
});

it.each([
  ["ghi chú chị ấy thích màu đỏ", "chị ấy thích màu đỏ"],
  ["ghi chu khach nay thich mau do", "khach nay thich mau do"],
  ["ghi chú cho chị ấy thích màu đỏ", "thích màu đỏ"],
])("keeps each word of a note about the customer last shown: %s", async (typed, note) => {
  const { quan } = await testApp();
  await quan.types("xem 0867123456");
  const answer = await quan.types(typed);
  expect(answer).toMatch(/^Sửa khách Trần Thị Bình\?/);
  expect(answer).toContain(`Ghi chú: (trống) → ${note}\n`);
});

it.each([
  ["dời đơn 3502 qua thứ 6", "thứ 6"],
  ["doi don 3502 sang mai", "mai"],
  ["chuyển đơn 3502 sang chiều thứ 5", "chiều thứ 5"],
])("takes a day for the delivery of an order, and for no stage: %s", async (typed, day) => {
  const { quan } = await testApp();
  const answer = await quan.types(typed);
  expect(answer).toContain(`Ghi chú giao hàng: (trống) → ${day}\n`);
  expect(answer).not.toContain("Giai đoạn");
});

it.each(["chuyển phiếu 16001 sang mai", "phieu 16001 chuyen sang thu 2"])(
  "takes a day for no status of a ticket: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toContain("→");
  },
);

describe("a new ticket with words before its colon", () => {
  it.each([
    ["tạo phiếu cho chị bình cộng hoà: máy in hư", "máy in hư"],
    ["tao phieu cho chi binh cong hoa: may in hu", "may in hu"],
    ["tạo phiếu cho chị Bình cộng hoà: máy in hư", "máy in hư"],
    ["tạo phiếu cho 0867123456 gọi lại gấp: máy in hư", "gọi lại gấp: máy in hư"],
  ])("keeps what stands behind it: %s", async (typed, title) => {
    const { quan } = await testApp();
    const card = await quan.types(typed);
    expect(card).toContain("Khách hàng: Trần Thị Bình");
    expect(card).toContain(`Tiêu đề: ${title}\n`);
  });
});

describe("a tag that is to be removed", () => {
  it.each(["xoá tag vip của chị Trần Thị Bình", "bỏ tag vip của Trần Thị Bình", "remove tag VIP from Binh"])(
    "is proposed to be removed: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ\n");
    },
  );
});

describe("words to the bot before an answer", () => {
  it.each([
    ["ghi là khách báo máy lạnh không mát", "khách báo máy lạnh không mát"],
    ["ghi giùm em là máy lạnh hư, kêu to", "máy lạnh hư, kêu to"],
    ["ờ thì máy lạnh hư", "máy lạnh hư"],
    ["ghi nhận khách than phiền", "ghi nhận khách than phiền"],
    ["da, giày bị bong keo", "da, giày bị bong keo"],
  ])("are no part of a title: %s", async (typed, title) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho chị Bình 0867123456");
    expect(await quan.types(typed)).toContain(`Tiêu đề: ${title}\n`);
  });
});

describe("a wish to hear when a ticket is done", () => {
  it.each([
    "báo em khi phiếu 16001 xong nha",
    "báo cho em khi phiếu 16001 đóng nhé",
    "nhắc em khi 16001 được đóng",
    "tell me when ticket 16001 is closed",
  ])("is an alert: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Đã đặt cảnh báo số 1\nNội dung: Phiếu #16001\n/);
  });
});

describe("two gifts for two people, with a comma between", () => {
  it("are not mixed up: the second is named as not used", async () => {
    const { quan } = await testApp();
    const card = await quan.types("đổi voucher50 cho anh An, dầu máy thì cho chị Bình nha");
    expect(card).toMatch(/^Đổi quà VOUCHER50 cho Nguyễn Văn An\?/);
    expect(card).toContain("Bot chưa dùng tới phần: “dầu máy thì cho chị Bình nha”");
  });
});

it("a change that names a field of no record takes no word for its value", async () => {
  const { quan } = await testApp();
  const card = await quan.types("sửa trạng thái phiếu");
  expect(card).toContain("Số phiếu?");
  expect(card).not.toContain("Trạng thái:");
});

it("the name of a field with “là” is no part of its value, and a denied customer no title", async () => {
  const { quan } = await testApp();
  await quan.types("mở phiếu cho khách An");
  expect(await quan.types("à không phải An, chị Bình")).toMatch(/Khách hàng: Bình\nTiêu đề\?/);
  expect(await quan.types("tiêu đề là chai serum bị rò")).toContain("Tiêu đề: chai serum bị rò\n");
});

it("“thôi” behind a choice says that nothing was done", async () => {
  const { quan } = await testApp();
  expect(await quan.types("hủy đơn 3503")).toMatch(/^Huỷ đơn #3503\?/);
  expect(await quan.types("thôi khoan")).toContain("Nút nào bạn chưa bấm thì bot chưa làm.");
});
