import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const CUT = "Bot chỉ đọc 4.000 ký tự đầu";
const TEXT = "máy in kẹt giấy\n";

function message(text: string) {
  return { id: "terminal:c:1", text, author: "Minh", at: new Date("2026-11-25T08:00:00+07:00") };
}

describe("a text of 40,000 characters", () => {
  it("is read up to 4,000 characters, and the confirmation card says so", async () => {
    const { lan, antcrm } = await testApp();

    const asked = await lan.types(`tạo phiếu cho 0900000001: máy in hỏng\n${TEXT.repeat(2_500)}`);
    expect(asked).toContain(CUT);
    await lan.clicks("Tạo phiếu");
    const [ticket] = antcrm.requests.filter(({ method }) => method === "POST");
    // 4,000 characters, of which JSON escapes the line ends, and the surrounding fields.
    expect(JSON.stringify(ticket?.body).length).toBeLessThan(6_000);
  });

  it("is read up to 4,000 characters after a command, and in the text of a file", async () => {
    const { lan } = await testApp();

    expect(await lan.commands("customer", `0900000001 ${"\u2028".repeat(39_000)}`)).toContain(CUT);
    expect(await lan.drops({ name: "khach.csv", bytes: "a" }, "x ".repeat(20_000))).toContain(CUT);
  });

  it("is not called truncated when all of it was read", async () => {
    const { lan } = await testApp();

    expect(await lan.types(`0900000001${" ".repeat(3_900)}`)).not.toContain(CUT);
  });

  it("as the message replied to goes into a ticket up to AntCRM's limit, and is read up to 4,000 characters", async () => {
    const { lan } = await testApp();

    const asked = await lan
      .replyingTo(message(`Máy in hỏng\n${TEXT.repeat(2_500)}gấp, gọi 0900000001`))
      .commands("ticket", "0867123456");
    expect(asked).toContain("Máy in hỏng");
    expect(asked).toMatch(/…\n> — Minh/);
    expect(asked).toContain("Độ ưu tiên: Bình thường");
    expect(asked).not.toContain("0900 000 001");
  });

  it("is not read partially when it is JSON of the settings", async () => {
    const { quan } = await testApp();

    const json = `{ "tickets.sla": "Gold"${" ".repeat(5_000)} }`;
    const answer = await quan.types(`settings import ${json}`);
    expect(answer).toContain("Chưa nhập gì");
    expect(answer).toContain("mỗi phần là một JSON đầy đủ");
    expect(await quan.types("settings")).not.toContain("Gold");
  });
});

describe("a text that takes too long to read", () => {
  it("is given up, the person is asked for a shorter one, and the log shows only its length", async () => {
    const { lan, log, antcrm } = await testApp({ readWithinMs: 1 });

    const text = "0867 giá 5tr, khách Lan: ".repeat(155);
    expect(await lan.types(text)).toMatch(
      /^Nội dung chưa đúng\nBot chưa đọc được tin này, bạn hãy viết ngắn hơn nhé\./,
    );
    const said = log.filter((line) => /a text of 38\d\d characters was not read within 1 ms/.test(line));
    expect(said).toHaveLength(1);
    expect(log.join("\n")).not.toContain("giá 5tr");
    expect(antcrm.requests).toHaveLength(0);
    expect(await lan.types("0900000001")).toMatch(/^Nguyễn Văn An/);
  });
});
