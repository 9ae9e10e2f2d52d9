import { setTimeout as pause } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { record } from "./support/record.ts";

const ROWS = 3_000;
const names = Array.from({ length: ROWS }, (_, index) => `Khách Nhập ${index}`);
const file = Buffer.from(
  ["Tên,SĐT", ...names.map((name, index) => `${name},0867${String(index).padStart(6, "0")}`)].join("\n"),
);
/** With eight of the 30 batches in flight, the import takes more than a second: long enough for a crash during it. */
const SLOW = { kind: "delay", ms: 400, path: "/contacts/package" } as const;

const packages = ({ crm }: Fixture) => crm.requests.filter(({ path }) => path === "/contacts/package").length;

function timesEach({ crm }: Fixture): number[] {
  const times = new Map<string, number>();
  for (const { name } of crm.world.customers) times.set(name, (times.get(name) ?? 0) + 1);
  return names.map((name) => times.get(name) ?? 0);
}

/** Creates an admin on Telegram who uploads the file, and starts their bot. */
async function setUp() {
  const fixture = await createFixture({ telegram: "polling" });
  const user = fixture.telegram.addUser({ first_name: "Quân", language_code: "vi" });
  const person = fixture.telegram.person(user.id);
  const home = fixture.telegram.privateChat(user);
  const more = { environment: { BOT_ADMINS: `telegram:${user.id}` } };
  const start = () => fixture.start(more);
  const reads = (shows: RegExp, timeoutMs = TIMEOUT_MS) =>
    person.nextMessage(home, ({ text }) => shows.test(text), { timeoutMs });

  async function imports(): Promise<void> {
    await person.sendsDocument(home, {
      name: "khach.csv",
      bytes: file,
      caption: "nhập khách hàng",
      type: "text/csv",
    });
    const question = await reads(/Nhập 3\.000 khách hàng mới\?/);
    fixture.crm.fault(SLOW);
    // Ignored: the bot may be killed before it answers the click.
    void person.clicks(question, "Nhập 3.000 dòng").catch(() => {});
  }

  const sent = (atLeast: number) =>
    vi.waitFor(() => expect(packages(fixture)).toBeGreaterThanOrEqual(atLeast), {
      timeout: TIMEOUT_MS,
      interval: 5,
    });
  return { fixture, start, reads, imports, sent };
}

it("continues after repeated kill -9, and creates no row twice", async () => {
  const { fixture, start, reads, imports, sent } = await setUp();
  let bot = await start();
  await imports();
  for (const atLeast of [3, 11, 20]) {
    await sent(atLeast);
    // The kill may come at any time between a request's commit, its answer and the next request.
    await pause(Math.random() * 300);
    await bot.kill();
    bot = await start();
  }
  const report = await reads(/Đã nhập xong: khách hàng mới/, 200_000);

  const unclear = Number(/Chưa rõ: ([\d.]+)/.exec(report.text)?.[1]?.replaceAll(".", "") ?? 0);
  const times = timesEach(fixture);
  // A row that had not left the process when it died is reported as unsent; it is never sent twice.
  expect(times.filter((one) => one > 1)).toEqual([]);
  expect(times.filter((one) => one === 0)).toHaveLength(unclear);
  expect(fixture.telegram.violations).toEqual([]);
  record({
    case: "10 import, killed three times",
    events: ROWS,
    faults: 3,
    lost: times.filter((one) => one === 0).length - unclear,
    doubled: times.filter((one) => one > 1).length,
    repeated: 0,
  });
});

it("waits at SIGTERM for requests in flight, exits with 0, and the next process continues with every row", async () => {
  const { fixture, start, reads, imports, sent } = await setUp();
  const bot = await start();
  await imports();
  await sent(9);
  bot.signal("SIGTERM");
  expect(await bot.ended).toBe(0);
  const before = packages(fixture);
  expect(before).toBeLessThan(ROWS / 100);
  await start();
  const report = await reads(/Đã nhập xong: khách hàng mới/);
  expect(report.text).toContain("Đã nhập: 3.000");
  expect(timesEach(fixture)).toEqual(Array(ROWS).fill(1));
  expect(packages(fixture)).toBe(ROWS / 100);
  record({ case: "10 import, stopped", events: ROWS, faults: 1, lost: 0, doubled: 0, repeated: 0 });
});
