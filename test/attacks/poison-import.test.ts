import { describe, expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { csv, fileOn, records } from "../features/imports/import-file.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const PACKAGE = { method: "POST", path: "/contacts/package" } as const;
const ROWS = 250;
const rows = Array.from({ length: ROWS }, (_, index) => [
  `Khách ${index}`,
  `0867${String(index).padStart(6, "0")}`,
]);

const packages = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === PACKAGE.path).length;

/** Starts an import whose process ends while it is sending, because AntCRM never answers. */
async function sending(): Promise<TestApp> {
  const app = await testApp({ crm: { timeoutMs: 3_000 } });
  app.antcrm.fault({ kind: "hang", ...PACKAGE });
  await app.quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], rows) }, "nhập khách hàng");
  // The process ends before the answer.
  void app.quan.clicks(`Nhập ${ROWS} dòng`).catch(() => {});
  await expect.poll(() => packages(app), { interval: 5 }).toBe(3);
  return app;
}

describe("an import whose sending ends the process", () => {
  it("is given up after two attempts, reports the outcome of its rows, and sends nothing more", async () => {
    const app = await sending();
    await app.restarts();
    expect(await app.resumesImports("admin")).toEqual([]);
    await app.restarts();
    await app.resumesImports("admin");
    app.clock.passes(10_000);
    const [notified, ...more] = await app.resumesImports("admin");
    if (notified === undefined) throw new Error("nobody was notified");
    expect(plainText(notified.card)).toMatch(/khởi động lại hai lần khi gửi các dòng này nên đã dừng/);
    expect(plainText(notified.card)).toContain(`Chưa rõ: ${ROWS}`);
    expect(records(fileOn(notified.card))).toHaveLength(ROWS);
    expect(more).toEqual([]);
    expect(packages(app)).toBe(3);
    expect(
      app.log.filter((line) => /"level":50.*sending it has ended two processes/.test(line)),
    ).toHaveLength(1);
    await app.restarts();
    expect(await app.resumesImports("admin")).toEqual([]);
  });

  it("continues when each attempt has finished rows", async () => {
    const app = await sending();
    const [kept] = await app.store().imports.list(null, 1);
    if (kept === undefined) throw new Error("there is no import");
    for (let restarts = 0; restarts < 4; restarts += 1) {
      await app.restarts();
      await app.resumesImports("admin");
      // Each process finishes one row before it ends.
      const { imports } = app.store();
      const [batch] = [
        ...(await imports.batches(kept.id, "unclear")),
        ...(await imports.batches(kept.id, "waiting")),
      ];
      if (batch !== undefined)
        await imports.settle(kept.id, batch.seq, (await imports.find(kept.id))?.owner ?? "", {
          made: batch.size,
          there: 0,
          failed: 0,
          unclear: 0,
          keep: null,
        });
      if (restarts < 3)
        expect(await imports.find(kept.id)).toMatchObject({ attempts: restarts === 0 ? 2 : 1 });
    }
    expect(app.log.join("\n")).not.toContain("has ended two processes");
  });
});
