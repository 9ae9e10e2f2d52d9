import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallFailure } from "../../src/crm/failure.ts";
import { AppError } from "../../src/errors.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { maskSecrets } from "../../src/logging/secrets.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** Creates a logger that records its lines. */
function recordingLog(level = "debug") {
  const lines: string[] = [];
  return { log: createLogger({ level, write: (line) => lines.push(line) }), lines };
}

const SLACK_TOKEN = "xoxb-1234567890-abcdefABCDEF";
const TELEGRAM_TOKEN = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

describe("a log line", () => {
  it("is one JSON object with a time, the module and the message", () => {
    const { log, lines } = recordingLog();
    log.child({ module: "crm" }).warn({ status: 500 }, "AntCRM GET /contacts: 500");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      module: "crm",
      status: 500,
      msg: "AntCRM GET /contacts: 500",
    });
  });

  it("is left out below the configured level", () => {
    const { log, lines } = recordingLog("warn");
    log.info("small talk");
    log.error("trouble");
    expect(lines).toHaveLength(1);
    silentLogger().fatal("not logged");
  });

  it("is still JSON, and contains neither number nor address, in any context", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (before) => {
        const { log, lines } = recordingLog();
        const text = `${before.replace(/[\p{L}\p{N}@.+-]+$/u, "")}`;
        log.info({ text: `${text}0867123456`, mail: `${text}tam@example.com` }, "said");
        const line = lines[0] ?? "";
        expect(JSON.parse(line)).toMatchObject({ msg: "said" });
        expect(line).not.toContain("867123456");
        expect(line).not.toContain("tam@example.com");
      }),
    );
  });

  it("hides AntCRM's own words in an error, which may name a customer", () => {
    const { log, lines } = recordingLog();
    const quote = "Khách Lý Thị Bí Mật, 319 Nguyễn Kiệm, Gò Vấp, đã có";
    const refusal = new AppError("refused", "AntCRM POST /contacts: refused (200)", { quote });
    log.error({ err: refusal, cause: new CallFailure("refused", { quote, cause: refusal }) }, "failed");
    expect(lines.join("")).toContain("refused (200)");
    expect(lines.join("")).not.toMatch(/Bí Mật|Nguyễn Kiệm/);
  });

  it("hides a secret in an error, in its cause, deep in an object and in the name of a field", () => {
    const { log, lines } = recordingLog();
    const cause = new Error(`GET https://api.telegram.org/bot${TELEGRAM_TOKEN}/getMe`);
    log.error(
      {
        err: new AppError("bug", "customer 0867 123 456", { cause }),
        deep: { list: [{ to: ["tam@example.com"] }], "0867123456": true },
        headers: { apikey: "kEy-of-the-shop", authorization: "Bearer of-the-metrics" },
      },
      SLACK_TOKEN,
    );
    const line = lines.join("");
    for (const secret of [TELEGRAM_TOKEN, SLACK_TOKEN, "0867", "tam@", "kEy-of-the-shop", "of-the-metrics"]) {
      expect(line).not.toContain(secret);
    }
  });
});

describe("the logger hides", () => {
  it.each([
    ["gọi 0900 000 001 nhé", "gọi [phone] nhé"],
    ["0867123456", "[phone]"],
    ["+84 867 123 456", "[phone]"],
    ["84.867.123.456", "[phone]"],
    ["0867 - 123 - 456", "[phone]"],
    ["0867\u2013123\u2013456", "[phone]"],
    ["(024) 3826 4154", "([phone]"],
    ["01623456789", "[phone]"],
    ["0084867123456", "[phone]"],
    ["0084 867 123 456", "[phone]"],
    ["０８６７１２３４５６", "[phone]"],
    ["＋８４８６７１２３４５６", "[phone]"],
    ["0867_123_456", "[phone]"],
    ["0867,123,456", "[phone]"],
    ["0867/123/456", "[phone]"],
    ["0867;123;456", "[phone]"],
    ["0867 | 123 | 456", "[phone]"],
    ["0867·123·456", "[phone]"],
    ["GET /contacts?phone=0867%20123%20456", "GET /contacts?phone=[phone]"],
    ["SĐT:0867123456", "SĐT:[phone]"],
    ["SDT0867123456", "SDT[phone]"],
    ["line one\n0867123456", "line one\n[phone]"],
    ["GET /contacts?phone=0867123456&page=1", "GET /contacts?phone=[phone]&page=1"],
    ["GET /contacts?phone=%2B84867123456", "GET /contacts?phone=[phone]"],
    ["+12133734253", "[phone]"],
    ["tam@example.com", "[e-mail]"],
    ["<mailto:tam.le+shop@mail.example.com>", "<mailto:[e-mail]>"],
    ["đào@vídụ.vn", "[e-mail]"],
    ["tam＠example.com", "[e-mail]"],
    ["GET /contacts?email=tam%40example.com", "GET /contacts?email=[e-mail]"],
    [`token ${SLACK_TOKEN}`, "token [slack token]"],
    ["xapp-1-A000-1-abcdef", "[slack token]"],
    ["POST https://hooks.slack.com/actions/T01/23/abcDEF failed", "POST https://[slack url] failed"],
    ["authorization: Bearer abc.def-123", "authorization: Bearer [token]"],
    [`/bot${TELEGRAM_TOKEN}/getMe`, "/bot[telegram token]/getMe"],
    ["postgres://bot:s3cret@127.0.0.1/bot", "postgres://bot:[password]@127.0.0.1/bot"],
    ["postgres://bot:s3cret@db.example.com/bot", "postgres://bot:[password]@db.example.com/bot"],
  ])("%j", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});

describe("the logger does not change", () => {
  it.each([
    "2026-11-25T08:30:00.084Z",
    "2026-11-25 08:30:12",
    "slack:T01:Ev0123456789",
    "slack:U0123456789",
    "slack:C0123456789:1700000000.000100",
    "telegram:8412345678",
    "telegram:-1008412345678:7",
    "telegram:-8412345678",
    "AntCRM GET /contacts: 500 in 1084 ms",
    "customer:9457",
    "127.0.0.1:3000",
    "676bba5b4fc70f0b668c8464",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "http://127.0.0.1:8443/telegram/webhook",
  ])("%s", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});
