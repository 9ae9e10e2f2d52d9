import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { later, noon } from "./store-samples.ts";

const DAY = 24 * 60;

/** The data of people, and of strangers for a limited time. */
export function peopleContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });
  const usernameOf = async (person: string) => (await store.people.find(person))?.username;

  it("keeps each person's last username, even when another person has used it since", async () => {
    const { people } = store;
    await people.setUsername("telegram:1", "lan_cskh", noon);
    await people.setUsername("telegram:2", "Lan_CSKH", later(1));
    expect(await usernameOf("telegram:1")).toBe("lan_cskh");
    expect(await usernameOf("telegram:2")).toBe("Lan_CSKH");
    await people.setUsername("telegram:2", null, later(2));
    expect(await usernameOf("telegram:2")).toBeNull();
  });

  it("stores the times of a person's first and last message", async () => {
    const { people } = store;
    await people.setRole("slack:U1", "agent", noon);
    expect(await people.find("slack:U1")).toMatchObject({ firstSeen: null, lastSeen: null });
    await people.setSeen("slack:U1", later(DAY));
    await people.setSeen("slack:U1", later(3 * DAY));
    expect(await people.find("slack:U1")).toMatchObject({
      role: "agent",
      firstSeen: later(DAY),
      lastSeen: later(3 * DAY),
    });
  });

  it("stores whether a person is a guest, beside their role, and not before it is said", async () => {
    const { people } = store;
    await people.setRole("slack:U1", "agent", noon);
    expect(await people.find("slack:U1")).toMatchObject({ isGuest: null });
    await people.setGuest("slack:U1", true, later(1));
    expect(await people.find("slack:U1")).toMatchObject({ role: "agent", isGuest: true });
    await people.setGuest("slack:U1", false, later(2));
    await people.setRole("slack:U1", "viewer", later(3));
    expect(await people.find("slack:U1")).toMatchObject({ role: "viewer", isGuest: false });
    await people.setGuest("slack:U2", true, noon);
    expect(await people.find("slack:U2")).toMatchObject({ role: null, isGuest: true });
  });

  describe("the sweep", () => {
    it("deletes a stranger thirty days after their last message, and nobody with a role or a chosen language", async () => {
      const { people } = store;
      await people.setName("telegram:1", "Lạ", noon);
      await people.setSeen("telegram:1", noon);
      await people.setSeen("telegram:2", later(1));
      await people.setRole("telegram:3", "none", noon);
      await people.setEmail("telegram:4", "lan@shop.vn", noon);
      await people.setLocale("telegram:5", "vi", noon);
      await people.setEmail("telegram:6", null, noon);
      expect(await store.deleteExpired(later(30 * DAY))).toBe(2);
      const left = (await people.all()).map(({ person }) => person);
      expect(left).toEqual(["telegram:2", "telegram:3", "telegram:4", "telegram:5"]);
    });

    it("handles more strangers than one batch", async () => {
      const everybody = Array.from({ length: 900 }, (_, at) => `telegram:${at}`);
      await Promise.all(everybody.map((person) => store.people.setName(person, "Lạ", noon)));
      expect(await store.deleteExpired(later(30 * DAY))).toBe(900);
    });
  });

  it("keeps only the thousand strangers who wrote last, after each hundred that wrote", async () => {
    const { people } = store;
    await people.setRole("telegram:9999", "agent", noon);
    const everybody = Array.from({ length: 1_100 }, (_, at) => `telegram:${at}`);
    await Promise.all(everybody.slice(0, 1_000).map((person, at) => people.setName(person, "Lạ", later(at))));
    for (const [at, person] of everybody.entries()) if (at >= 1_000) await people.setSeen(person, later(at));
    const kept = (await people.all()).map(({ person }) => person);
    expect(kept).toHaveLength(1_001);
    expect(kept).toEqual(expect.arrayContaining(["telegram:9999", "telegram:100", "telegram:1099"]));
    expect(kept).not.toContain("telegram:99");
  });
}
