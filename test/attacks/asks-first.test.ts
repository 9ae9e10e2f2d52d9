import { describe, expect, it } from "vitest";
import { buttonsOf, plainText } from "../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

interface Change {
  /** The state to set up first. */
  given?(testApp: TestApp): Promise<unknown>;
  /** What an admin types. */
  asks: string;
  /** Typed texts that deny the change. */
  denials: readonly string[];
  /** How the question shows the values before and after. */
  question: RegExp;
  confirm: string;
  isDone(testApp: TestApp): Promise<boolean>;
}

const shows = async ({ quan }: TestApp, text: string, what: string) =>
  (await quan.types(text)).includes(what);

/** Every change that grants or removes rights, or cannot be undone inside the bot. */
const CHANGES: Readonly<Record<string, Change>> = {
  role: {
    given: ({ minh }) => minh.types("trợ giúp"),
    asks: "cấp quyền terminal:minh quản lý",
    denials: [
      "ko cấp quyền terminal:minh quản lý",
      "chưa cấp quyền terminal:minh quản lý",
      "cấp quyền terminal:minh quản lý thì khoan",
    ],
    question: /^Đổi quyền của Minh\?\nNgười dùng: Minh \(terminal:minh\)\nQuyền: .* → quản lý/,
    confirm: "Đổi quyền",
    isDone: (app) => shows(app, "role terminal:minh", "Quyền: quản lý"),
  },
  link: {
    given: ({ minh }) => minh.types("trợ giúp"),
    asks: "link terminal:minh minh@shop.vn",
    denials: ["ko link terminal:minh minh@shop.vn", "link terminal:minh minh@shop.vn thì khoan"],
    question: /^Liên kết Minh với AntCRM\?[\s\S]*chưa liên kết → minh@shop\.vn/,
    confirm: "Liên kết",
    isDone: (app) => shows(app, "link terminal:minh", "E-mail trong AntCRM: minh@shop.vn"),
  },
  setting: {
    asks: "settings set tickets.sla Gấp",
    denials: ["sửa cài đặt tickets.sla Gấp? thôi đừng", "sửa cài đặt tickets.sla Gấp thì khoan"],
    question: /^Sửa cài đặt “SLA mặc định”\?\nSLA mặc định: chưa đặt → Gấp/,
    confirm: "Lưu cài đặt",
    isDone: (app) => shows(app, "settings get tickets.sla", "Hiện tại: Gấp"),
  },
  settingsimport: {
    asks: 'settings import { "tickets.sla": "Gấp" }',
    // JSON accepts no text around it.
    denials: [],
    question: /^Sửa 1 cài đặt\?\nSLA mặc định: – → Gấp/,
    confirm: "Nhập cài đặt",
    isDone: (app) => shows(app, "settings get tickets.sla", "Hiện tại: Gấp"),
  },
  forget: {
    given: ({ lan }) => lan.types("đổi quà daumay01 cho 0900 000 001"),
    asks: "quên khách 0900 000 001",
    denials: ["ko quên khách 0900 000 001", "quên khách 0900 000 001 thì chưa"],
    question: /^Xoá dữ liệu khách Nguyễn Văn An khỏi bot\?\nMã số: 475\n[\s\S]*không lấy lại được/,
    confirm: "Xoá khỏi bot",
    async isDone({ store, lan }) {
      const [operation] = await store().operations.list({ person: lan.id }, 1);
      return operation?.input === "";
    },
  },
  digestchange: {
    given: ({ quan }) => quan.types("gửi báo cáo đánh giá mỗi ngày 8h30"),
    asks: "gỡ báo cáo 1",
    denials: ["ko gỡ báo cáo 1", "gỡ báo cáo 1 thôi khỏi"],
    question: /^Gỡ báo cáo số 1\?\nĐánh giá · mỗi ngày lúc 08:30\n/,
    confirm: "Gỡ báo cáo",
    isDone: async (app) => !(await shows(app, "danh sách báo cáo", "#1")),
  },
  alertchange: {
    given: ({ quan }) => quan.types("báo khi có đánh giá dưới 3 sao"),
    asks: "gỡ cảnh báo 1",
    denials: ["không gỡ cảnh báo 1", "ko tắt cảnh báo 1"],
    question: /^Gỡ cảnh báo số 1\?\nĐánh giá từ 2★ trở xuống\n/,
    confirm: "Gỡ cảnh báo",
    isDone: async (app) => !(await shows(app, "danh sách cảnh báo", "Đánh giá từ 2★")),
  },
};

describe.each(Object.entries(CHANGES))("%s", (kind, { given, asks, denials, question, confirm, isDone }) => {
  async function asked() {
    const app = await testApp();
    await given?.(app);
    expect(await app.quan.types(asks)).toMatch(question);
    return { app, card: app.quan.sees() };
  }

  it("changes nothing until the confirming button is clicked, and takes effect after one click", async () => {
    const { app, card } = await asked();
    expect(await isDone(app)).toBe(false);
    await app.quan.clicks(confirm, card);
    expect(await isDone(app)).toBe(true);

    const { quan, store } = app;
    expect(
      (await store().operations.list({ person: quan.id }, 9)).filter((one) => one.kind === kind),
    ).toMatchObject([{ state: "done" }]);
    expect(await quan.types("thao tác")).toContain("đã xong");
  });

  it.each(denials)("is not made after the denial: %s", async (denial) => {
    const app = await testApp();
    await given?.(app);
    await app.quan.types(denial);
    expect(await isDone(app)).toBe(false);
  });

  it("is not made by another person's click, even an admin's", async () => {
    const { app, card } = await asked();
    expect(await app.mai.clicks(confirm, card)).toMatch(/^Nút này của người khác/);
    expect(await app.lan.clicks(confirm, card)).toMatch(/^Nút này của người khác/);
    expect(await isDone(app)).toBe(false);
  });

  it("is not made by a click on the old button after Cancel", async () => {
    const { app, card } = await asked();
    expect(await app.quan.clicks("Huỷ", card)).toMatch(/^Đã huỷ\nYêu cầu: .*\nChưa có gì thay đổi\./);
    await app.quan.clicks(confirm, card);
    expect(await isDone(app)).toBe(false);
  });

  it("is not made by a person who has lost the role since the question", async () => {
    const { app, card } = await asked();
    app.quan.becomes("none");
    expect(await app.quan.clicks(confirm, card)).toMatch(/^Bạn chưa có quyền/);
    app.quan.becomes("admin");
    expect(await isDone(app)).toBe(false);
  });

  it("is not made half an hour after the question", async () => {
    const { app, card } = await asked();
    app.clock.passes(30 * 60_000);
    expect(await app.quan.clicks(confirm, card)).toMatch(/^Đã hết hạn/);
    expect(await isDone(app)).toBe(false);
  });

  it("is reported, but not made again, after a second click", async () => {
    const { app, card } = await asked();
    const first = await app.quan.clicks(confirm, card);
    expect(await app.quan.clicks(confirm, card)).toBe(first);
    const { quan, store } = app;
    const operations = await store().operations.list({ person: quan.id }, 9);
    expect(operations.filter((one) => one.kind === kind)).toHaveLength(1);
  });
});

describe("a role", () => {
  it("given and removed again is not given by an old button", async () => {
    const { minh, quan } = await testApp();
    await minh.types("trợ giúp");
    await quan.types("role terminal:minh manager");
    const old = quan.sees();
    await quan.clicks("Đổi quyền", old);
    await quan.confirms("role terminal:minh viewer");
    await quan.clicks("Đổi quyền", old);
    expect(await quan.types("role terminal:minh")).toContain("Quyền: chỉ xem");
  });

  it("that changed since the question is asked for again with its current value", async () => {
    const { minh, quan, mai } = await testApp();
    await minh.types("trợ giúp");
    await quan.types("role terminal:minh viewer");
    const question = quan.sees();
    await mai.confirms("role terminal:minh agent");
    expect(await quan.clicks("Đổi quyền", question)).toMatch(
      /^Đổi quyền của Minh\?\nCó người vừa sửa[\s\S]*Quyền: nhân viên → chỉ xem/,
    );
    expect(await mai.types("role terminal:minh")).toContain("Quyền: nhân viên");
  });

  it("picked from the list, or sent with a form, is confirmed as well", async () => {
    const { minh, quan } = await testApp();
    await minh.types("trợ giúp");
    await quan.confirms("role terminal:minh agent");
    await quan.types("role");
    await quan.clicks("Cấp quyền");
    expect(await quan.clicks("quản trị viên")).toMatch(
      /^Đổi quyền của Minh\?[\s\S]*nhân viên → quản trị viên/,
    );
    await quan.clicks("Sửa lại");
    expect(await quan.sends({ person: "terminal:minh", role: "quản lý" })).toMatch(/^Đổi quyền của Minh\?/);
    expect(await quan.types("role terminal:minh")).toContain("Quyền: nhân viên");
  });

  it("change has a warning button only when it grants or removes a manager's or an admin's rights", async () => {
    const { minh, quan } = await testApp();
    await minh.types("trợ giúp");
    await quan.confirms("role terminal:minh viewer");
    const styleOf = async (text: string) => {
      await quan.types(text);
      return buttonsOf(quan.sees()).find(({ label }) => label === "Đổi quyền")?.style;
    };
    expect(await styleOf("role terminal:minh admin")).toBe("danger");
    expect(await styleOf("role terminal:minh manager")).toBe("danger");
    expect(await styleOf("role terminal:minh agent")).toBe("primary");
  });

  it("is kept by one of two admins who remove each other at the same time", async () => {
    const { hoa, minh, store, clock } = await testApp({ admins: [] });
    for (const { id } of [hoa, minh]) await store().people.setRole(id, "admin", clock.now());
    await hoa.types("trợ giúp");
    await minh.types("trợ giúp");
    await hoa.types("role terminal:minh viewer");
    await minh.types("role terminal:hoa viewer");

    const notified = await Promise.all([hoa, minh].map((one) => one.clicks("Đổi quyền")));
    const admins = (await store().people.all()).filter(({ role }) => role === "admin");
    expect(admins).toHaveLength(1);
    expect(notified.filter((card) => card.startsWith("Đã đổi quyền"))).toHaveLength(1);
  });

  it("change is audited with who made it, for whom and the old role; viewing the list is not a change", async () => {
    const { minh, quan, store, log } = await testApp();
    await minh.types("trợ giúp");
    await quan.types("role");
    await quan.confirms("role terminal:minh agent");
    const rows = (await store().audit.recent(9)).filter(({ command }) => command === "role");
    expect(rows).toMatchObject([
      {
        person: quan.id,
        effect: "write",
        customer: "person:terminal:minh",
        outcome: "terminal:minh: admin → agent",
      },
      { person: quan.id, effect: "write", customer: "person:terminal:minh", outcome: "asked" },
      { person: quan.id, effect: "look-up", customer: null, outcome: "listed" },
    ]);
    const security = log.map((line) => JSON.parse(line)).filter(({ module }) => module === "security");
    expect(security).toMatchObject([
      { level: 40, security: "role_changed", person: quan.id, outcome: "terminal:minh: admin → agent" },
    ]);
    expect(await quan.types("thao tác")).toMatch(/Phân quyền · terminal:minh → nhân viên {2}đã xong · /);
  });
});

describe("a process that dies during a confirmed change of a role", () => {
  /** Confirms the question, and lets the process that took the click die in this state. */
  async function died(state: "confirmed" | "sending") {
    const app = await testApp();
    const { minh, quan, store, clock } = app;
    await minh.types("trợ giúp");
    await quan.types("role terminal:minh manager");
    const { operations } = store();
    const [operation] = await operations.list({ person: quan.id }, 1);
    if (operation === undefined) throw new Error("no question was sent");
    const at = clock.now();
    const outcome = JSON.stringify({ confirmedAt: at.toISOString() });
    const dead = { at, by: quan.id, owner: "dead", outcome };
    await operations.move(operation.id, ["proposed"], "confirmed", dead);
    if (state === "sending") await operations.move(operation.id, ["confirmed"], "sending", { at });
    clock.passes(60_000);
    return app;
  }

  it("leaves it to the next process, which makes it once and reports it", async () => {
    const { quan, checksUnclearWrites, store } = await died("confirmed");
    const notified = await checksUnclearWrites("admin");
    expect(notified.map(({ person, card }) => [person, card.title])).toEqual([[quan.id, "Đã đổi quyền"]]);
    expect(await quan.types("role terminal:minh")).toContain("Quyền: quản lý");
    const rows = await store().audit.recent(9);
    expect(rows.map(({ outcome }) => outcome)).toContain("terminal:minh: admin → manager");
  });

  it("leaves it unmade when the person has lost the role meanwhile, and reports that", async () => {
    const { quan, checksUnclearWrites } = await died("confirmed");
    const notified = await checksUnclearWrites("agent");
    expect(notified.map(({ card }) => card.title)).toEqual(["Không gửi"]);
    expect(await quan.types("role terminal:minh")).not.toContain("Quyền: quản lý");
  });

  it("leaves the outcome to the stored role: when the role is absent, the change is offered again and not made", async () => {
    const { quan, clock, checksUnclearWrites } = await died("sending");
    expect(await checksUnclearWrites("admin")).toEqual([]);
    clock.passes(60_000);
    const [notified] = await checksUnclearWrites("admin");
    expect(notified && plainText(notified.card)).toMatch(
      /^Chưa rõ kết quả\nYêu cầu: Đổi quyền của .*\nBot bị gián đoạn và chưa thấy quyền mới/,
    );
    expect(await quan.types("role terminal:minh")).not.toContain("Quyền: quản lý");
    expect(await quan.clicks("Gửi lại", notified?.card)).toMatch(/^Đổi quyền của Minh\?/);
    expect(await quan.clicks("Đổi quyền", quan.sees())).toMatch(/^Đã đổi quyền/);
  });

  it("leaves the outcome to the stored role: when the role is present, the change is done", async () => {
    const { minh, store, clock, checksUnclearWrites } = await died("sending");
    await store().people.setRole(minh.id, "manager", clock.now());
    expect((await checksUnclearWrites("admin")).map(({ card }) => card.title)).toEqual(["Đã đổi quyền"]);
  });
});

it("a setting is not reset until that is confirmed", async () => {
  const { quan } = await testApp();
  await quan.confirms("settings set tickets.sla Gấp");
  expect(await quan.clicks("Hoàn tác")).toMatch(/^Sửa cài đặt[\s\S]*Gấp → chưa đặt/);
  expect(await quan.types("settings get tickets.sla")).toContain("Hiện tại: Gấp");
});

it("an alert of others is not removed by a person who was a manager only when the question was sent", async () => {
  const { quan, minh } = await testApp();
  await minh.becomes("manager");
  await quan.in("nhom").types("báo khi có đánh giá dưới 3 sao");
  await minh.in("nhom").types("gỡ cảnh báo 1");
  minh.becomes("agent");
  expect(await minh.in("nhom").clicks("Gỡ cảnh báo")).toMatch(/^Bạn chưa có quyền/);
  expect(await quan.in("nhom").types("danh sách cảnh báo")).toContain("Đánh giá từ 2★");
});

it("exports and an erased customer are logged by ids only", async () => {
  const { quan, log } = await testApp();
  await quan.types("xuất cài đặt");
  await quan.confirms("quên khách 0900 000 001");
  const security = log.map((line) => JSON.parse(line)).filter(({ module }) => module === "security");
  expect(security).toMatchObject([
    { security: "exported", person: quan.id, outcome: "all settings" },
    { security: "forgotten", person: quan.id, outcome: "customer:475" },
  ]);
  expect(JSON.stringify(security)).not.toMatch(/Nguyễn|900 ?000/);
});
