import { describe, expect, it } from "vitest";
import { memberName } from "../../src/features/team/team.ts";
import { bothPlatformsBot } from "../support/both-platforms-bot.ts";
import { testApp } from "../support/test-app.ts";

/** The answer to a request that does not identify a person unambiguously. */
const ASKS = /Bạn muốn chọn ai\?/;
const NO_RIGHT = /Bạn chưa có quyền/;
const ANY = /[\s\S]/;

describe("a stranger who chose a colleague's name", () => {
  it("gets no role that was meant for a person on the other platform", async (test) => {
    const { quanOnSlack, joinsTelegram } = await bothPlatformsBot(test);
    const stranger = joinsTelegram("minh");
    await stranger.asks("trợ giúp", ANY);

    const card = await quanOnSlack.asks("role @minh manager", /minh/);
    expect(card).toMatch(ASKS);
    expect(card).toContain(`Telegram · ${stranger.id} · chưa có quyền · nhắn lần đầu ngày`);
    expect(await quanOnSlack.asks("role", /Phân quyền/)).not.toContain(stranger.id);
  });

  it("gets no role by a first name that equals somebody's username", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const stranger = joinsTelegram("lan_cskh");
    await stranger.asks("trợ giúp", ANY);

    expect(await quanOnTelegram.asks("/role @lan_cskh manager", /lan_cskh/)).toMatch(ASKS);
    expect(await quanOnTelegram.asks("/role", /Phân quyền/)).not.toContain(stranger.id);
  });

  it("gets nobody's address in the CRM", async (test) => {
    const { quanOnSlack, joinsTelegram } = await bothPlatformsBot(test);
    const stranger = joinsTelegram("minh");
    await stranger.asks("trợ giúp", ANY);

    expect(await quanOnSlack.asks("link @minh minh@shop.vn", /minh/)).toMatch(ASKS);
    expect(await quanOnSlack.asks("link", /Liên kết/)).not.toContain("minh@shop.vn");
  });

  it("gets no role by a real username until somebody has admitted them", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const stranger = joinsTelegram("Minh", "minh_cskh");
    await stranger.asks("trợ giúp", ANY);

    expect(await quanOnTelegram.asks("/role @minh_cskh manager", /minh_cskh/)).toMatch(ASKS);
    expect(await quanOnTelegram.asks("/role", /Phân quyền/)).not.toContain(stranger.id);
  });

  it("gets no role by a name that looks like a Slack id", async (test) => {
    const { quanOnTelegram } = await bothPlatformsBot(test);
    const answer = await quanOnTelegram.asks("/role @U0BADGUY9 manager", ANY);
    expect(answer).toContain("Bot chưa biết người này");
    expect(answer).not.toContain("slack:U0BADGUY9");
  });
});

describe("a verified username on Telegram", () => {
  it("names its owner after they were admitted, and nobody on the other platform", async (test) => {
    const { quanOnTelegram, quanOnSlack, joinsTelegram } = await bothPlatformsBot(test);
    const lan = joinsTelegram("Lan", "Lan_CSKH");
    await lan.asks("trợ giúp", ANY);
    await quanOnTelegram.confirms(`/role ${lan.id} agent`, /Đã đổi quyền/);

    const named = await quanOnTelegram.asks("/role @lan_cskh", /Lan \(telegram/);
    expect(named).toContain(lan.id);
    expect(named).not.toMatch(ASKS);
    expect(await quanOnSlack.asks("role @lan_cskh manager", /lan_cskh/i)).toMatch(ASKS);
    // A letter of another script or one more underscore makes another username.
    expect(await quanOnTelegram.asks("/role @lаn_cskh manager", ANY)).not.toContain("Đã đổi quyền");
    expect(await quanOnTelegram.asks("/role @lan_cskh_ manager", ANY)).not.toContain("Đã đổi quyền");
  });

  it("names nobody after a stranger has taken it over", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const lan = joinsTelegram("Lan", "lan_cskh");
    const stranger = joinsTelegram("Lạ");
    await lan.asks("trợ giúp", ANY);
    await quanOnTelegram.confirms(`/role ${lan.id} agent`, /Đã đổi quyền/);
    lan.user.username = "lan_nghi_viec";
    stranger.user.username = "lan_cskh";
    await stranger.asks("trợ giúp", ANY);

    const card = await quanOnTelegram.asks("/role @lan_cskh manager", /lan_cskh/);
    expect(card).toMatch(ASKS);
    expect(card).toContain(`${stranger.id} · @lan_cskh · chưa có quyền`);
    expect(await quanOnTelegram.asks("/role", /Phân quyền/)).not.toContain(stranger.id);
  });

  it("names nobody while two people were last seen with it", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const lan = joinsTelegram("Lan", "lan_cskh");
    const minh = joinsTelegram("Minh");
    for (const one of [lan, minh]) {
      await one.asks("trợ giúp", ANY);
      await quanOnTelegram.confirms(`/role ${one.id} agent`, /Đã đổi quyền/);
    }
    lan.user.username = "lan_nghi_viec";
    minh.user.username = "lan_cskh";
    await minh.asks("trợ giúp", ANY);

    const card = await quanOnTelegram.asks("/role @lan_cskh manager", ASKS);
    expect(card).toContain(lan.id);
    expect(card).toContain(minh.id);
  });
});

describe("a mention that the platform verifies", () => {
  it("names the person that Telegram's client has picked, whatever name the text shows", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const picked = joinsTelegram("telegram:456");
    await picked.asks("trợ giúp", ANY);

    const shown = [{ text: "telegram:456", user: picked.user }];
    const answer = await quanOnTelegram.mentions("/role telegram:456 agent", shown, /telegram/);
    expect(answer).toContain(picked.id);
    expect(answer).not.toMatch(/telegram:456(?!\d)/);
  });

  it("keeps the id of a mention apart from the digits typed after it", async (test) => {
    const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
    const picked = joinsTelegram("Minh Trần");
    await picked.asks("trợ giúp", ANY);

    const answer = await quanOnTelegram.mentions(
      "/role Minh Trần99 agent",
      [{ text: "Minh Trần", user: picked.user }],
      /telegram/,
    );
    expect(answer).toContain(picked.id);
    expect(answer).not.toContain(`${picked.id}99`);
  });

  it("names the person that Slack has put into a slash command", async (test) => {
    const { quanOnSlack, joinsSlack, joinsTelegram } = await bothPlatformsBot(test);
    const minh = joinsSlack("minh");
    await joinsTelegram("minh").asks("trợ giúp", ANY);

    const answer = await quanOnSlack.commands("role @minh manager", /slack:/);
    expect(answer).toContain(minh.id);
    expect(answer).not.toMatch(ASKS);
  });
});

describe("at the terminal", () => {
  it("a display name always leads to a choice, even when only one person has it", async () => {
    const { lan, quan, hoa } = await testApp();
    await lan.types("trợ giúp");
    for (const typed of ["role @lan manager", "role @Lan manager", "link @lan a@shop.vn"])
      expect(await quan.types(typed)).toMatch(/^Bạn muốn chọn ai\?/);
    expect(await quan.types("role name:lan manager")).not.toContain("Đã đổi quyền");
    expect(await hoa.types("role @lan")).toMatch(NO_RIGHT);
    expect(await quan.types("role @lаn manager")).toMatch(/^Bot chưa biết người này/);
  });

  it("the choice continues the command, for the person who was picked", async () => {
    const { lan, quan, store, clock } = await testApp();
    await store().people.setName("telegram:77", "Lan", clock.now());
    await lan.types("trợ giúp");
    clock.passes(60_000);
    await store().people.setSeen("telegram:77", clock.now());
    await store().people.setRole("telegram:77", "viewer", clock.now());
    await quan.types("link @lan lan@shop.vn");
    expect(await quan.clicks("Chọn")).toContain("Lan (telegram:77)");
  });
});

describe("the card of candidates", () => {
  it("shows nothing of a name that looks like an id, a mention or another line", async () => {
    const { quan, store, clock } = await testApp();
    const names = [
      "Lan\u202e:654:margelet",
      "@lan",
      "telegram:456 lan",
      "<@U0123ABCD> lan",
      "lan\n\u2028Slack · slack:U0BOSS",
      `lan ${"x".repeat(300)}`,
    ];
    for (const [at, name] of names.entries())
      await store().people.setName(`telegram:${900 + at}`, name, clock.now());

    const card = await quan.types("role @lan manager");
    expect(card).toMatch(/^Bạn muốn chọn ai\?/);
    expect(card).not.toMatch(/[\u202a-\u202e\u2028\u2066-\u2069]/u);
    expect(card).not.toMatch(/telegram:456|@U0123|slack:U0BOSS|^@lan|x{100}/m);
    expect(card).toMatch(/telegram:901/);
  });

  it.each([
    ["telegram\u02d0456", "telegram 456"],
    ["telegram\ufe13456", "telegram 456"],
    ["telegram\ua4fd456", "telegram 456"],
    ["telegram\u05c3456", "telegram 456"],
    ["telegram\u2982456", "telegram 456"],
    ["𝐭𝐞𝐥𝐞𝐠𝐫𝐚𝐦\uff1a𝟒𝟓𝟔", "telegram 456"],
    ["lan \u30fb Slack \u2219 quản lý", "lan Slack quản lý"],
    ["lan \u2502 Slack \uff5c quản lý", "lan Slack quản lý"],
    ["lan \u2192 quản lý \u27a1 xong", "lan quản lý xong"],
    ["‹\ufe6bU0123ABCD› lan", "U0123ABCD lan"],
    ["\u3164\u115f\u1160", null],
    ["Lan ’Mập’ – CSKH (HCM) 👍🏽 ★ ♥", "Lan ’Mập’ – CSKH (HCM) 👍🏽 ★ ♥"],
    ["Nguyễn Thị Tố-Như_01 & Đức/Kho", "Nguyễn Thị Tố-Như_01 & Đức/Kho"],
    ["田中・太郎", "田中 太郎"],
  ])("shows only the unambiguous part of %j", (name, shown) => {
    expect(memberName({ name, person: "telegram:900" })).toBe(shown ?? "telegram:900");
  });

  it("shows ten: people with a role first, then those whom the bot met last", async () => {
    const { quan, store, clock } = await testApp();
    const { people } = store();
    for (let at = 0; at < 12; at += 1) {
      await people.setName(`telegram:${100 + at}`, "Lan", clock.now());
      await people.setSeen(`telegram:${100 + at}`, clock.now());
      clock.passes(60_000);
    }
    await people.setUsername("telegram:103", "lan_cskh", clock.now());
    await people.setRole("telegram:103", "manager", clock.now());
    for (const at of [100, 101, 102, 104, 105, 106, 107, 108, 109, 110, 111])
      await people.setRole(`telegram:${at}`, "none", clock.now());

    const card = await quan.types("role @lan agent");
    const ids = [...card.matchAll(/telegram:\d+/g)].map(([id]) => id);
    expect(ids).toEqual(
      ["103", "111", "110", "109", "108", "107", "106", "105", "104", "102"].map((id) => `telegram:${id}`),
    );
    expect(card).toMatch(
      /Telegram · telegram:103 · @lan_cskh · quản lý · nhắn lần đầu ngày \d\d\/\d\d\/\d{4}/,
    );
    expect(card).toContain("Còn 2 người nữa trùng tên");
  });
});
