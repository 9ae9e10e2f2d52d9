import { describe, expect, it } from "vitest";
import type { World } from "../../../src/sandbox/antcrm/world.ts";
import { type Caller, callSandbox } from "./caller.ts";

const NOW = Date.parse("2026-06-10T05:00:00.000Z");

type Task = World["tasks"]["list"][number];

async function idsOf({ get }: Caller, query: Record<string, string>): Promise<string[]> {
  const { data } = (await get("/tasks", { limit: "100", ...query })).body;
  return data.map(({ _id }: { _id: string }) => _id);
}

const chosen = ({ crm }: Caller, filter: (task: Task) => boolean) =>
  crm.world.tasks.list
    .filter(filter)
    .map(({ _id }) => _id)
    .reverse();

describe("GET /tasks", () => {
  it("returns 20 per page by default, at most 100, newest first, and an empty page at the end", async () => {
    const { crm, get } = await callSandbox({ size: "full", now: () => NOW });
    expect((await get("/tasks")).body.data).toHaveLength(20);
    const first = (await get("/tasks", { limit: "500" })).body;
    const second = (await get("/tasks", { limit: "500", page: "2" })).body;
    expect(first).toEqual({ success: true, data: expect.any(Array) });
    expect(first.data).toHaveLength(100);
    const walked = [...first.data, ...second.data].map(({ _id }) => _id);
    expect(walked).toEqual(crm.world.tasks.list.map(({ _id }) => _id).reverse());
    expect((await get("/tasks", { page: "99" })).body.data).toEqual([]);
  });

  it("shows a task as in the sample, with its title and its customer", async () => {
    const { get } = await callSandbox({ now: () => NOW });
    const { data } = (await get("/tasks", { assignTo: "lan.cskh@example.com", status: "TO_DO" })).body;
    expect(data).toEqual([
      {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        dueAt: NOW + 86_400_000,
        isCompleted: false,
        completionTime: 0,
        priority: "HIGH",
        status: "TO_DO",
        assignTo: {
          _id: expect.any(String),
          firstname: "Lan",
          lastname: "Nguyễn",
          email: "lan.cskh@example.com",
        },
        title: "Gọi lại cho chị Bình về máy in",
        contact: expect.objectContaining({ customerId: 476 }),
        createdAt: NOW - 2 * 86_400_000,
      },
    ]);
    const [done] = (await get("/tasks", { status: "DONE" })).body.data;
    expect(done).toMatchObject({ name: "Gửi báo giá hộp mực 12A", isCompleted: true });
    expect(done.completionTime).toBeGreaterThan(0);
  });

  it("filters by lists with commas, in any case", async () => {
    const caller = await callSandbox({ size: "full", now: () => NOW });
    expect(await idsOf(caller, { status: "DOING,DEFERRED" })).toEqual(
      chosen(caller, ({ status }) => status === "DOING" || status === "DEFERRED"),
    );
    expect(await idsOf(caller, { priority: "low, high" })).toEqual(
      chosen(caller, ({ priority }) => priority !== "NORMAL").slice(0, 100),
    );
    const [lan, minh] = ["lan.cskh@example.com", "minh.cskh@example.com"];
    const theirs = await idsOf(caller, { assignTo: `${lan},${minh}` });
    expect(theirs).toEqual(
      chosen(caller, ({ assignTo }) => assignTo?.email === lan || assignTo?.email === minh),
    );
    expect(theirs.length).toBeGreaterThan(20);
    expect(await idsOf(caller, { status: "URGENT" })).toEqual([]);
  });

  it("filters by days of creation and by due day, which excludes tasks without a due date", async () => {
    const caller = await callSandbox({ size: "full", now: () => NOW });
    const [from, to] = ["2026-05-20", "2026-05-31"];
    const start = Date.parse(`${from}T00:00:00+07:00`);
    const end = Date.parse(`${to}T23:59:59.999+07:00`);
    expect(await idsOf(caller, { fromCreatedAt: from, toCreatedAt: to })).toEqual(
      chosen(caller, ({ createdAt }) => start <= createdAt && createdAt <= end),
    );
    const due = await idsOf(caller, { fromDueAt: from, toDueAt: to });
    expect(due).toEqual(chosen(caller, ({ dueAt }) => dueAt !== null && start <= dueAt && dueAt <= end));
    expect(due.length).toBeGreaterThan(0);
    expect((await caller.get("/tasks", { fromDueAt: "mai" })).status).toBe(400);
  });

  it("generates about 150 tasks in every state, most with a title, some with a name, a few with neither", async () => {
    const { crm } = await callSandbox({ size: "full", now: () => NOW });
    const { list } = crm.world.tasks;
    expect(list.length).toBeGreaterThanOrEqual(150);
    expect(new Set(list.map(({ status }) => status)).size).toBe(4);
    expect(new Set(list.map(({ priority }) => priority)).size).toBe(3);
    expect(new Set(list.map(({ titleKey }) => titleKey))).toEqual(new Set(["title", "name", null]));
    for (const { status, completionTime, createdAt } of list) {
      expect(completionTime > 0).toBe(status === "DONE");
      if (completionTime > 0) expect(completionTime).toBeGreaterThanOrEqual(createdAt);
      expect(Math.max(completionTime, createdAt)).toBeLessThanOrEqual(NOW);
    }
  });
});
