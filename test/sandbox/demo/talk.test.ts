import { expect, it } from "vitest";
import { startDemo } from "./run-demo.ts";

it("shows all addresses, and answers typed lines on Telegram and then on Slack", async () => {
  const demo = startDemo();
  const [, bot] = await demo.shows(/bot {7}(http:\S+)/);
  expect((await fetch(bot as string)).status).toBe(200);
  expect(demo.output).toMatch(/AntCRM {4}http:\/\/127\.0\.0\.1:\d+/);
  expect(demo.output).toMatch(/Slack {5}http:\/\/127\.0\.0\.1:\d+\/api\//);
  expect(demo.output).toMatch(/Telegram {2}http:\/\/127\.0\.0\.1:\d+/);

  demo.types("0867 123 456");
  await demo.shows(/│ Trần Thị Bình\n/);
  const [, points] = await demo.shows(
    /│ \[\d+\] Tạo phiếu {2}\[\d+\] Phiếu {2}\[\d+\] Đổi quà {2}\[(\d+)\] Điểm/,
  );
  demo.types("97");
  await demo.shows(/không có nút 97 ở đây/);
  demo.types(points as string);
  await demo.shows(/│ Điểm · Trần Thị Bình\n[^▸]*Điểm hiện có: 340/);

  demo.types("slack");
  demo.types("đổi quà DAUMAY01 cho 0900 000 001");
  await demo.shows(/🔒 chỉ Lan thấy[^▸]*Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  demo.types("1");
  await demo.shows(/✅ Đã đổi quà[^▸]*Điểm còn lại: 110/);

  demo.types("quit");
  expect(await demo.ended()).toEqual({ code: 0, signal: null });
});

it("switches to a colleague, who sees no ephemeral answers and may not redeem", async () => {
  const demo = startDemo();
  demo.types("slack");
  demo.types("điểm 0900 000 001");
  await demo.shows(/│ Điểm · Nguyễn Văn An/);

  demo.types("đồng nghiệp");
  await demo.shows(/Minh thấy ở đây · sees here:\n {5}\(chưa có gì · nothing\)/);
  demo.types("đổi quà DAUMAY01 cho 0900 000 001");
  await demo.shows(/🔒 chỉ Minh thấy[^▸]*Bạn chưa có quyền/);

  demo.types("colleague");
  await demo.shows(/Lan thấy ở đây · sees here:\n {5}antcrm: Điểm · Nguyễn Văn An\n/);
  demo.process.stdin.end();
  expect((await demo.ended()).code).toBe(0);
});

it("makes a low rating, which the bot's list shows", async () => {
  const demo = startDemo();
  demo.types("khách chấm 1 sao");
  await demo.shows(/Trần Thị Bình chấm 1 sao/);
  demo.types("đánh giá hôm nay điểm thấp");
  await demo.shows(/│ [^\n]*Gọi mãi không ai nghe máy/);
  demo.types("quit");
  expect((await demo.ended()).code).toBe(0);
});

it("asks for the fields of a Slack form in sequence, and again for invalid ones", async () => {
  const demo = startDemo();
  demo.types("slack");
  demo.types("tạo phiếu");
  const [form] = await demo.shows(/▣ Tạo phiếu\n[^[]*\[ Gửi \]/);
  // No title, an invalid priority, a valid one, then Enter for each later field.
  const answers = ["0867 123 456", "", "máy in hỏng", "7", "2"];
  const asked = form.match(/____/g)?.length ?? 0;
  for (let left = asked + 1 - answers.length; left > 0; left -= 1) answers.push("");
  for (const answer of answers) demo.types(answer);
  await demo.shows(/chọn 1-4 · choose 1-4/);
  await demo.shows(/│ Tiêu đề ! /);
  demo.types("kẹt giấy");
  await demo.shows(/Đã tạo phiếu #\d+\n[^▸]*Tiêu đề: kẹt giấy\n[^▸]*Độ ưu tiên: Cao/);

  demo.types("tạo phiếu");
  demo.types("huỷ");
  await demo.shows(/đã đóng biểu mẫu/);
  demo.types("thoát");
  expect((await demo.ended()).code).toBe(0);
});
