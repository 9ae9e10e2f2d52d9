import { expect, it } from "vitest";
import type { ReadyCard } from "../../../src/cards/card.ts";
import { plainText } from "../../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

/** Returns An's redemptions in the CRM, without the three earlier ones. */
function redeemedNow({ antcrm }: TestApp): number {
  return antcrm.world.points.filter(
    ({ type, status, contact, createdAt }) =>
      type === 2 && status === 1 && contact.customerId === 475 && createdAt >= START,
  ).length;
}

const REQUEST = "Yêu cầu: Đổi quà DAUMAY01 cho Nguyễn Văn An";
const START = new Date("2026-11-25T08:00:00+07:00").getTime();

const posts = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === "/redeem").length;

const points = ({ antcrm }: TestApp) => antcrm.world.customersById("customerId", "475")[0]?.scoreAvailable;

it("redeems once when the button is clicked five times at the same moment", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();

  const answers = await Promise.all(Array.from({ length: 5 }, () => lan.clicks("Đổi quà", question)));

  expect(redeemedNow(app)).toBe(1);
  expect(points(app)).toBe(110);
  for (const answer of answers) expect(answer).toMatch(/^Đã đổi quà\n/);
  expect(lan.receipts()).toHaveLength(1);
});

it("shows the outcome, and sends nothing, when the button is clicked again later", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();
  await lan.clicks("Đổi quà", question);

  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà\n/);
  expect(await lan.clicks("Huỷ", question)).toMatch(/^Đã đổi quà\n/);
  expect(posts(app)).toBe(1);
  expect(lan.receipts()).toHaveLength(1);
});

it("redeems nothing when somebody else clicks the button", async () => {
  const app = await testApp();
  const { lan, quan, store } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();

  expect(await quan.clicks("Đổi quà", question)).toMatch(/^Nút này của người khác\n/);
  expect(await quan.clicks("Huỷ", question)).toMatch(/^Nút này của người khác\n/);
  expect(posts(app)).toBe(0);
  expect((await store().audit.recent(1))[0]).toMatchObject({ person: quan.id, effect: "refusal" });
  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
});

it("redeems nothing after it was cancelled, however often the button is clicked", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();

  expect(await lan.clicks("Huỷ", question)).toBe(`Đã huỷ\n${REQUEST}\nChưa gửi gì đến AntCRM.`);
  expect(await lan.clicks("Đổi quà", question)).toBe(`Đã huỷ\n${REQUEST}\nChưa gửi gì đến AntCRM.`);
  expect(posts(app)).toBe(0);
});

it("redeems nothing from a question that is half an hour old", async () => {
  const app = await testApp();
  const { lan, clock } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();
  clock.passes(30 * 60_000);

  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã hết hạn/);
  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Không gửi\n/);
  expect(posts(app)).toBe(0);
});

it("checks the person's role again when the button is clicked", async () => {
  const app = await testApp();
  const { lan, store } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  lan.becomes("viewer");

  expect(await lan.clicks("Đổi quà")).toMatch(/^Bạn chưa có quyền\nHãy nhờ quản trị viên/);
  expect(posts(app)).toBe(0);
  expect((await store().audit.recent(1))[0]).toMatchObject({ command: "redeem", effect: "refusal" });

  lan.becomes("agent");
  expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
});

const SAME_GIFT =
  /^Vừa đổi quà này rồi\nKhách này đã được đổi quà DAUMAY01 lúc 25\/11\/2026 08:0\d \(mã \w{8}\)/;

it("redeems the same gift again only for a person who saw the first, each with its own evidence", async () => {
  const app = await testApp();
  const { lan } = app;
  const first = await lan.confirms("đổi quà daumay01 cho 0900 000 001");
  expect(first).toContain("Điểm còn lại: 110");

  const shown = await lan.types("đổi quà tàu hoả đồ chơi cho 0900 000 001");
  expect(shown).toMatch(SAME_GIFT);
  expect(first).toContain(/\(mã (\w{8})\)/.exec(shown)?.[1]);
  const card = lan.sees();
  expect(await lan.types("vẫn tiếp tục")).toMatch(
    /^Bot chưa làm gì thêm\n[\s\S]*bấm nút trên tin nhắn đang chờ/,
  );
  expect(redeemedNow(app)).toBe(1);

  await lan.clicks("Vẫn tiếp tục", card);
  expect(await lan.clicks("Đổi quà", lan.sees())).toContain("Điểm còn lại: 100");
  expect(redeemedNow(app)).toBe(2);
});

it("redeems nothing from a second question about the same gift, asked before the first was confirmed", async () => {
  const app = await testApp();
  const { lan, quan } = app;
  const questions = [];
  for (const one of [lan, lan, quan]) {
    await one.types("đổi quà daumay01 cho 0900 000 001");
    questions.push({ one, card: one.sees() });
  }
  const [first, ...later] = questions;
  expect(await first?.one.clicks("Đổi quà", first.card)).toMatch(/^Đã đổi quà\n/);

  for (const { one, card } of later) expect(await one.clicks("Đổi quà", card)).toMatch(SAME_GIFT);
  // A second click on the same question.
  expect(await lan.clicks("Đổi quà", later[0]?.card)).not.toMatch(/^Đã đổi quà/);
  expect(posts(app)).toBe(1);
});

it("asks at once about another gift, and about the same gift after an hour", async () => {
  const { lan, antcrm, clock } = await testApp();
  antcrm.world.addGift({ code: "SUA02", name: "Sữa", score: 10 });
  await lan.confirms("đổi quà daumay01 cho 0900 000 001");

  expect(await lan.types("đổi quà SUA02 cho 0900 000 001")).toMatch(/^Đổi quà SUA02 cho/);
  clock.passes(59 * 60_000);
  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(SAME_GIFT);
  clock.passes(2 * 60_000);
  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho/);
});

it("shows an unclear redemption of the same gift although another gift was redeemed since", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.world.addGift({ code: "SUA02", name: "Sữa", score: 10 });
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  expect(await lan.confirms("đổi quà daumay01 cho 0900 000 001")).toContain("chưa trả lời rõ");
  expect(await lan.types("đổi quà SUA02 cho 0900 000 001")).toContain("hãy xử lý lần đó trước");
  await lan.clicks("Vẫn tiếp tục");
  expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);

  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(
    /^Có thể vừa đổi quà này rồi\n.* lúc 25\/11\/2026 08:0\d \(mã \w{8}\), nhưng AntCRM chưa trả lời rõ/,
  );
  expect(posts(app)).toBe(2);
});

/**
 * Asks two people about the same gift, and lets both confirm at the same moment. Returns who was first, and what the
 * other person sees.
 */
async function bothConfirm({ lan, quan }: TestApp) {
  for (const one of [lan, quan]) await one.types("đổi quà daumay01 cho 0900 000 001");
  const [lans, quans] = await Promise.all([lan.clicks("Đổi quà"), quan.clicks("Đổi quà")]);
  const isLanFirst = lans.startsWith("Đã đổi quà");
  return {
    first: isLanFirst ? lans : quans,
    second: isLanFirst ? quans : lans,
    other: isLanFirst ? quan : lan,
  };
}

it("redeems a gift once when two people confirm it at the same moment, and again only for a person who saw the first", async () => {
  const app = await testApp();
  const { first, second, other } = await bothConfirm(app);
  expect(first).toMatch(/^Đã đổi quà/);
  expect(second).toMatch(
    /^Yêu cầu trước đang được thực hiện\nKhách này đã có một yêu cầu cùng loại .*\(mã \w{8}\)/,
  );
  expect(redeemedNow(app)).toBe(1);

  await other.clicks("Vẫn tiếp tục");
  expect(await other.clicks("Đổi quà", other.sees())).toMatch(/^Đã đổi quà/);
  expect(redeemedNow(app)).toBe(2);
});

it("sends nothing for a second click on a question that another redemption replaced", async () => {
  const app = await testApp({ crm: { timeoutMs: 1_000 } });
  const { lan, quan, antcrm } = app;
  antcrm.world.addGift({ code: "SUA02", name: "Sữa", score: 10 });
  await lan.types("đổi quà SUA02 cho 0900 000 001");
  await quan.types("đổi quà daumay01 cho 0900 000 001");
  const question = quan.sees();
  antcrm.fault({ kind: "hang", commit: "after", method: "POST", path: "/redeem", times: 1 });
  const first = lan.clicks("Đổi quà");
  await expect.poll(() => posts(app)).toBe(1);
  expect(await quan.clicks("Đổi quà", question)).toMatch(/^Yêu cầu trước đang được thực hiện/);
  expect(await first).toMatch(/^Đã đổi quà/);

  expect(await quan.clicks("Đổi quà", question)).toContain("Đã có yêu cầu khác trước câu hỏi này");
  // It may have replaced the card that had the button to continue.
  expect(await quan.clicks("Vẫn tiếp tục", quan.sees())).toMatch(/^Đổi quà DAUMAY01 cho/);
  expect(redeemedNow(app)).toBe(1);
});

it("shows before a question that a gift for this customer is in progress", async () => {
  const app = await testApp({ crm: { timeoutMs: 1_000 } });
  const { lan, quan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "hang", commit: "after", method: "POST", path: "/redeem", times: 1 });
  const first = lan.clicks("Đổi quà");
  await expect.poll(() => posts(app)).toBe(1);

  expect(await quan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(/^Yêu cầu trước đang được thực hiện/);
  expect(await quan.types("đổi quà daumay01 cho 0867 123 456")).toMatch(/^Đổi quà DAUMAY01 cho/);
  expect(await first).toMatch(/^Đã đổi quà/);
  expect(await quan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(SAME_GIFT);
  expect(redeemedNow(app)).toBe(1);
});

it("reports to a person who continues after a first redemption that the points do not suffice for a second", async () => {
  const app = await testApp();
  const { antcrm } = app;
  antcrm.world.refusalShape = "failed-row";
  const an = antcrm.world.customersById("customerId", "475")[0];
  if (an) an.scoreAvailable = 15;
  const { first, other } = await bothConfirm(app);
  await other.clicks("Vẫn tiếp tục");
  expect(first).toMatch(/^Đã đổi quà/);
  expect(await other.clicks("Đổi quà", other.sees())).toMatch(/^AntCRM từ chối/);
  expect(redeemedNow(app)).toBe(1);
});

it.each([
  { fault: { kind: "cut", commit: "after" }, what: "the connection was cut" },
  { fault: { kind: "500", commit: "after" }, what: "the server answered 500" },
  { fault: { kind: "503", commit: "after" }, what: "the server answered 503" },
  { fault: { kind: "hang", commit: "after" }, what: "no answer ever came" },
  { fault: { kind: "html", commit: "after" }, what: "a proxy answered with an HTML page" },
  { fault: { kind: "truncated" }, what: "the answer was truncated" },
  { fault: { kind: "unreadable" }, what: "the answer was not JSON" },
] as const)("finds in the history that the gift was redeemed, when $what after it", async ({ fault }) => {
  const app = await testApp({ crm: { timeoutMs: 300 } });
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ ...fault, method: "POST", path: "/redeem", times: 1 });

  expect(await lan.clicks("Đổi quà")).toContain("Đã đổi quà\nKhách hàng: Nguyễn Văn An");
  expect(posts(app)).toBe(1);
  expect(points(app)).toBe(110);
});

it.each([
  { fault: { kind: "cut" }, what: "the connection was cut" },
  { fault: { kind: "500" }, what: "the server answered 500" },
  { fault: { kind: "hang" }, what: "no answer ever came" },
  { fault: { kind: "html" }, what: "a proxy answered with an HTML page" },
] as const)("reports an unclear outcome when $what and nothing is in the history", async ({ fault }) => {
  const app = await testApp({ crm: { timeoutMs: 300 } });
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();
  antcrm.fault({ ...fault, method: "POST", path: "/redeem", times: 1 });

  const answer = await lan.clicks("Đổi quà", question);
  expect(answer).toContain(`AntCRM chưa trả lời rõ\n${REQUEST}\nCó thể đã thực hiện, có thể chưa.`);
  expect(answer).toMatch(/Mã [2-9A-Z]{8}/);
  expect(await lan.clicks("Đổi quà", question)).toContain("AntCRM chưa trả lời rõ");
  expect(posts(app)).toBe(1);
  expect(points(app)).toBe(120);
});

it("finds on a manual check what the history did not show at first", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });

  expect(await lan.clicks("Đổi quà")).toContain("chưa trả lời rõ");
  antcrm.world.addMovement({
    type: 2,
    score: 10,
    status: 1,
    gift: { code: "DAUMAY01", name: "Tàu hoả đồ chơi", score: 10, id: "" },
    contact: antcrm.world.pointContact(an(app)),
  });
  expect(await lan.clicks("Kiểm tra lại")).toMatch(/^Đã đổi quà/);
});

it.each([
  ["", 0],
  [", although the clock was set back an hour between them", -3_600_000],
])(
  "shows an unclear redemption before the next of its kind, and never mistakes the later record for the earlier one's%s",
  async (_, clockMs) => {
    const app = await testApp();
    const { lan, antcrm, clock } = app;
    await lan.types("đổi quà daumay01 cho 0900 000 001");
    antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
    await lan.clicks("Đổi quà", lan.sees());
    const unclear = lan.sees();

    expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toContain("hãy xử lý lần đó trước");
    expect(posts(app)).toBe(1);
    clock.passes(clockMs);
    await lan.clicks("Vẫn tiếp tục");
    expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);

    expect(await lan.clicks("Kiểm tra lại", unclear)).toContain("chưa trả lời rõ");
    expect(points(app)).toBe(110);
  },
);

it("names an unclear redemption only to the person who asked for it", async () => {
  const { lan, quan, antcrm } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  expect(await lan.clicks("Đổi quà")).toContain(REQUEST);

  const before = await quan.types("đổi quà daumay01 cho 0900 000 001");
  expect(before).toContain("hãy xử lý lần đó trước");
  expect(before).not.toContain(REQUEST);
  expect(await quan.clicks("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ\nCó thể/);
});

it("sends nothing when the history cannot be read first, and keeps the typed values", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "503" });

  const answer = await lan.clicks("Đổi quà");
  expect(answer).toMatch(/^Không kết nối được AntCRM\nYêu cầu: .*\nChưa gửi gì đi/);
  expect(posts(app)).toBe(0);

  antcrm.clearFaults();
  expect(await lan.clicks("Sửa lại", lan.sees())).toContain("Mã quà: DAUMAY01");
});

it("does not send later, automatically, what it reported as not sent", async () => {
  const app = await testApp();
  const { lan, antcrm, store } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  const question = lan.sees();
  antcrm.fault({ kind: "503" });
  await lan.clicks("Đổi quà", question);
  antcrm.clearFaults();

  expect(await lan.clicks("Đổi quà", question)).toMatch(/^Không kết nối được AntCRM/);
  expect(posts(app)).toBe(0);
  expect((await store().operations.list({}, 5)).map(({ state }) => state)).toEqual(["failed"]);
});

it("shows progress when the CRM is slow, and then the outcome", async () => {
  const app = await testApp();
  const { lan, antcrm, clock } = app;
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "delay", ms: 300, method: "POST", path: "/redeem", times: 1 });

  const answer = lan.clicks("Đổi quà");
  await expect.poll(() => clock.deadlines(), { interval: 2 }).toEqual([700]);
  clock.passes(700);
  expect(await answer).toMatch(/^Đã đổi quà/);
  expect(lan.cards.map((card: ReadyCard) => plainText(card).split("\n")[0])).toEqual([
    "Đang thực hiện…",
    "Đã đổi quà",
  ]);
});

function an({ antcrm }: TestApp) {
  const [found] = antcrm.world.customersById("customerId", "475");
  if (found === undefined) throw new Error("An is not in the sandbox");
  return found;
}

it("finds the evidence where somebody else has the same number, stored in another way", async () => {
  const app = await testApp({ antcrm: { phoneMatching: "exact" } });
  const { world } = app.antcrm;
  const gift = world.gifts.get("DAUMAY01");
  if (gift === undefined) throw new Error("no gift DAUMAY01");
  const thu = world.addCustomer({ name: "Lê Thu", phones: ["0981000111"] });
  world.addMovement({ type: 2, score: 10, status: 1, gift, contact: world.pointContact(thu) });
  const ha = { name: "Lê Hạ", phones: ["+84981000111"], emails: ["ha@example.com"], scoreAvailable: 30 };
  world.addCustomer(ha);
  app.antcrm.fault({ kind: "cut", commit: "after", path: "/redeem", times: 1 });

  expect(await app.lan.confirms("đổi quà daumay01 cho ha@example.com")).toMatch(/^Đã đổi quà\n/);
  expect(posts(app)).toBe(1);
});
