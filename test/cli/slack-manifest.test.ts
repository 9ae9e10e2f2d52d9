import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** Returns the output of `npm run manifest -- …`. */
async function written(...options: string[]) {
  const program = [join(inject("dist"), "cli/manifest.js"), ...options];
  return JSON.parse((await run(process.execPath, program, { cwd: root })).stdout);
}

describe("npm run manifest", () => {
  it("writes the content of slack-manifest.json: Socket Mode, in Vietnamese", async () => {
    expect(await written()).toEqual(JSON.parse(readFileSync(join(root, "slack-manifest.json"), "utf8")));
  });

  it("sends everything to the bot's own path in HTTP mode", async () => {
    const { settings, features } = await written("--locale", "en", "--url", "https://bot.shop.vn/");
    const address = "https://bot.shop.vn/slack/events";
    expect(settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: address },
      interactivity: { request_url: address },
    });
    expect(features.slash_commands[0]).toMatchObject({ command: "/crm", url: address });
    expect(features.shortcuts[0]).toMatchObject({ name: "Create ticket", type: "message" });
  });

  it.each([
    [["--locale", "fr"], "--locale must be vi or en"],
    [["--url", "bot.shop.vn"], "--url must be a public address that starts with https://"],
    [["--url", "http://bot.shop.vn"], "--url must be a public address that starts with https://"],
    [["--local", "en"], "Unknown option '--local'"],
    [["en"], "Unexpected argument 'en'"],
  ])("says what is wrong and shows its usage instead of guessing: %j", async (options, fault) => {
    await expect(written(...options)).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(new RegExp(`^${fault}.*\\n\\nUsage:`, "s")),
    });
  });
});
