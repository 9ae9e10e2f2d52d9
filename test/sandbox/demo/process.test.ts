import { expect, it } from "vitest";
import { startDemo } from "./run-demo.ts";

it.each<NodeJS.Signals>(["SIGINT", "SIGTERM"])(
  "ends cleanly on %s and leaves no bot behind",
  async (signal) => {
    const demo = startDemo();
    const [, pid] = await demo.shows(/\(pid (\d+)\)/);
    expect(isAlive(Number(pid))).toBe(true);

    demo.process.kill(signal);

    expect(await demo.ended()).toEqual({ code: 0, signal: null });
    expect(isAlive(Number(pid))).toBe(false);
  },
);

it("stays up without standard input, like a service", async () => {
  const demo = startDemo();
  demo.process.stdin.end();
  const [, bot] = await demo.shows(/bot {7}(http:\S+)/);
  await demo.shows(/thoát, quit/);

  expect((await fetch(bot as string)).status).toBe(200);

  demo.process.kill("SIGTERM");
  expect((await demo.ended()).code).toBe(0);
});

it("ends with an explanation when the bot ends by itself", async () => {
  const demo = startDemo();
  const [, pid] = await demo.shows(/\(pid (\d+)\)/);

  process.kill(Number(pid), "SIGKILL");

  expect(await demo.ended()).toEqual({ code: 1, signal: null });
  expect(demo.output).toContain("the bot ended by itself (SIGKILL)");
});

it("ends an interrupted tour with another exit code than a successful one", async () => {
  const tour = startDemo(["--tour"]);
  await tour.shows(/1\. Chuông reo/);

  tour.process.kill("SIGINT");

  expect((await tour.ended()).code).toBe(130);
});

it("shows its usage, and refuses an unknown option", async () => {
  const help = startDemo(["--help"]);
  expect((await help.ended()).code).toBe(0);
  expect(help.output).toContain("npm run demo");
  const wrong = startDemo(["--toor"]);
  expect((await wrong.ended()).code).toBe(1);
  expect(wrong.output).toContain("--toor");
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
