import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("strangers who write to the bot", () => {
  it("do not fill the table: the latest thousand are kept, and everybody who was admitted", async () => {
    const { hoa, somebody, store, clock } = await testApp();
    await hoa.types("trợ giúp");
    await store().people.setRole("terminal:hoa", "agent", clock.now());
    for (let at = 0; at < 1_000; at += 1) {
      clock.passes(1_000);
      await store().people.setName(`telegram:${at}`, "Lạ", clock.now());
    }
    // Strangers are deleted after each hundred people, and Hoa was the first.
    for (let at = 0; at < 99; at += 1) {
      clock.passes(1_000);
      await somebody(`Lạ-${at}`, "none").types("xin chào");
    }
    const kept = (await store().people.all()).map(({ person }) => person);
    expect(kept).toHaveLength(1_001);
    expect(kept).toEqual(expect.arrayContaining(["terminal:hoa", "terminal:lạ-98", "telegram:99"]));
    expect(kept).not.toContain("telegram:98");
  });

  it("are deleted thirty days after their last message, unless they chose a language", async () => {
    const { hoa, minh, store, clock } = await testApp();
    await hoa.types("xin chào");
    await minh.types("tiếng Việt");
    clock.passes(20 * DAY_MS);
    await hoa.types("xin chào");
    clock.passes(29 * DAY_MS);
    await store().deleteExpired(clock.now());
    expect(await store().people.find("terminal:hoa")).not.toBeNull();
    clock.passes(DAY_MS);
    await store().deleteExpired(clock.now());
    expect(await store().people.find("terminal:hoa")).toBeNull();
    expect(await store().people.find("terminal:minh")).not.toBeNull();
  });

  it("are recorded once a day, so that a question costs no write", async () => {
    const { hoa, store, clock } = await testApp();
    await hoa.types("xin chào");
    const first = clock.now();
    clock.passes(DAY_MS / 2);
    await hoa.types("xin chào");
    expect(await store().people.find("terminal:hoa")).toMatchObject({ firstSeen: first, lastSeen: first });
    clock.passes(DAY_MS / 2);
    await hoa.types("xin chào");
    expect(await store().people.find("terminal:hoa")).toMatchObject({
      firstSeen: first,
      lastSeen: clock.now(),
    });
  });
});
