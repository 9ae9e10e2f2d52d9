import { describe, expect, it } from "vitest";
import type { TaskFilter } from "../../src/crm/tasks.ts";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const DAY_MS = 86_400_000;

describe("tasks", () => {
  it("are those due soonest first, those without a due time last", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });

    const { tasks, complete } = await crm.tasks.list();

    const dues = tasks.map(({ dueAt }) => dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER);
    expect([tasks.length, complete]).toEqual([antcrm.world.tasks.list.length, true]);
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
    expect(antcrm.requests[0]?.query).toEqual({ page: "1", limit: "100" });
    for (const { id, title, status, priority, assignee, isCompleted } of tasks) {
      const own = antcrm.world.tasks.list.find(({ _id }) => _id === id);
      expect({ title, status, priority, isCompleted, email: assignee?.email ?? null }).toEqual({
        title: own?.titleKey ? own.title : null,
        status: own?.status,
        priority: own?.priority,
        isCompleted: own?.status === "DONE",
        email: own?.assignTo?.email ?? null,
      });
    }
  });

  it("can be asked for by status, priority, assignee, creation and due time", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });
    const all = (await crm.tasks.list()).tasks;
    const now = Date.now();
    const email = all.find(({ assignee }) => assignee?.email)?.assignee?.email ?? "";
    const week = { dueFrom: new Date(now - 7 * DAY_MS), dueTo: new Date(now + 7 * DAY_MS) };
    const month = { createdFrom: new Date(now - 30 * DAY_MS), createdTo: new Date(now - DAY_MS) };

    const cases: [TaskFilter, (task: (typeof all)[number]) => boolean][] = [
      [{ status: ["TO_DO", "DOING"] }, ({ status }) => status === "TO_DO" || status === "DOING"],
      [{ priority: ["HIGH"] }, ({ priority }) => priority === "HIGH"],
      [{ assignTo: [email.toUpperCase()] }, ({ assignee }) => assignee?.email === email],
      [week, ({ dueAt }) => dueAt !== null && dueAt >= week.dueFrom && dueAt < week.dueTo],
      [
        month,
        ({ createdAt }) => !!createdAt && createdAt >= month.createdFrom && createdAt < month.createdTo,
      ],
    ];
    for (const [filter, isWanted] of cases) {
      const { tasks } = await crm.tasks.list(filter);
      expect(tasks.map(({ id }) => id)).toEqual(all.filter(isWanted).map(({ id }) => id));
      expect(tasks.length).toBeGreaterThan(0);
    }
    expect(antcrm.requests.find(({ query }) => query.status)?.query.status).toBe("TO_DO,DOING");
  });

  it("are asked for in days, a day wider at either end, and cut to the moment", async () => {
    const { crm, server } = await crmOnOddServer(() => ({
      body: {
        success: true,
        data: [
          { _id: "a", dueAt: "2026-10-31T16:59:59.999Z" },
          { _id: "b", dueAt: "2026-10-31T17:00:00.000Z" },
          { _id: "c", dueAt: "2026-11-01T17:00:00.000Z" },
          { _id: "d", dueAt: null },
        ],
      },
    }));

    const { tasks } = await crm.tasks.list({
      dueFrom: new Date("2026-11-01T00:00:00+07:00"),
      dueTo: new Date("2026-11-02T00:00:00+07:00"),
      assignTo: [],
    });

    expect(tasks.map(({ id }) => id)).toEqual(["b"]);
    expect(Object.fromEntries(server.calls[0]?.query ?? [])).toEqual({
      fromDueAt: "2026-10-30",
      toDueAt: "2026-11-02",
      page: "1",
      limit: "100",
    });
  });

  it("are read in any spelling, and show nobody else's when the CRM ignores the filter", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: {
        success: true,
        data: [
          {
            _id: "1",
            subject: "Gọi lại",
            status: "to_do",
            priority: "High",
            isCompleted: "1",
            assignTo: { firstname: "An", lastname: "Nguyễn", email: "An@example.com" },
            customer: { name: "Bình", customerId: 476, phones: ["0867123456"] },
          },
          { id: "2", status: "Chờ duyệt", assignTo: ["an@example.com"], contact: {} },
          { _id: "3", assignTo: { firstname: "An" } },
          { _id: "4", assignTo: "binh@example.com" },
          { _id: "5", assignTo: null },
          { title: "without an id" },
        ],
      },
    }));

    const { tasks } = await crm.tasks.list({ assignTo: ["an@example.com"] });

    expect(tasks).toMatchObject([
      {
        id: "1",
        title: "Gọi lại",
        status: "TO_DO",
        priority: "HIGH",
        isCompleted: true,
        assignee: { name: "Nguyễn An", email: "An@example.com" },
        customer: { name: "Bình", customerId: "476", leadId: null, phones: ["+84867123456"] },
      },
      { id: "2", status: "Chờ duyệt", assignee: { name: null, email: "an@example.com" }, customer: null },
      { id: "3", assignee: { name: "An", email: null } },
    ]);
  });

  it("say when the cap ended the list, and refuse what is no filter", async () => {
    const { crm, server } = await crmOnOddServer(({ query }) => ({
      body: { data: Array.from({ length: 100 }, (_, n) => ({ _id: `${query.get("page")}-${n}` })) },
    }));

    const { tasks, complete } = await crm.tasks.list({ maxPages: 2 });
    expect([tasks.length, complete, server.calls.length]).toEqual([200, false, 2]);

    for (const filter of [
      { assignTo: ["lan"] },
      { dueFrom: new Date(2), dueTo: new Date(1) },
      { createdFrom: new Date(1), createdTo: new Date(1) },
    ]) {
      expect((await failureOf(crm.tasks.list(filter))).fault).toBe("invalid");
    }
    expect(server.calls).toHaveLength(2);
  });
});
