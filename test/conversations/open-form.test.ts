import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const TICKET = "tạo phiếu cho 0900 000 001";
const POINTS = "tích điểm cho 0900 000 001";

describe("an open form answers another request and keeps what it has", () => {
  it.each([
    ["Trần Thị Bình còn mấy điểm", /^(?:Điểm|Trần Thị Bình)/],
    ["Tran Thi Binh con may diem", /^Điểm · Trần Thị Bình/],
    ["chi binh con nhieu diem k", /^Điểm · Trần Thị Bình/],
    ["chị Bình mua gì rồi", /^Đơn hàng · Trần Thị Bình/],
    ["Lý Gia Khoa còn mấy điểm", /^Không tìm thấy khách/],
    ["don hang cua binh", /^Đơn hàng · Trần Thị Bình/],
  ])("where a name is asked for: %s", async (typed, answer) => {
    const { quan } = await testApp();
    await quan.types("tạo khách");
    expect(await quan.types(typed)).toMatch(answer);
    expect(await quan.types("Lê Thị Hoa")).toMatch(/^Tạo khách\nTên: Lê Thị Hoa\nĐiện thoại\?/);
  });

  it.each(["xoá phiếu 16002", "xoa phieu 16002", "delete ticket 16002"])(
    "where a status is asked for: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("sửa phiếu 16001");
      await quan.clicks("Trạng thái");
      expect(await quan.types(typed)).toMatch(/^Xoá phiếu #16002\?[\s\S]*bot còn chờ Trạng thái/);
    },
  );

  it("shows an order while a status is asked for", async () => {
    const { quan } = await testApp();
    await quan.types("sửa phiếu 16001");
    await quan.clicks("Trạng thái");
    expect(await quan.types("đơn 3503 tới đâu rồi")).toMatch(/^Đơn #3503/);
  });
});

describe("an open form asks before it takes these for its value", () => {
  it.each([
    [POINTS, "mã nằm ở đâu vậy em", "Mã tích điểm"],
    [POINTS, "ma nam o dau vay em", "Mã tích điểm"],
    [POINTS, "mã này lấy ở đâu ta", "Mã tích điểm"],
    [POINTS, "where do i find the code", "Mã tích điểm"],
    [POINTS, "đợi xíu em hỏi khách", "Mã tích điểm"],
    [TICKET, "chờ chút em hỏi khách bị gì đã", "Tiêu đề"],
    [TICKET, "cho chut em hoi khach bi gi da", "Tiêu đề"],
    [TICKET, "để em hỏi lại khách đã", "Tiêu đề"],
    [TICKET, "từ từ để mình check lại", "Tiêu đề"],
    [TICKET, "đợi tí", "Tiêu đề"],
    [TICKET, "wait, let me ask the customer first", "Tiêu đề"],
    [TICKET, "tiêu đề ghi gì vậy em", "Tiêu đề"],
    [TICKET, "xoá phiếu 16002", "Tiêu đề"],
    [TICKET, "Trần Thị Bình còn mấy điểm", "Tiêu đề"],
    [TICKET, "phiếu 16002 tới đâu rồi", "Tiêu đề"],
    ["tạo khách", "tên gì vậy em", "Tên"],
    ["tạo khách", "tran thi binh con bao nhieu diem", "Tên"],
  ])("%s: %s", async (form, typed, field) => {
    const { quan, antcrm } = await testApp();
    await quan.types(form);
    const asked = await quan.types(typed);
    expect(asked).toMatch(/^Bot chưa ghi lại/);
    expect(asked).toContain(`bot còn chờ ${field}.`);
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    // The word "mã" before a code is no part of it.
    const value = typed.replace(/^m[aã] /, "");
    expect(await quan.clicks(`Ghi làm ${field}`)).toContain(`${field}: ${value}`);
  });

  it("does the other request when it is chosen, and the form waits on", async () => {
    const { quan } = await testApp();
    await quan.types(TICKET);
    await quan.types("xoá phiếu 16002");
    expect(await quan.clicks("Xoá phiếu")).toMatch(/^Xoá phiếu #16002\?/);
  });

  it("takes the next text as the value", async () => {
    const { quan } = await testApp();
    await quan.types(TICKET);
    await quan.types("chờ chút em hỏi khách bị gì đã");
    expect(await quan.types("máy in hỏng")).toMatch(/^Tạo phiếu này\?[\s\S]*Tiêu đề: máy in hỏng/);
  });
});

it.each([
  "Khách hỏi còn mấy điểm",
  "khách xin xoá phiếu cũ",
  "khách muốn huỷ đơn 3502",
  "chờ hàng quá lâu",
  "chờ kỹ thuật kiểm tra máy",
  "cho em hỏi phí ship",
  "đổi hàng lỗi",
  "đơn 3502 giao thiếu hàng",
  "sao chưa giao hàng",
  "không nhận được hàng",
  "khách đợi em kiểm tra kho",
  "waiting too long for delivery",
])("takes what a customer wants or suffers for a title: %s", async (title) => {
  const { quan } = await testApp();
  await quan.types(TICKET);
  expect(await quan.types(title)).toContain(`Tiêu đề: ${title}`);
});

it.each(["Nguyễn Thị Ái", "Mai Sao", "Công ty May Sài Gòn", "Lê Thị Hoa"])(
  "takes a name for a name: %s",
  async (name) => {
    const { quan } = await testApp();
    await quan.types("tạo khách");
    expect(await quan.types(name)).toContain(`Tên: ${name}\n`);
  },
);

it.each(["tạo đơn mới", "tao don moi", "tạo đơn hàng mới nha", "create a new order"])(
  "a new order is not called “new”: %s",
  async (typed) => {
    const { quan } = await testApp();
    const answer = await quan.types(typed);
    expect(answer).toMatch(/^Tạo đơn\nKhách hàng\?/);
  },
);

it("takes the particle behind a place for no part of it", async () => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu");
  expect(await quan.types("cho chị Bình ở Cộng Hoà á")).toContain("Khách hàng: Bình ở Cộng Hoà\nTiêu đề?");
});
