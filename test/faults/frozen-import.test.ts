import { expect, it, vi } from "vitest";
import { TIMEOUT_MS } from "./support/fixture.ts";
import { freezeFirst, noneUnfinished, resumeFirst, startTwoReplicas } from "./support/frozen.ts";
import { record } from "./support/record.ts";

const ROWS = 3_000;
const names = Array.from({ length: ROWS }, (_, index) => `Khách Nhập ${index}`);
const file = Buffer.from(
  ["Tên,SĐT", ...names.map((name, index) => `${name},0867${String(index).padStart(6, "0")}`)].join("\n"),
);
/** With eight of the 30 batches in flight, the import takes more than a second. */
const SLOW = { kind: "delay", ms: 400, path: "/contacts/package" } as const;

it("a process that was frozen in an import sends no row and no report once another has continued it", async () => {
  const importers: { id: number }[] = [];
  const replicas = await startTwoReplicas(({ telegram }) => {
    const user = telegram.addUser({ first_name: "Quân", language_code: "vi" });
    importers.push(user);
    return { BOT_ADMINS: `telegram:${user.id}` };
  });
  const { crm, telegram } = replicas.fixture;
  const user = importers.map(({ id }) => telegram.person(id))[0];
  if (user === undefined) throw new Error("there is no importer");
  const home = telegram.privateChat(importers[0] as Parameters<typeof telegram.privateChat>[0]);
  const reads = (shows: RegExp) =>
    user.nextMessage(home, ({ text }) => shows.test(text), { timeoutMs: 120_000 });
  await user.sendsDocument(home, {
    name: "khach.csv",
    bytes: file,
    caption: "nhập khách hàng",
    type: "text/csv",
  });
  const question = await reads(/Nhập 3\.000 khách hàng mới\?/);
  crm.fault(SLOW);
  // Ignored: the bot is frozen, and may not answer the click.
  void user.clicks(question, "Nhập 3.000 dòng").catch(() => {});
  const batches = () => crm.requests.filter(({ path }) => path === "/contacts/package").length;
  await vi.waitFor(() => expect(batches()).toBeGreaterThanOrEqual(9), { timeout: TIMEOUT_MS, interval: 5 });

  await freezeFirst(replicas);
  const report = await reads(/Đã nhập xong: khách hàng mới/);
  await noneUnfinished(replicas.fixture);
  const before = batches();
  const reports = () =>
    user.sees(home).filter(({ text }) => /Đã nhập xong: khách hàng mới/.test(text)).length;
  const reportsBefore = reports();
  await resumeFirst(replicas);
  expect(batches()).toBe(before);
  expect(reports()).toBe(reportsBefore);

  const unclear = Number(/Chưa rõ: ([\d.]+)/.exec(report.text)?.[1]?.replaceAll(".", "") ?? 0);
  const times = new Map<string, number>();
  for (const { name } of crm.world.customers) times.set(name, (times.get(name) ?? 0) + 1);
  const doubled = names.filter((name) => (times.get(name) ?? 0) > 1);
  const absent = names.filter((name) => !times.has(name));
  expect(doubled).toEqual([]);
  expect(absent).toHaveLength(unclear);
  record({
    case: "15 frozen in an import",
    events: ROWS,
    faults: 1,
    lost: absent.length - unclear,
    doubled: doubled.length,
    repeated: 0,
  });
});
