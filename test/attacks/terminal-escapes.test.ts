import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { card, field, fields, list, type ReadyCard, text } from "../../src/cards/card.ts";
import { createLogger } from "../../src/logging/logger.ts";
import type { Bot } from "../../src/platforms/platform.ts";
import { createTerminal } from "../../src/platforms/terminal/app.ts";

const ATTACKS: readonly [what: string, text: string][] = [
  ["ESC, which clears the screen", "\u001b[2J"],
  ["the one-character CSI", "\u009b2J"],
  ["an OSC that renames the window", "\u001b]0;x\u0007"],
  ["the one-character OSC", "\u009d0;x\u009c"],
  ["a carriage return that overwrites the line", "An\rBình"],
  ["a backspace", "An\b\b"],
  ["DEL", "An\u007f"],
  ["a right-to-left override", "An\u202egnp.exe"],
  ["isolates", "\u2066An\u2069"],
  ["a left-to-right mark", "\u200eAn"],
];

/** Characters that control a terminal or reorder a line. */
const CONTROL_CHARACTER = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

async function shown(name: string, json: boolean): Promise<string> {
  const ready = {
    ...card(name, text(name), fields(field(name, name)), list(name, [{ title: name, detail: name }])),
    locale: "vi",
  } as ReadyCard;
  const bot = {
    async *answer() {
      yield ready;
    },
  } as unknown as Bot;
  const output = new PassThrough();
  await createTerminal(bot, { person: "terminal:lan", name: "Lan" }, output).once("ai", { yes: false, json });
  return String(output.read());
}

describe("a customer's name with control characters", () => {
  it.each(ATTACKS)("cannot control a terminal as text through %s", async (_, name) => {
    expect(await shown(name, false)).not.toMatch(CONTROL_CHARACTER);
  });

  it.each(ATTACKS)(
    "cannot control a terminal as JSON through %s, and a program still reads it whole",
    async (_, name) => {
      const json = await shown(name, true);
      expect(json).not.toMatch(CONTROL_CHARACTER);
      expect(JSON.parse(json)).toMatchObject({ title: name });
    },
  );

  it.each(ATTACKS)("cannot control the terminal of a person who reads the log through %s", (_, name) => {
    const lines: string[] = [];
    const log = createLogger({ level: "info", write: (line) => lines.push(line) });
    log.info({ customer: name, [name]: 1 }, name);
    expect(lines.join("")).not.toMatch(CONTROL_CHARACTER);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ customer: name, msg: name });
  });
});
