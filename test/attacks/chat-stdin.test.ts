import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, inject, it, vi } from "vitest";

// Each test starts a process, which is slow when many tests run at once.
vi.setConfig({ testTimeout: 240_000 });

/** Runs `npm run -s chat` with this standard input. */
async function piped(input: string, args: readonly string[] = []) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(inject("dist"), "cli/chat.js"), ...args], {
    env: { PATH, HOME },
  });
  const ended = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (ended.out += chunk));
  child.stderr.on("data", (chunk) => (ended.err += chunk));
  // The program may stop reading before the end of the input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { ...ended, code };
}

describe("npm run chat with a pipe for standard input", () => {
  it.concurrent.each(["customer 0900000001\n", "customer 0900000001\r\n", "customer 0900000001"])(
    "answers %j as it answers an argument, once and without a prompt",
    async (input) => {
      const { code, out } = await piped(input);
      expect(out).toMatch(/^Nguyễn Văn An\n/);
      expect(out).not.toContain("> ");
      expect(code).toBe(0);
    },
  );

  it.concurrent("exits with 2 when the bot asks a question, and accepts options", async () => {
    expect((await piped("đổi quà daumay01 cho 0900000001\n")).code).toBe(2);
    const { code, out } = await piped("đổi quà daumay01 cho 0900000001\n", ["--yes"]);
    expect(out).toContain("Đã đổi quà");
    expect(code).toBe(0);
  });

  it.concurrent("refuses more than 4,000 characters, whatever the length", async () => {
    for (const length of [4_001, 3_000_000]) {
      const { code, out, err } = await piped("a".repeat(length));
      expect(err).toContain("longer than 4,000 characters");
      expect(out).toBe("");
      expect(code).toBe(1);
    }
  });

  it.concurrent("prints its usage when there is no question", async () => {
    const { code, out, err } = await piped("\n");
    expect(err).toContain("no question on standard input");
    expect(err).toContain("Usage: npm run chat");
    expect(out).toBe("");
    expect(code).toBe(1);
  });
});
