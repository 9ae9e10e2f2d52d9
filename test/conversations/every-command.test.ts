import { expect, it } from "vitest";
import { createCrm } from "../../src/crm/crm.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { methodsOf } from "../support/recorded-crm.ts";
import { testApp } from "../support/test-app.ts";
import { EVERY_COMMAND, type Line } from "./every-command.ts";
import { openShop } from "./shop.ts";

/** The bot as it is built: what is added later is in here by itself. */
const commands = createCommands({} as CataloguePorts)
  .visibleTo("admin")
  .map(({ name }) => name);

const lines = Object.values(EVERY_COMMAND).flat();

/** One person's whole day: `ask` and `press` resolve with what they read. */
async function plays(
  line: Line,
  ask: (line: Line) => Promise<string>,
  action: (label: string, shows: RegExp) => Promise<string>,
): Promise<void> {
  expect(await ask(line), line.asks).toMatch(line.shows);
  for (const [label, shows] of line.clicks ?? []) {
    expect(await action(label, shows), `${line.asks} → [${label}]`).toMatch(shows);
  }
}

it("has a line for every command, and no other", () => {
  expect(Object.keys(EVERY_COMMAND).sort()).toEqual([...commands].sort());
});

it("reaches every call of AntCRM by some command", async () => {
  const called = new Set<string>();
  const { quan, clock } = await testApp({ antcrm: { size: "full" }, called });
  await quan.confirms("sửa cài đặt quota.admin 0 / 0");
  for (const line of lines) {
    // Lists that begin with the newest have an order then.
    clock.passes(1_000);
    await plays(
      line,
      ({ asks, drops }) =>
        drops ? quan.drops({ name: drops.name, bytes: drops.text }, asks) : quan.types(asks),
      (label) => quan.clicks(label),
    );
  }
  const idle = createCrm({
    baseUrl: "http://127.0.0.1:1",
    apiKey: "none",
    log: createLogger({ level: "fatal" }),
  });
  expect(methodsOf(idle).filter((method) => !called.has(method))).toEqual([]);
  await idle.close();
});

it.each(["Telegram polling", "Slack Socket Mode"] as const)(
  "answers every command over %s",
  async (transport) => {
    const { quan, violations } = await openShop(transport, { size: "full" });
    // A day's work in a minute.
    const asked = await quan.asks("sửa cài đặt quota.admin 0 / 0", /Hạn mức: quản trị viên/);
    await quan.clicks(asked, "Lưu cài đặt", /Đã sửa/);
    for (const line of lines) {
      let seen = { text: "", message: undefined as unknown };
      await plays(
        line,
        async ({ asks, drops, shows }) => {
          seen = drops ? await quan.drops(drops, asks, shows) : await quan.asks(asks, shows);
          return seen.text;
        },
        async (label, shows) => {
          seen = await quan.clicks(seen, label, shows);
          return seen.text;
        },
      );
    }
    expect(violations()).toEqual([]);
  },
  120_000,
);
