import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { EnvironmentShape, readConfig } from "../../src/config/config.ts";

const text = readFileSync(join(import.meta.dirname, "../..", ".env.example"), "utf8");
const variables = Object.keys(EnvironmentShape.shape).sort();

/** `#PORT=3000` shows a default, `SLACK_BOT_TOKEN=` waits for a value. */
const lines = [...text.matchAll(/^(#?)([A-Z][A-Z_]*)=(.*)$/gm)].map(([, hash, name = "", value = ""]) => ({
  name,
  value,
  shown: hash === "#",
}));

describe(".env.example", () => {
  it("names every variable of the bot, once, and no other", () => {
    expect(lines.map(({ name }) => name).sort()).toEqual(variables);
  });

  it("shows each default as the bot uses it", () => {
    const shown = Object.fromEntries(
      lines.filter((line) => line.shown).map(({ name, value }) => [name, value]),
    );
    expect(readConfig(shown)).toEqual(readConfig({}));
    // An empty value would count as a default above, so each shown value must not be empty.
    expect(Object.values(shown)).not.toContain("");
  });

  it("leaves out no default", () => {
    const defaults = Object.entries(readConfig({})).filter(
      ([, value]) => value !== undefined && String(value) !== "",
    );
    expect(
      lines
        .filter((line) => line.shown)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(defaults.map(([name]) => name).sort());
  });

  it("changes nothing when it is copied unchanged", () => {
    expect(readConfig(parseEnv(text))).toEqual(readConfig({}));
  });

  it("describes each variable in the lines above it", () => {
    const paragraphs = text.split(/\n\s*\n/);
    const silent = lines.filter(({ name }) => {
      const about = paragraphs.find((paragraph) => new RegExp(`^#?${name}=`, "m").test(paragraph)) ?? "";
      return !/^# \S/m.test(about);
    });
    expect(silent).toEqual([]);
  });
});
