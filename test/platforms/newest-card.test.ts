import { describe, expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { type CardView, showNewest } from "../../src/platforms/answers/newest-card.ts";
import { ready, say } from "./slack/fixture.ts";

const failed = (error: unknown) => ready(`broke: ${error instanceof Error ? error.message : error}`);

describe("an answer of several cards", () => {
  it("shows a single card at once, and again as the last", async () => {
    const view = fakeView();
    await showNewest(say(ready("An")), view, failed);
    expect(view.shown.at(-1)).toBe("last: An");
    expect(view.shown.length).toBeLessThanOrEqual(2);
  });

  it("shows only the newest of the cards that came while one was being sent", async () => {
    const sent = gate();
    const all = gate();
    const view = fakeView({ progress: () => sent.passed });
    const shown = showNewest(
      (async function* () {
        yield ready("1");
        await view.started.passed;
        yield* [ready("2"), ready("3"), ready("4")];
        sent.open();
        await all.passed;
      })(),
      view,
      failed,
    );
    await view.times(2);
    all.open();
    await shown;
    expect(view.shown).toEqual(["1", "4", "last: 4"]);
  });

  it("keeps a card back that may not be replaced, until it is the last", async () => {
    const view = fakeView({ delayMs: Number.POSITIVE_INFINITY });
    await showNewest(say(ready("part"), ready("whole")), view, failed);
    expect(view.shown).toEqual(["last: whole"]);
  });

  it("ends with the card that stands in when the answer breaks off", async () => {
    const view = fakeView();
    await showNewest(
      (async function* () {
        yield ready("part");
        throw new Error("no more");
      })(),
      view,
      failed,
    );
    expect(view.shown.at(-1)).toBe("last: broke: no more");
  });

  it("says that somebody is at work when nothing comes for a second", async () => {
    const view = fakeView();
    await showNewest(
      (async function* () {
        await view.worked.passed;
        yield ready("late");
      })(),
      view,
      failed,
    );
    expect(view.shown.at(-1)).toBe("last: late");
  });

  it("says nothing when there is nothing to say", async () => {
    const view = fakeView();
    await showNewest(say(), view, failed);
    expect(view.shown).toEqual(["closed"]);
  });
});

function fakeView({
  progress = async () => {},
  delayMs = 0,
}: {
  progress?: () => Promise<void>;
  delayMs?: number;
} = {}) {
  const shown: string[] = [];
  const started = gate();
  const worked = gate();
  const waiting: { count: number; open: () => void }[] = [];
  const note = (line: string) => {
    shown.push(line);
    for (const one of waiting) if (shown.length >= one.count) one.open();
  };
  const view: CardView = {
    working: async () => worked.open(),
    delayMs: () => delayMs,
    async progress(card: ReadyCard) {
      note(card.title);
      started.open();
      await progress();
    },
    finish: async (card) => note(`last: ${card.title}`),
    close: async () => note("closed"),
  };
  const times = (count: number) => {
    const reached = gate();
    waiting.push({ count, open: reached.open });
    return shown.length >= count ? Promise.resolve() : reached.passed;
  };
  return { ...view, shown, started, worked, times };
}

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
