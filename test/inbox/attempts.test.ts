import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Attempts } from "../../src/inbox/attempts.ts";

/** Creates the attempts of a process whose time passes only by `pass`. */
function attemptsInTime() {
  const counted: string[] = [];
  let atMs = 0;
  let timers: { untilMs: number; ring: () => void }[] = [];
  const wait = (ms: number) =>
    new Promise<void>((ring) => {
      timers.push({ untilMs: atMs + ms, ring });
    });
  const attempts = new Attempts(async (id) => void counted.push(id), wait);
  /** Passes this time and returns the events that were begun until then. */
  async function pass(ms: number): Promise<string[]> {
    await setImmediate();
    atMs += ms;
    const due = timers.filter(({ untilMs }) => untilMs <= atMs);
    timers = timers.filter((timer) => !due.includes(timer));
    for (const { ring } of due) ring();
    await setImmediate();
    return counted;
  }
  return { attempts, pass };
}

it("begins nothing beside a third attempt before that has ended", async () => {
  const { attempts, pass } = attemptsInTime();
  attempts.begin("innocent", 2);
  attempts.begin("poison", 1);
  expect(await pass(249)).toEqual(["innocent"]);
  attempts.ended("innocent");
  expect(await pass(0)).toEqual(["innocent", "poison"]);
});

it("begins the next event 250 ms after a third attempt that has not ended", async () => {
  const { attempts, pass } = attemptsInTime();
  attempts.begin("innocent", 2);
  expect(await pass(100)).toEqual(["innocent"]);
  attempts.begin("poison", 1);
  expect(await pass(149)).toEqual(["innocent"]);
  expect(await pass(1)).toEqual(["innocent", "poison"]);
  attempts.begin("later", 1);
  expect(await pass(0)).toEqual(["innocent", "poison", "later"]);
});

it("begins second attempts at once, and those behind a third one together", async () => {
  const { attempts, pass } = attemptsInTime();
  const seconds = (at: string) => Array.from({ length: 30 }, (_, index) => `${at} ${index}`);
  const [before, after] = [seconds("before"), seconds("after")];
  for (const id of before) attempts.begin(id, 1);
  expect(await pass(0)).toEqual(before);
  attempts.begin("third", 2);
  for (const id of after) attempts.begin(id, 1);
  expect(await pass(249)).toEqual(before);
  expect(await pass(1)).toEqual([...before, "third"]);
  expect(await pass(250)).toEqual([...before, "third", ...after]);
});

it("begins third attempts 250 ms apart, or as soon as the one before has ended", async () => {
  const { attempts, pass } = attemptsInTime();
  attempts.begin("second", 1);
  for (const id of ["a", "b", "c", "d"]) attempts.begin(id, 2);
  expect(await pass(250)).toEqual(["second", "a"]);
  expect(await pass(250)).toEqual(["second", "a", "b"]);
  attempts.ended("b");
  expect(await pass(0)).toEqual(["second", "a", "b", "c"]);
  expect(await pass(250)).toEqual(["second", "a", "b", "c", "d"]);
});

it("begins the next event at once if a third attempt could not be counted", async () => {
  const begun: string[] = [];
  const attempts = new Attempts(
    async (id) => {
      if (id === "broken") throw new Error("the attempt cannot be counted");
      begun.push(id);
    },
    () => new Promise(() => {}),
  );
  await expect(attempts.begin("broken", 2)).rejects.toThrow("cannot be counted");
  await attempts.begin("next", 1);
  expect(begun).toEqual(["next"]);
});
