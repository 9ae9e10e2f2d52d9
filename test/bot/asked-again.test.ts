import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

/** What the person sees first: the title of the answer. */
const titleOf = (answer: string) => answer.split("\n")[0] ?? "";

it.each([
  ["đánh giá thấp hôm qua", "còn hôm nay thì sao", /^Đánh giá · \d\d\/11\/2026 · điểm thấp/],
  ["đánh giá tuần này", "low thôi", /^Đánh giá · .*điểm thấp/],
  ["đánh giá tuần này", "chỉ 1 sao", /^Đánh giá · .*1 sao/],
  ["phiếu đang mở của Minh", "chưa ai nhận thì s", /chưa ai nhận/],
  ["khách 0900 000 001 còn mấy điểm", "r 0867 123 456 thì s", /^Điểm · Trần Thị Bình/],
  [
    "khách 0900 000 001 còn mấy điểm",
    "còn chị Bình thì sao",
    /^Điểm · Trần Thị Bình|^Bạn muốn chọn khách nào/,
  ],
  ["xem phiếu 16001", "16002 nữa", /^Phiếu #16002/],
  ["xem đơn 3501", "3503 chứ", /^Đơn #3503/],
  ["đơn tuần này", "trên 5tr thôi", /^Đơn hàng · .*trên 5\.000\.000|cần đọc nhiều/],
])("after “%s”, “%s” asks for the same again", async (first, text, title) => {
  const { lan } = await testApp();
  await lan.types(first);
  expect(titleOf(await lan.types(text))).toMatch(title);
});

it.each([
  ["đánh giá thấp hôm qua", "còn mấy điểm", /^(?!Đánh giá)/],
  ["khách 0900 000 001 còn mấy điểm", "0867 123 456", /^Trần Thị Bình/],
  ["đánh giá thấp hôm qua", "phiếu đang mở", /phiếu/],
  ["đánh giá tuần này", "danh sách phiếu", /phiếu/],
  ["xem phiếu 16001", "tạo phiếu nữa", /^Tạo phiếu/],
  ["đơn tuần này", "cảm ơn nha", /^Không có gì/],
])("after “%s”, “%s” is a request of its own", async (first, text, title) => {
  const { lan } = await testApp();
  await lan.types(first);
  expect(titleOf(await lan.types(text))).toMatch(title);
});

it("a write is never asked again", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("đổi quà DAUMAY01 cho 0900 000 001");
  await lan.clicks("Đổi quà");
  await lan.types("còn 0867 123 456 thì sao");
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
});

it("nothing is asked again after half an hour, nor by another person", async () => {
  const { lan, quan, clock } = await testApp();
  await lan.types("khách 0900 000 001 còn mấy điểm");
  expect(titleOf(await quan.types("còn 0867 123 456 thì sao"))).toBe("Trần Thị Bình");
  await clock.passes(31 * 60_000);
  expect(titleOf(await lan.types("còn 0867 123 456 thì sao"))).toBe("Trần Thị Bình");
});

it("a row of an older list is still meant after a card with a list of another kind", async () => {
  const { lan } = await testApp();
  await lan.types("phiếu của 0867 123 456");
  expect(await lan.types("0900 000 001")).toMatch(/#3501/);
  expect(titleOf(await lan.types("phiếu thứ 2"))).toMatch(/^Phiếu #16002/);
});

it.each([
  ["đổi quà", "khách là chị Bình số 0867 123 456", "DAUMAY01", /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/],
  ["đổi quà", "DAUMAY01 cho 0900 000 001", null, /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
])("the form of “%s” takes “%s” for what it says", async (command, answer, next, title) => {
  const { lan } = await testApp();
  await lan.types(command);
  const after = await lan.types(answer);
  expect(titleOf(next === null ? after : await lan.types(next))).toMatch(title);
});

it.each([
  "okii",
  "uhm dc",
  "vâng ạ, lưu giúp em",
  "Phải rồi, cô đồng ý",
  "em cảm ơn nhiều ạ",
  "thank bé bot",
])("“%s” is no answer to the question for a customer", async (text) => {
  const { lan } = await testApp();
  await lan.types("xem điểm");
  expect(await lan.types(text)).toMatch(/Vẫn còn việc làm dở|^Không có gì ạ/);
  expect(titleOf(await lan.types("0900 000 001"))).toMatch(/^Điểm · Nguyễn Văn An/);
});

it.each(["chị Dung", "Trung", "anh Lưu"])("“%s” is a customer's name, and not a yes", async (text) => {
  const { lan } = await testApp();
  await lan.types("xem điểm");
  expect(await lan.types(text)).toMatch(
    /Không tìm thấy khách|Bạn muốn chọn khách nào|^Điểm · |cần đọc nhiều/,
  );
});

it("a question about the customer shown is answered, and is no title", async () => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  await lan.types("tạo phiếu cho 0900 000 001");
  expect(await lan.types("anh này còn mấy điểm")).toMatch(/^Điểm · Nguyễn Văn An[\s\S]*bot còn chờ/);
});

it("the ticket of a new alert is the ticket that is meant next", async () => {
  const { lan } = await testApp();
  await lan.types("theo dõi phiếu 16001, có gì mới thì báo");
  expect(titleOf(await lan.types("phiếu đó giờ sao rồi"))).toMatch(/^Phiếu #16001/);
});

it("the bot's own digests and alerts are meant by their rows", async () => {
  const { quan } = await testApp();
  await quan.types("gửi báo cáo đánh giá mỗi ngày 8h30");
  await quan.types("gửi báo cáo chiến dịch thứ hai hằng tuần 9h");
  await quan.types("các báo cáo");
  expect(await quan.types("đừng tạm dừng cái thứ 2 nhé")).not.toMatch(/^Đã tạm dừng/);
  expect(titleOf(await quan.types("tạm dừng cái thứ 2"))).toBe("Đã tạm dừng báo cáo số 2");
  expect(titleOf(await quan.types("xoá cais ddaauf tieen"))).toBe("Gỡ báo cáo số 1?");

  await quan.types("theo dõi phiếu 16001");
  await quan.types("các cảnh báo");
  expect(await quan.types("cái đầu tiên im 2 tiếng")).toMatch(
    /^Cảnh báo số 1: tạm dừng[\s\S]*cảnh báo vừa xem/,
  );
});

it("a customer who was shown is meant by a part of the name, and the card says so", async () => {
  const { lan } = await testApp();
  await lan.types("0867 123 456");
  expect(await lan.types("phiếu của chị bình")).toMatch(/Trần Thị Bình · khách vừa xem[\s\S]*#16001/);
  expect(await lan.types("đổi quà DAUMAY01 cho chị Bình")).toMatch(
    /^Đổi quà DAUMAY01 cho Trần Thị Bình\?\nTrần Thị Bình · khách vừa xem/,
  );
  expect(titleOf(await lan.types("phiếu của chị Lan"))).not.toMatch(/Bình/);
});

it("a number that AntCRM does not know is not the customer shown", async () => {
  const { lan } = await testApp();
  await lan.types("0867 123 456");
  await lan.types("0912 000 999");
  expect(await lan.types("còn mấy điểm")).toMatch(/^Điểm · Trần Thị Bình/);
});

it("“thôi” after other cards does not drop an older question unseen", async () => {
  const { lan, clock } = await testApp();
  await lan.types("đổi quà DAUMAY01 cho 0900 000 001");
  await clock.passes(60_000);
  await lan.types("xem phiếu 16001");
  expect(await lan.types("thôi khoan")).toMatch(
    /^Bạn muốn huỷ việc này\?\n.*đổi quà DAUMAY01 cho Nguyễn Văn An/,
  );
  expect(titleOf(await lan.clicks("Huỷ việc này"))).toBe("Đã huỷ");
});

it("changes the products of an order that is asked about", async () => {
  const { lan } = await testApp();
  await lan.types("lên đơn cho 0900 000 001: 2 MUC12A");
  expect(await lan.types("thêm 1 cái TIVI01 nữa")).toMatch(/^Tạo đơn này\?[\s\S]*2 × Hộp mực[\s\S]*1 × Tivi/);
  expect(await lan.types("thêm 1 hộp MUC12A nữa")).toMatch(/3 × Hộp mực[\s\S]*1 × Tivi/);
  expect(await lan.types("sửa số lượng MUC12A thành 3")).toMatch(/3 × Hộp mực[\s\S]*1 × Tivi/);
  expect(await lan.types("sửa lại 4 MUC12A")).toMatch(/4 × Hộp mực[\s\S]*1 × Tivi/);
  expect(await lan.types("sửa lại 3 MUC12A")).toMatch(/3 × Hộp mực[\s\S]*1 × Tivi/);
  expect(await lan.types("giảm 10% nhé")).toMatch(/3 × Hộp mực.*giảm 10%[\s\S]*1 × Tivi.*giảm 10%/);
  expect(await lan.types("sửa lại 2 MUC12A và 1 TIVI01")).toMatch(/2 × Hộp mực[\s\S]*1 × Tivi/);
});
