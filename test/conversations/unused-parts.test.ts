import { describe, expect, it } from "vitest";
import { asksToConfirm } from "../support/confirmation.ts";
import { testApp } from "../support/test-app.ts";

describe("says which part of a request was not used", () => {
  it.each([
    ["đổi voucher50 và freeship cho 0867123456", "freeship"],
    ["doi voucher50 va freeship cho chi Binh nha", "freeship"],
    ["đổi voucher50 với nón bảo hiểm cho 0867123456", "nón bảo hiểm"],
    ["đổi voucher50 + freeship cho 0867123456", "freeship"],
    ["đổi voucher50 cho 0867123456, thêm 1 bình nước nữa", "1 bình nước nữa"],
    ["đổi voucher50 cho 0867123456 và gửi sms cho khách", "gửi sms"],
    ["gắn tag sỉ cho 0867123456 và anh An", "anh An"],
    ["gắn tag sỉ cho 0867123456 và anh An mua chung", "anh An"],
    ["gắn tag sỉ cho 0867123456 và anh an nha", "anh an"],
    ["tích điểm mã TIVIABC cho 0867123456 và chị An", "chị An"],
    ["tạo phiếu cho 0867123456 máy in hỏng, hẹn 9h sáng mai, giao cho Lan", "giao cho Lan"],
    ["tạo phiếu cho 0867123456 máy in hỏng rồi gán cho anh Minh nhé", "gán cho anh Minh"],
    ["create ticket for 0867123456: printer broken, assign to Lan", "assign to Lan"],
    ["đóng 16001 rồi đổi cho chị Bình phiếu mua hàng 50k", "đổi cho chị Bình phiếu mua hàng 50k"],
    ["16001 ai giữ z? còn 16002 thì đóng giùm mình", "còn 16002 thì đóng giùm mình"],
    ["16001 hạ xuống thấp, 16002 đẩy lên khẩn", "16002 đẩy lên khẩn"],
    ["đơn 3502 phí ship 30k, đơn 3503 thêm ghi chú giao sáng", "đơn 3503 thêm ghi chú giao sáng"],
    ["phiếu của chị Bình và đơn gần nhất của anh An", "đơn gần nhất của anh An"],
    ["diem cua chi Binh voi phieu cua anh An", "phieu cua anh An"],
    ["An's tickets and Bình's last order", "last order of Bình"],
    ["thêm 2 khách: Ngô Văn Tài 0933000111, Lý Thu Trang 0933000222", "Lý Thu Trang 0933000222"],
    ["thêm khách Ngô Văn Tài 0933000111 và chị Trang: 0933 000 222", "chị Trang: 0933 000 222"],
  ])("%s", async (typed, said) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`Bot chưa dùng tới phần: “${said}”.`);
  });

  it.each([
    "đổi voucher50 cho 0867123456 giúp em với nha",
    "gắn tag sỉ, giúp chị nha 0867123456",
    "tạo phiếu cho 0867123456: khách muốn giao hàng cho Lan",
    "ghi chú 0867123456: nếu khách gọi thì chuyển máy cho Lan",
  ])("but not where nothing is left: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/chưa dùng tới|điều kiện/);
    expect(asksToConfirm(quan.sees())).toBe(true);
  });

  it("keeps the appointment in the title when it leaves out the assignee", async () => {
    const { quan } = await testApp();
    const asked = await quan.types("tạo phiếu cho 0867123456 máy in hỏng, hẹn 9h sáng mai, giao cho Lan");
    expect(asked).toMatch(/Tiêu đề: máy in hỏng, hẹn 9h sáng mai\n/);
  });

  it("asks which of two gifts in capitals is meant", async () => {
    const { quan } = await testApp();
    const asked = await quan.types("đổi VOUCHER50 và FREESHIP cho 0867123456");
    expect(asked).toMatch(/^Bạn chọn quà nào\?/);
    expect(asked).toContain("FREESHIP");
  });
});

describe("says that it assigns no ticket, and names what it left out", () => {
  it.each([
    ["chuyển phiếu 16001 sang Minh và đổi ưu tiên cao", "đổi ưu tiên cao"],
    ["chuyen phieu 16001 sang Minh va doi uu tien cao", "doi uu tien cao"],
    ["chuyển phiếu 16001 qua Minh, đổi ưu tiên thành cao", "đổi ưu tiên thành cao"],
    ["move ticket 16001 to Minh and set priority high", "set priority high"],
  ])("%s", async (typed, said) => {
    const { quan } = await testApp();
    const answer = await quan.types(typed);
    expect(answer).toContain("Bạn giao phiếu trực tiếp trong AntCRM nhé");
    expect(answer).toContain(`Bot chưa dùng tới phần: “${said}”.`);
  });

  it("also for the name alone", async () => {
    const { quan } = await testApp();
    expect(await quan.types("chuyển phiếu 16001 sang Minh")).toContain("Bạn giao phiếu trực tiếp");
  });

  it.each(["đóng phiếu 16001 và giao cho Minh", "đóng phiếu 16001, chuyển cho anh Minh"])(
    "but proposes the change before it: %s",
    async (typed) => {
      const { quan } = await testApp();
      expect(await quan.types(typed)).toMatch(
        /Trạng thái: Assigned → Closed\nBot chưa dùng tới phần: “(?:giao cho Minh|chuyển cho anh Minh)”/,
      );
    },
  );

  it.each([
    ["chuyển phiếu 16002 sang Open và đổi ưu tiên cao", /Closed → Open\n.*→ Cao/],
    ["chuyển phiếu 16002 sang Đang xử lý rồi đổi ưu tiên thấp", /Closed → Đang xử lý\n.*→ Thấp/],
    ["chuyển phiếu 16002 sang Mới", /Closed → Mới/],
  ])("a status takes no further part into its value: %s", async (typed, shown) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(shown);
  });
});

describe("says that it cannot wait for a condition of a write", () => {
  it.each([
    ["đổi quà voucher50 cho 0867123456 trừ khi khách đổi ý", "trừ khi khách đổi ý"],
    ["đổi voucher50 cho 0867123456 khi khách tới cửa hàng", "khi khách tới cửa hàng"],
    ["redeem voucher50 for 0867123456 unless she changes her mind", "unless she changes her mind"],
    ["gắn tag sỉ cho 0867123456 nếu khách đồng ý", "nếu khách đồng ý"],
    ["tích điểm mã TIVIABC cho 0867123456 neu khach dong y", "neu khach dong y"],
    ["đóng phiếu 16001 nếu khách đồng ý", "nếu khách đồng ý"],
  ])("%s", async (typed, said) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`Bot không tự xét được điều kiện “${said}”`);
  });
});

it.each([
  ["chốt đơn 3503, phí ship 120k", "chốt đơn"],
  ["chot don 3503 phi ship 120k", "chot don"],
  ["chốt giúp em đơn 3503, ship 120k nha", "chốt giúp em đơn"],
])("says that it only changes the fee: %s", async (typed, said) => {
  const { quan } = await testApp();
  const asked = await quan.types(typed);
  expect(asked).toContain("Phí giao hàng: (trống) → 120.000 ₫");
  expect(asked).toContain(`Bot chưa dùng tới phần: “${said}”.`);
});

describe("answers or proposes the first of two requests, and names the second", () => {
  it.each([
    [
      "gắn chị Bình tag sỉ, mở luôn phiếu bảo hành cho chị",
      /^Sửa khách Trần Thị Bình\?\nNhãn: .* → VIP, Đã liên hệ, sỉ\n/,
      "mở luôn phiếu bảo hành cho chị",
    ],
    ["coi điểm chị Bình, đủ thì đổi DAUMAY01", /^Điểm · Trần Thị Bình/, "đủ thì đổi DAUMAY01"],
    ["coi diem chi Binh, du thi doi DAUMAY01", /^Điểm · Trần Thị Bình/, "du thi doi DAUMAY01"],
    ["đóng phiếu 16001 và nhắn khách là xong rồi", /^Sửa phiếu #16001\?/, "nhắn khách là xong rồi"],
    ["dong phieu 16001, nhan khach la xong roi", /^Sửa phiếu #16001\?/, "nhan khach la xong roi"],
    ["coi điểm chị Bình rồi xem phiếu 16001", /^Điểm · Trần Thị Bình/, "xem phiếu 16001"],
    ["gắn tag sỉ cho chị Bình rồi tạo phiếu bảo hành", /^Sửa khách Trần Thị Bình\?/, "tạo phiếu bảo hành"],
    ["tích điểm mã TIVIABC cho chị Bình rồi đóng phiếu 16001", /^Tích điểm mã TIVIABC/, "đóng phiếu 16001"],
    ["xem khách 0867123456, đóng luôn phiếu 16001", /^Trần Thị Bình/, "đóng luôn phiếu 16001"],
    ["tạo đơn cho chị Bình 1 MUC12A, gắn tag sỉ luôn", /^Tạo đơn này\?/, "gắn tag sỉ luôn"],
    ["close ticket 16001 and show order 3502", /^Sửa phiếu #16001\?/, "and show order 3502"],
  ])("%s", async (typed, shown, unused) => {
    const { quan, antcrm } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toMatch(shown);
    expect(asked).toContain(`Bot chưa dùng tới phần: “${unused}”.`);
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each([
    "tạo phiếu cho 0867123456 máy in hỏng, gọi khách báo giá",
    "ghi chú 0867123456: khách bận, mai gọi lại, tạo phiếu sau",
    "gắn tag sỉ, khách quen cho 0867123456",
  ])("but keeps a text whole: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toContain("chưa dùng tới");
  });

  it.each([
    "đóng phiếu 16001 rồi báo khách là xong rồi",
    "em đóng phiếu 16001 rồi nhắn khách là xong rồi",
    "đóng phiếu 16001 rồi tạo phiếu mới rồi",
    "đừng đóng phiếu 16001, nhắn khách là đang làm",
    "đóng phiếu 16001 và nhắn khách chưa",
    "chị Bình bảo đã đóng phiếu 16001, mở phiếu mới rồi",
    "ai đóng phiếu 16001 rồi mở phiếu mới vậy?",
  ])("and takes no report, no and question for an order: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/\[1\] (?:Lưu|Tạo phiếu|Đổi quà) {2}\[2\] Sửa lại/);
  });
});

it.each([
  ["gắn tag VIP cho cả anh An lẫn chị Bình", "An hay Bình"],
  ["gắn tag VIP cho anh An lẫn chị Bình", "An hay Bình"],
  ["gan tag VIP cho ca anh An lan chi Binh", "An hay Binh"],
  ["gắn tag sỉ cho cả anh an lẫn chị bình", "an hay bình"],
  ["gắn nhãn sỉ cho cả chị Bình lẫn anh An", "Bình hay An"],
  ["cả anh An lẫn chị Bình gắn tag VIP", "An hay Bình"],
  ["ca anh An lan chi Binh gan tag VIP", "An hay Binh"],
  ["cả anh An và chị Bình thì gắn tag VIP nha", "An hay Bình"],
  ["phiếu của chị Bình và anh An", "Bình hay An"],
  ["phieu cua chi Binh va anh An", "Binh hay An"],
  ["phiếu của anh An với chị Bình", "An hay Bình"],
  ["phiếu của chị Bình và Hải", "Bình hay Hải"],
  ["An's points and Binh's", "An hay Binh"],
])("asks which of two customers is meant: %s", async (typed, names) => {
  const { quan } = await testApp();
  const asked = await quan.types(typed);
  expect(asked).toMatch(/^Bạn chọn khách nào\?/);
  expect(asked).toContain(names);
});

it.each(["cả anh An lẫn chị Bình gắn tag VIP", "ca anh An lan chi Binh gan tag VIP"])(
  "proposes no tag “lẫn”: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/Nhãn: .*l[ẫa]n/);
  },
);

it.each(["cả anh An lẫn chị Bình gắn tag VIP rồi", "cả anh An lẫn chị Bình gắn tag VIP chưa?"])(
  "takes no report and no question for a tag: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toContain("Thêm nhãn");
  },
);

it.each(["An's tickets", "show An’s tickets", "Nguyễn Văn An's open tickets"])(
  "shows the tickets of the person in front of them: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain("Không có phiếu nào · Nguyễn Văn An");
  },
);

it.each([
  ["phiếu của khách Mẹ và Bé", "“Mẹ và Bé”"],
  ["note for 0867123456: An's orders are late", "→ An's orders are late"],
])("keeps a name and a note whole: %s", async (typed, kept) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toContain(kept);
});

describe("ends a note before a request for something else, and names that one as not used", () => {
  it.each([
    [
      "ghi chú cho chị Bình 0867123456: khách thích gọi buổi sáng. Còn anh An thì tạo phiếu máy in hư",
      "khách thích gọi buổi sáng",
      "Còn anh An thì tạo phiếu máy in hư",
    ],
    [
      "ghi chu cho chi Binh: khach thich goi buoi sang, con anh An thi tao phieu may in hu",
      "khach thich goi buoi sang",
      "con anh An thi tao phieu may in hu",
    ],
    [
      "ghi chú 0867123456: khách dặn gọi buổi sáng. Gắn tag VIP cho anh An",
      "khách dặn gọi buổi sáng",
      "Gắn tag VIP cho anh An",
    ],
    [
      "ghi chú cho chị Bình: thích màu đỏ. Ngoài ra đóng phiếu 16001 nha",
      "thích màu đỏ",
      "Ngoài ra đóng phiếu 16001 nha",
    ],
    [
      "note for 0867123456: likes morning calls. As for An, create a ticket printer broken",
      "likes morning calls",
      "As for An, create a ticket printer broken",
    ],
    [
      "đóng phiếu 16001 lý do: khách đã đổi ý. Còn Lan thì mở phiếu bảo hành",
      "khách đã đổi ý",
      "Còn Lan thì mở phiếu bảo hành",
    ],
  ])("%s", async (typed, text, unused) => {
    const { quan } = await testApp();
    const asked = (await quan.types(typed)).split("\n");
    expect(asked.some((line) => line.endsWith(`→ ${text}`))).toBe(true);
    expect(asked).toContain(`Bot chưa dùng tới phần: “${unused}”.`);
  });

  it.each([
    "khách thích gọi buổi sáng. Tạo phiếu sau",
    "khách thích gọi buổi sáng. Tạo phiếu cho chị ấy khi cần",
    "khách thích gọi buổi sáng. Còn anh An thì đừng tạo phiếu",
    "khách thích gọi buổi sáng. Còn anh An thì tạo phiếu rồi",
    "hàng về thì gọi. Còn hàng thì tạo đơn",
    "khách hỏi. Còn anh An thì tạo phiếu chưa",
  ])("but keeps what is no such request: %s", async (note) => {
    const { quan } = await testApp();
    const asked = await quan.types(`ghi chú cho chị Bình 0867123456: ${note}`);
    expect(asked).toContain(`→ ${note}\n`);
    expect(asked).not.toContain("chưa dùng tới");
  });
});

describe("says that it does not wait for a later time of a write", () => {
  it.each([
    ["close 16001 but tomorrow", "but tomorrow"],
    ["close 16001 tomorrow", "tomorrow"],
    ["close 16001 later", "later"],
    ["đóng phiếu 16001 nhưng để mai", "nhưng để mai"],
    ["dong phieu 16001 nhung de mai nha", "nhung de mai"],
    ["đóng phiếu 16001, để chiều mai", "để chiều mai"],
    ["set ticket 16001 to high but tomorrow", "but tomorrow"],
    ["delete ticket 16001 tomorrow", "tomorrow"],
    ["gắn tag VIP cho chị Bình ngày mai", "ngày mai"],
    ["add tag sỉ to 0867123456 but tomorrow", "but tomorrow"],
    ["tích điểm mã TIVIABC cho chị Bình nhưng để mai", "nhưng để mai"],
    ["redeem voucher50 for 0867123456 tonight", "tonight"],
  ])("%s", async (typed, said) => {
    const { quan, antcrm } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toMatch(new RegExp(`Bot chưa dùng tới phần: “${said}(?: nha)?”\\.`));
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each([
    "tạo phiếu cho 0867123456: gọi lại ngày mai",
    "ghi chú 0867123456: gọi lại tuần sau",
    "đổi giao đơn 3503 sang mai",
    "gắn tag sỉ cho 0867123456 chị mai",
  ])("but not where it is part of a value or a name: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toContain("chưa dùng tới");
    expect(asksToConfirm(quan.sees())).toBe(true);
  });
});

it("gives the first of two new customers only their own phone", async () => {
  const { quan } = await testApp();
  const asked = await quan.types("thêm 2 khách: Ngô Văn Tài 0933000111, Lý Thu Trang 0933000222 nhé");
  expect(asked).toContain("Tên: Ngô Văn Tài\nĐiện thoại: 0933 000 111\n");
});
