import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, inject, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { botOnSlack, botOnTelegram } from "../support/whole-bot.ts";

/** Runs `npm start` with this value; resolves with its exit code and its output. */
async function startWith(value: string): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(inject("dist"), "main.js")], {
    env: { PATH: process.env.PATH, BOT_DEFAULT_ROLE: value },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { code, said };
}

const readsCard = async (
  person: Awaited<ReturnType<typeof botOnTelegram>>["lan"],
  shows: RegExp,
): Promise<string> => {
  await person.says(person.user.id, "0900000001");
  return (await person.nextMessage(person.user.id, (message) => shows.test(message.text))).text;
};

describe("a default role", () => {
  it("without a platform is not given to Telegram accounts", async () => {
    const { lan, asked } = await botOnTelegram({ BOT_DEFAULT_ROLE: "agent" });

    expect(await readsCard(lan, /quyền|Nguyễn Văn An/)).toMatch(/^.{0,4}Bạn chưa có quyền/);
    expect(asked()).toHaveLength(0);
  });

  it("without a platform is given to members of the Slack workspace", async () => {
    const { slack, lan } = await botOnSlack({ BOT_DEFAULT_ROLE: "viewer" });

    await lan.directMessage("0900000001");
    const card = await lan.nextMessage(slack.dm(lan.user.id), ({ read }) => read.includes("Nguyễn Văn An"));
    expect(card.read).toContain("0900 000 001");
  });

  it("for Telegram is warned about at the start; others are not", async () => {
    const { lan, log } = await botOnTelegram({ BOT_DEFAULT_ROLE: "slack:agent,telegram:viewer" });

    expect(await readsCard(lan, /quyền|Nguyễn Văn An/)).toContain("Nguyễn Văn An");
    const warnings = (lines: string[]) => lines.filter((line) => line.includes("any Telegram account"));
    expect(warnings(log).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 40, variable: "BOT_DEFAULT_ROLE", role: "viewer" }),
    ]);
    const { log: quiet } = await botOnTelegram({ BOT_DEFAULT_ROLE: "slack:agent,telegram:none" });
    expect(warnings(quiet)).toEqual([]);
  });

  it("is shown per platform by the role command", async () => {
    const { quan } = await botOnTelegram({ BOT_DEFAULT_ROLE: "slack:agent" });

    await quan.says(quan.user.id, "phân quyền");
    const { text: shown } = await quan.nextMessage(quan.user.id, (message) =>
      message.text.includes("Những người còn lại"),
    );
    expect(shown).toMatch(/còn lại trên Slack: nhân viên\s+Những người còn lại trên Telegram: chưa có quyền/);
  });

  it("with an error ends the start with 78 and the valid values", async () => {
    const { code, said } = await startWith("teams:agent");
    expect(code).toBe(78);
    expect(said).toContain("BOT_DEFAULT_ROLE must name the platforms slack and telegram only");
  });

  it.each([
    ["terminal:agent", "must name the platforms slack and telegram only"],
    ["telegram:boss", "must be none, viewer or agent for a platform"],
    ["slack:manager", "must be none, viewer or agent for a platform"],
    ["telegram:admin", "must be none, viewer or agent for a platform"],
    ["telegram:viewer,", "must be none, viewer or agent for a platform"],
    ["agent,slack:viewer", "must name slack once"],
    ["slack:agent:manager", "must be none, viewer or agent for a platform"],
  ])("that reads %s is listed among the errors of the configuration", (value, fault) => {
    expect(() => readConfig({ BOT_DEFAULT_ROLE: value, PORT: "many" })).toThrow(
      new RegExp(`PORT must[\\s\\S]*BOT_DEFAULT_ROLE ${fault}`),
    );
  });
});
