import { expect, it } from "vitest";
import { maskCard } from "../../src/access/masking.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { renderCard as renderForTerminal } from "../../src/platforms/terminal/render.ts";
import { methodsOf } from "../support/recorded-crm.ts";
import { testApp } from "../support/test-app.ts";
import { EVERY_COMMAND, type Line } from "./every-command.ts";
import { createFixture } from "./fixture.ts";

/** The real command list: a new command is included automatically. */
const commands = createCommands({} as CataloguePorts)
  .visibleTo("admin")
  .map(({ name }) => name);

const lines = Object.values(EVERY_COMMAND).flat();

/** Asks for a line and clicks its buttons, and checks each answer. `ask` and `action` resolve with the answer's text. */
async function runLine(
  line: Line,
  ask: (line: Line) => Promise<string>,
  action: (label: string, shows: RegExp) => Promise<string>,
): Promise<void> {
  expect(await ask(line), line.asks).toMatch(line.shows);
  for (const [label, shows] of line.clicks ?? []) {
    expect(await action(label, shows), `${line.asks} → [${label}]`).toMatch(shows);
  }
}

it("has lines for exactly the existing commands", () => {
  expect(Object.keys(EVERY_COMMAND).sort()).toEqual([...commands].sort());
});

it("calls every AntCRM method, and each card names its customers for the quota, the audit and the mask", async () => {
  const called = new Set<string>();
  const { quan, clock, antcrm, store, fillsIndex } = await testApp({ antcrm: { size: "full" }, called });
  const inTitles = antcrm.world.tasks.list.map(({ title }) => title).join("\n");
  // Only names of several words are searched, because a single word may be an ordinary one. In a title that a colleague
  // wrote, nobody knows which words are names.
  const names = new Set(antcrm.world.customers.map(({ name }) => name).filter((name) => / /.test(name)));
  const customersOn = (text: string) =>
    [...names].filter((name) => text.includes(name) && !inTitles.includes(name));
  const [uncounted, unmasked]: [string[], string[]] = [[], []];
  const checked = async (answer: Promise<string>) => {
    const text = await answer;
    const card = quan.sees();
    const [entry] = await store().audit.recent(1);
    const counted = new Set([...(entry?.customers ?? []), entry?.customer]).size;
    const shown = customersOn(renderForTerminal(card));
    if (shown.length > counted) uncounted.push(`${card.title}: ${shown.join(", ")}`);
    const left = customersOn(renderForTerminal({ ...maskCard(card), locale: "vi" }));
    if (left.length > 0) unmasked.push(`${card.title}: ${left.join(", ")}`);
    return text;
  };
  await quan.confirms("sửa cài đặt quota.admin 0 / 0");
  for (const line of lines) {
    // Different times give lists sorted by time a definite order.
    clock.passes(1_000);
    await runLine(
      line,
      ({ asks, drops }) =>
        checked(drops ? quan.drops({ name: drops.name, bytes: drops.text }, asks) : quan.types(asks)),
      (label) => checked(quan.clicks(label)),
    );
  }
  // These cards lack a `customer` of a row, or `ctx.shows`.
  expect(uncounted).toEqual([]);
  // These cards lack one of their `names`.
  expect(unmasked).toEqual([]);
  // The indexes alone call some methods: when they fill, and when a product is found by them.
  await fillsIndex();
  expect(await checked(quan.types("giá của TIVI01"))).toMatch(/^Tivi 43 inch\n/);
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
    const { quan, violations } = await createFixture(transport, { size: "full" });
    // No quota: the test makes a day's look-ups in a minute.
    const asked = await quan.asks("sửa cài đặt quota.admin 0 / 0", /Hạn mức: quản trị viên/);
    await quan.clicks(asked, "Lưu cài đặt", /Đã sửa/);
    for (const line of lines) {
      let shown = { text: "", message: undefined as unknown };
      await runLine(
        line,
        async ({ asks, drops, shows }) => {
          shown = drops ? await quan.drops(drops, asks, shows) : await quan.asks(asks, shows);
          return shown.text;
        },
        async (label, shows) => {
          shown = await quan.clicks(shown, label, shows);
          return shown.text;
        },
      );
    }
    expect(violations()).toEqual([]);
  },
  120_000,
);
