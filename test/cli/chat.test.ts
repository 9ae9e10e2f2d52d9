import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, inject, it, vi } from "vitest";

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

// Each test starts a process, which is slow when many tests run at once.
vi.setConfig({ testTimeout: 90_000 });

/** Runs `npm run chat` in its own process, without this environment's settings. */
function chat(args: string[], input = "", environment: Record<string, string> = {}): Promise<Ended> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(inject("dist"), "cli/chat.js"), ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    ended.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    ended.err += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...ended, code }));
  });
}

it.concurrent("answers once on stdout, reports on stderr that it uses the sandbox, and exits with 0", async () => {
  const { code, out, err } = await chat(["customer 0900000001"]);
  expect(err).toContain("sandbox");
  expect(out).toMatch(/^Nguyễn Văn An\n/);
  expect(code).toBe(0);
});

it.concurrent("finds a customer of the sandbox by name and street, or by the begin of an e-mail address", async () => {
  const asked = ["Bình ở Cộng Hoà", "tran thi binh", "binh.tran@"];
  const answers = await Promise.all(asked.map((text) => chat([text])));
  for (const { code, out } of answers) {
    expect(out).toMatch(/^Trần Thị Bình\n/);
    expect(code).toBe(0);
  }
});

it.concurrent("exits with 2 when the bot asks a question, and sends nothing", async () => {
  const { code, out } = await chat(["đổi quà daumay01 cho 0900000001"]);
  expect(out).toContain("Đổi quà DAUMAY01 cho Nguyễn Văn An?");
  expect(code).toBe(2);
});

it.concurrent("confirms a write with --yes, and shows the outcome", async () => {
  const { code, out } = await chat(["--yes", "đổi quà daumay01 cho 0900000001"]);
  expect(out).toContain("Đã đổi quà");
  expect(out).toContain("Điểm còn lại: 110");
  expect(code).toBe(0);
});

it.concurrent("confirms a change of the bot's own data with --yes, but nothing with a warning", async () => {
  const [setting, admin] = await Promise.all([
    chat(["--yes", "settings set tickets.sla Gấp"]),
    chat(["--yes", "role telegram:4567 admin"]),
  ]);
  expect(setting.out).toMatch(/^Đã sửa: SLA mặc định/);
  expect(setting.code).toBe(0);
  expect(admin.out).toMatch(/^Đổi quyền của telegram:4567\?/);
  expect(admin.code).toBe(2);
});

it.concurrent("prints the card as JSON with --json", async () => {
  const { code, out } = await chat(["--json", "0900000001"]);
  expect(JSON.parse(out)).toMatchObject({ title: "Nguyễn Văn An", tone: "plain", audience: "private" });
  expect(code).toBe(0);
});

it.concurrent("acts as another person with --as, in that person's role, and exits with 1 on a failure card", async () => {
  const { code, out } = await chat(["--as", "slack:U123", "0900000001"], "", { BOT_DEFAULT_ROLE: "none" });
  expect(out).toContain("Bạn chưa có quyền");
  expect(code).toBe(1);
});

it.concurrent("refuses --as on a real CRM", async () => {
  const { code, out, err } = await chat(["--as", "slack:U123", "0900000001"], "", {
    ANTCRM_API_KEY: "some-key",
  });
  expect(err).toContain("--as works on the sandbox alone");
  expect(out).toBe("");
  expect(code).toBe(78);
});

it.concurrent.each(["lan", "slack:", "slack:u123", "telegram:lan"])(
  "refuses --as %s, which names nobody",
  async (person) => {
    const { code, out, err } = await chat(["--as", person, "0900000001"]);
    expect(err).toContain(`--as ${person} names no platform`);
    expect(out).toBe("");
    expect(code).toBe(1);
  },
);

it.concurrent("shows the usage for an unknown option", async () => {
  const { code, err } = await chat(["--nope"]);
  expect(err).toContain("--nope");
  expect(err).toContain("Usage: npm run chat");
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
});

it.concurrent("lists the errors of the configuration and exits with 78", async () => {
  const { code, err } = await chat(["0900000001"], "", { PORT: "no", BOT_LOCALE: "fr" });
  expect(err).toContain("PORT");
  expect(err).toContain("BOT_LOCALE");
  expect(code).toBe(78);
});

it.concurrent("takes a piped input for one question: its second line clicks nothing", async () => {
  const { code, out } = await chat([], "đổi quà daumay01 cho 0900000001\n1\n");
  expect(out).not.toContain("Đã đổi quà");
  expect(code).not.toBe(0);
});
