import { describe, expect, it } from "vitest";
import type { Bot } from "../../../src/platforms/platform.ts";
import { type Mode, openSlackFixture, ready, say, ticketForm } from "./fixture.ts";
import { addOldCustomer, type SuggestingBot, suggestingBot } from "./suggesting-bot.ts";

const NAME = "Đỗ Thị Thuỷ Bình";
const OPTION = `${NAME} · 0388 123 456 · Cộng Hoà`;

async function indexedBot(mode: Mode = "socket", crowd = 30): Promise<SuggestingBot & { old: string }> {
  const bot = await suggestingBot(mode);
  const old = addOldCustomer(bot, crowd);
  await bot.fillsIndex();
  return { ...bot, old };
}

describe.each<Mode>(["http", "socket"])("over %s, a form's field for a customer", (mode) => {
  it("offers the customer behind a crowd out of the index, without a call to AntCRM", async () => {
    const { opensForm, types, antcrm, stored, old } = await indexedBot(mode, 300);
    const form = await opensForm();
    const before = [antcrm.requests.length, stored.length];

    expect(await types(form, "thuỷ bình")).toEqual([
      { text: OPTION, value: old },
      { text: "Dùng “thuỷ bình”", value: "thuỷ bình" },
    ]);
    expect(await types(form, "bình cộng hoà")).toContainEqual({ text: OPTION, value: old });
    expect([antcrm.requests.length, stored.length]).toEqual(before);
  });

  it("prepares the same card for a chosen option as for a typed phone number", async () => {
    const { opensForm, submits, types } = await indexedBot(mode);
    const chosen = await opensForm();
    await types(chosen, "thuỷ bình");
    const card = await submits(chosen, OPTION);
    expect(card).toContain(NAME);

    expect(await submits(await opensForm(), "0388 123 456")).toBe(card);
  });

  it("takes the typed number of a customer whom the index does not know yet", async () => {
    const { antcrm, opensForm, submits, types } = await indexedBot(mode);
    antcrm.world.addCustomer({ name: "Giàng A Phủ", phones: ["0399111222"] });

    const form = await opensForm();
    expect(await types(form, " 0399 111 222")).toEqual([
      { text: "Dùng “0399 111 222”", value: "0399 111 222" },
    ]);
    expect(await submits(form, "Dùng “0399 111 222”")).toContain("Giàng A Phủ");
  });
});

describe("the field", () => {
  it("shows the customer that the draft holds, who stays if nobody else is chosen", async () => {
    const { lan, channel, submits, old } = await indexedBot();
    await lan.slashCommand("/crm", "0388 123 456", channel);
    await lan.nextMessage(channel, ({ read }) => read.includes(NAME));
    await lan.slashCommand("/crm", "tạo phiếu cho khách này", channel);
    const form = await lan.nextModal(({ submit }) => submit !== null);

    expect(form.blocks[0]).toMatchObject({
      element: { initial_option: { text: { text: NAME }, value: old } },
    });
    expect(await submits(form)).toContain(NAME);
  });

  it("offers customers in the form that the message shortcut opens in a thread", async () => {
    const { lan, channel, types, old } = await indexedBot();
    const parent = await lan.post(channel, "Máy in hỏng");
    const reply = await lan.post(channel, "Khách đang chờ", { thread_ts: parent.ts });
    await lan.messageShortcut(reply, "create_ticket");
    const form = await lan.nextModal(({ submit }) => submit !== null);
    expect(await types(form, "thuỷ bình")).toContainEqual({ text: OPTION, value: old });
  });

  it("is typed as before when the index is off", async () => {
    const { settings, continuesIndex, opensForm, submits } = await indexedBot();
    await settings.set("index.enabled", "off");
    await continuesIndex();

    const form = await opensForm();
    expect(JSON.stringify(form.blocks)).not.toContain("external_select");
    expect(await submits(form, "0388 123 456")).toContain(NAME);
  });

  it("takes what is typed when the index is emptied while the form is open", async () => {
    const { settings, continuesIndex, opensForm, types } = await indexedBot();
    const form = await opensForm();
    await settings.set("index.enabled", "off");
    await continuesIndex();

    expect(await types(form, "thuỷ bình")).toEqual([{ text: "Dùng “thuỷ bình”", value: "thuỷ bình" }]);
  });

  it("cuts a long name, so that the number can be read", async () => {
    const { antcrm, opensForm, types, fillsIndex } = await suggestingBot("socket");
    antcrm.world.addCustomer({ name: `Công ty ${"Trách nhiệm ".repeat(20)}Vàng`, phones: ["0399111222"] });
    await fillsIndex();

    const [option] = await types(await opensForm(), "0399111222");
    expect(option?.text).toMatch(/^Công ty Trách nhiệm .*… · 0399 111 222$/);
  });
});

describe("rights", () => {
  it.each(["viewer", "none"] as const)("nobody is offered to a person who became a %s", async (role) => {
    const { gives, opensForm, types } = await indexedBot();
    const form = await opensForm();
    await gives(role);
    expect(await types(form, "thuỷ bình")).toEqual([]);
  });

  it("nobody is offered to a person who became a guest an hour ago", async () => {
    const { lan, clock, opensForm, types } = await indexedBot();
    const form = await opensForm();
    lan.user.isGuest = true;
    clock.passes(61 * 60_000);
    expect(await types(form, "thuỷ bình")).toEqual([]);
  });

  it("numbers are shortened for a role that sees shortened lists", async () => {
    const { settings, opensForm, types, old } = await indexedBot();
    await settings.set("lists.mask", "agent");
    const [option] = await types(await opensForm(), "thuỷ bình");
    expect(option).toEqual({ text: `${NAME} · 0388 *** 456 · Cộng Hoà`, value: old });
  });
});

describe("the quota", () => {
  it("counts each offered customer once, and the audit names them, not what was typed", async () => {
    const { opensForm, types, audit, lines, old, lan } = await indexedBot();
    const form = await opensForm();
    await types(form, "thuỷ bình");
    const [entry] = await audit.recent(1);
    expect(entry).toMatchObject({
      person: `slack:${lan.user.id}`,
      command: "ticket",
      effect: "look-up",
      customer: old,
      outcome: "shown",
    });
    expect(lines.join("")).not.toContain("thuỷ bình");
  });

  it("counts nobody for letters after which the person types on", async () => {
    const { opensForm, types, audit } = await indexedBot();
    const form = await opensForm();
    const offered = await Promise.all(["văn", "văn h", "thuỷ bình"].map((text) => types(form, text)));
    expect(offered.map(({ length }) => length)).toEqual([0, 0, 2]);
    expect((await audit.recent(5)).filter(({ effect }) => effect === "look-up")).toHaveLength(1);
  });

  it("offers a few out of a crowd, and no names when it is used up", async () => {
    const { settings, opensForm, types, audit, clock } = await indexedBot("socket", 300);
    await settings.set("quota.agent", { minute: 8, day: 400 });
    const form = await opensForm();

    const crowd = await types(form, "hải");
    expect(crowd.map(({ text }) => text.split(" · ")[0])).toEqual([
      ...Array(5).fill("Nguyễn Văn Hải"),
      "Dùng “hải”",
    ]);
    expect((await audit.recent(1))[0]).toMatchObject({ outcome: "several", customers: { length: 5 } });
    expect(await types(form, "hải")).toEqual(crowd);
    expect(await types(form, "tuấn")).toHaveLength(3 + 1);
    expect(await types(form, "nam")).toEqual([{ text: "Dùng “nam”", value: "nam" }]);
    expect((await audit.recent(1))[0]).toMatchObject({ effect: "refusal", outcome: "over-quota" });

    clock.passes(60_000);
    expect(await types(form, "nam")).toHaveLength(5 + 1);
  });
});

describe("the answer to a request for options", () => {
  async function asks(suggestCustomers: NonNullable<Bot["suggestCustomers"]>) {
    const script = () => say(ready("Tạo phiếu", { blocks: [ticketForm([{ kind: "customer" }])] }));
    await using fixture = await openSlackFixture("socket", script, { suggestCustomers });
    const { lan, support, slack, lines } = fixture;
    await lan.slashCommand("/crm", "tạo phiếu", support);
    const form = await lan.nextModal(({ submit }) => submit !== null);
    const { body, ackMs } = await lan.search(form, "Tiêu đề", "bình");
    expect(slack.violations).toEqual([]);
    return { body, ackMs, lines };
  }

  it("is an empty list if the bot needs too long", async () => {
    const { body, ackMs } = await asks(() => new Promise(() => {}));
    expect(body).toEqual({ options: [] });
    expect(ackMs).toBeLessThan(2_500);
  });

  it("is an empty list if the bot fails, and the log does not have what was typed", async () => {
    const { body, lines } = await asks(async () => {
      throw new Error("the store is closed");
    });
    expect(body).toEqual({ options: [] });
    expect(lines.join("")).toContain("customers could not be suggested");
    expect(lines.join("")).not.toContain("bình");
  });

  it("keeps within Slack's limits, whatever names and texts AntCRM has", async () => {
    const customers = ["", "\u0000", "👩‍👩‍👧‍👦".repeat(40), "<!channel>", "x".repeat(3_000)].map((name) => ({
      ...{ name, detail: `0388 123 456 · ${name}`, value: "customer:1" },
    }));
    const { body } = await asks(async () => ({ locale: "vi", customers }));
    const { options } = body as { options: { text: { text: string } }[] };
    expect(options).toHaveLength(customers.length + 1);
    for (const { text } of options.slice(0, -1)) expect(text.text).toContain("0388 123 456");
  });
});
