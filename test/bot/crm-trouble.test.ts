import { expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const warnings = ({ log }: TestApp) => log.filter((line) => JSON.parse(line).level >= 40);

it.each(["", "not-the-key"])(
  "answers one clear card when AntCRM does not take the key “%s”",
  async (apiKey) => {
    const app = await testApp({ crm: { apiKey } });
    const { lan, antcrm } = app;

    expect(await lan.types("0900 000 001")).toMatch(
      /^AntCRM không nhận khoá API\nKhoá API trong cấu hình bot bị thiếu hoặc sai/,
    );
    expect(lan.cards).toHaveLength(1);
    expect(antcrm.requests).toHaveLength(1);
    expect(warnings(app)).toHaveLength(1);
    expect(app.log.join("")).not.toContain("not-the-key");
  },
);

it("says the same in English", async () => {
  const { lan } = await testApp({ language: "en", crm: { apiKey: "wrong" } });

  expect(await lan.types("0900 000 001")).toMatch(
    /^AntCRM does not accept our key\nOnly the admin can mend this/,
  );
});

it.each([
  { kind: "500" },
  { kind: "503" },
  { kind: "html" },
  { kind: "cut" },
  { kind: "hang" },
  { kind: "truncated" },
  { kind: "unreadable" },
] as const)("says that AntCRM cannot be reached, with a way to try again: $kind", async (fault) => {
  const { lan, antcrm } = await testApp({ crm: { timeoutMs: 300 } });
  antcrm.fault(fault);

  const answer = await lan.types("0900 000 001");
  expect(answer).toMatch(/^Không kết nối được AntCRM\n/);
  expect(answer).not.toMatch(/html|nginx|not json|Internal/i);

  antcrm.clearFaults();
  expect(await lan.clicks("Thử lại")).toMatch(/^Nguyễn Văn An\n/);
});

it("says that AntCRM is busy when it asks for patience again and again", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.fault({ kind: "429" });

  expect(await lan.types("0900 000 001")).toMatch(/^AntCRM đang bận\n/);
  antcrm.clearFaults();
  expect(await lan.clicks("Thử lại")).toMatch(/^Nguyễn Văn An\n/);
});

it("answers with the customer when AntCRM was only briefly out of reach", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.fault({ kind: "503", times: 2 });

  expect(await lan.types("0900 000 001")).toMatch(/^Nguyễn Văn An\n/);
});

it("keeps what was typed through a failure, in full", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.fault({ kind: "500" });
  expect(await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp")).toMatch(/^Không kết nối được/);
  antcrm.clearFaults();

  expect(await lan.clicks("Thử lại")).toMatch(
    /^Tạo phiếu này\?\n.*\nTiêu đề: máy in hỏng\nĐộ ưu tiên: Khẩn cấp/,
  );
});

it("stops asking a CRM that is down, and says since when it is down", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.fault({ kind: "500" });
  for (let customer = 1; customer < 7; customer += 1) await lan.types(`0900 000 00${customer}`);
  const asked = antcrm.requests.length;

  expect(await lan.types("0900 000 001")).toMatch(/^Không kết nối được AntCRM|^AntCRM vẫn đang gián đoạn/);
  expect(antcrm.requests).toHaveLength(asked);
  expect(await lan.types("trạng thái")).toMatch(
    /^Có thành phần đang gián đoạn\nAntCRM: gián đoạn từ 25\/11\/2026/,
  );
});

it.each([
  { kind: "cut", commit: "after" },
  { kind: "500", commit: "after" },
  { kind: "hang", commit: "after" },
  { kind: "truncated" },
] as const)("finds the ticket that was created although no clear answer came: $kind", async (fault) => {
  const { lan, antcrm } = await testApp({ crm: { timeoutMs: 300 } });
  const before = antcrm.world.tickets.length;
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  antcrm.fault({ ...fault, method: "POST", path: "/tickets", times: 1 });

  expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(antcrm.world.tickets).toHaveLength(before + 1);
});

it.each([{ kind: "cut" }, { kind: "500" }, { kind: "hang" }] as const)(
  "does not claim to know whether a ticket was created when nothing tells: $kind",
  async (fault) => {
    const { lan, antcrm } = await testApp({ crm: { timeoutMs: 300 } });
    await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
    antcrm.fault({ ...fault, method: "POST", path: "/tickets", times: 1 });

    expect(await lan.clicks("Tạo phiếu")).toMatch(/^AntCRM chưa trả lời rõ\n/);
    expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(await lan.clicks("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ\n/);
  },
);
