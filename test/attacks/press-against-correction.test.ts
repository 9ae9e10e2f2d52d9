import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const REDEEMS = "đổi quà daumay01 cho 0900000001";
const PHONES = ["0900000001", "0867123456"];

async function proposed() {
  const app = await testApp();
  await app.lan.types(REDEEMS);
  const card = app.lan.sees();
  const redeemed = () =>
    app.antcrm.requests
      .filter(({ method }) => method !== "GET")
      .map(({ body }) => PHONES.find((phone) => JSON.stringify(body).includes(phone)));
  return { ...app, card, redeemed };
}

describe("a press and a correction at once", () => {
  it("redeem at most once, and never for somebody whose card was not pressed", async () => {
    const { lan, card, redeemed } = await proposed();
    await Promise.all([lan.types("à nhầm, 0867123456"), lan.clicks("Đổi quà", card)]);
    expect(["", "0900000001"]).toContain(redeemed().join());
  });

  it("the other way round", async () => {
    const { lan, card, redeemed } = await proposed();
    await Promise.all([lan.clicks("Đổi quà", card), lan.types("à nhầm, 0867123456")]);
    expect(["", "0900000001"]).toContain(redeemed().join());
  });

  it("two presses and a correction redeem once", async () => {
    const { lan, card, redeemed } = await proposed();
    await Promise.all([
      lan.clicks("Đổi quà", card),
      lan.types("à nhầm, 0867123456"),
      lan.clicks("Đổi quà", card),
    ]);
    expect(redeemed().length).toBeLessThanOrEqual(1);
    expect(redeemed()).not.toContain("0867123456");
  });
});

describe("after a correction", () => {
  it("the first card's button sends nothing, also after a restart", async () => {
    const { lan, card, redeemed, restarts } = await proposed();
    await lan.types("à nhầm, 0867123456");
    await lan.clicks("Đổi quà", card);
    expect(redeemed()).toEqual([]);
    await restarts();
    await lan.clicks("Đổi quà", card);
    expect(redeemed()).toEqual([]);
  });

  it("each button of three corrections in a row but the last sends nothing", async () => {
    const { lan, card, redeemed } = await proposed();
    const cards = [card];
    for (const said of ["à nhầm, 0867123456", "voucher50", "à nhầm, 0900000001"]) {
      await lan.types(said);
      cards.push(lan.sees());
    }
    for (const one of cards.slice(0, 2)) await lan.clicks("Đổi quà", one);
    expect(redeemed()).toEqual([]);
    await lan.clicks("Đổi quà", cards.at(-1));
    expect(redeemed()).toEqual(["0900000001"]);
  });

  it("a correction behind the press asks anew, and sends nothing by itself", async () => {
    const { lan, card, redeemed } = await proposed();
    await lan.clicks("Đổi quà", card);
    await lan.types("à nhầm, 0867123456");
    expect(redeemed()).toEqual(["0900000001"]);
  });

  it("a question that has run out sends nothing, whatever was corrected since", async () => {
    const { lan, card, clock, redeemed } = await proposed();
    clock.passes(24 * 3_600_000);
    await lan.types("à nhầm, 0867123456");
    await lan.clicks("Đổi quà", card);
    expect(redeemed()).toEqual([]);
  });
});

describe("in a shared chat another person", () => {
  it.each(["à nhầm, 0867123456", "đổi sang voucher50", "khách: 0867123456", "ok đổi đi"])(
    "neither changes the proposal nor confirms it: %s",
    async (said) => {
      const { lan, quan, redeemed } = await proposed();
      const [asker, other] = [lan.in("group"), quan.in("group")];
      await asker.types(REDEEMS);
      const card = asker.sees();
      await other.types(said);
      await other.clicks("Đổi quà", card).catch(() => "");
      expect(redeemed()).toEqual([]);
      await asker.clicks("Đổi quà", card);
      expect(redeemed()).toEqual(["0900000001"]);
    },
  );
});
