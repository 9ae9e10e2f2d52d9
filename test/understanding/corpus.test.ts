import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { ACTS } from "../../src/understanding/grammar.ts";
import { readCorpus } from "./corpus.ts";

const FOLDERS = {
  train: new URL("corpus/train/", import.meta.url),
  unseen: new URL("corpus/unseen/", import.meta.url),
};
/** What must not be taken for a request. */
const NOT_ASKED = new Set(["question", "denial", "report", "condition", "wish", "quotation"]);

const registry = createCommands({} as CataloguePorts);
const train = readCorpus(FOLDERS.train);
const unseen = readCorpus(FOLDERS.unseen);
const visible = registry.grammars.map(({ name }) => registry.get(name)).filter(({ hidden }) => !hidden);

function conversations(folder: URL): { turns: readonly unknown[] }[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.flatMap((name) =>
    readFileSync(new URL(name, folder), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

describe("the texts", () => {
  it("are labelled with known commands and acts", () => {
    const known = new Set([...registry.grammars.map(({ name }) => name), "none", "ask"]);
    for (const { text, act, expected } of [...train, ...unseen]) {
      expect(ACTS, text).toContain(act);
      for (const name of expected) expect(known, text).toContain(name);
    }
  });

  it.each(visible.map(({ name }) => [name]))("ask for %s at least 60 times", (name) => {
    expect(train.filter(({ expected }) => expected.includes(name)).length).toBeGreaterThanOrEqual(60);
  });

  it("are none of them both learned and unseen", () => {
    const learned = new Set(train.map(({ text }) => text.trim().toLowerCase()));
    const shared = unseen.filter(({ text }) => learned.has(text.trim().toLowerCase()));
    expect(shared.length / unseen.length).toBeLessThan(0.02);
  });

  it("often ask for nothing, although they name a write", () => {
    expect(train.filter(({ act }) => NOT_ASKED.has(act)).length).toBeGreaterThan(10_000);
    expect(unseen.filter(({ act }) => NOT_ASKED.has(act)).length).toBeGreaterThan(1_500);
  });

  it("are beside 400 conversations of two to five turns, 120 of them unseen", () => {
    const [learned, apart] = [conversations(FOLDERS.train), conversations(FOLDERS.unseen)];
    expect(learned.length + apart.length).toBeGreaterThanOrEqual(400);
    expect(apart.length).toBeGreaterThanOrEqual(120);
    for (const { turns } of [...learned, ...apart]) {
      expect(turns.length).toBeGreaterThanOrEqual(2);
      expect(turns.length).toBeLessThanOrEqual(6);
    }
  });
});
