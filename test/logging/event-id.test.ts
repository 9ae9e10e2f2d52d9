import { describe, expect, it } from "vitest";
import { withLogFields } from "../../src/logging/log-fields.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { botOnSlack, botOnTelegram } from "../support/whole-bot.ts";

type Line = { module?: string; event?: string; reference?: string; msg: string };

const parsed = (log: readonly string[]): Line[] => log.map((line) => JSON.parse(line));

/** Starts the bot on one platform, with Lan in her private chat and Quân in his. */
const BOTS = {
  async Slack() {
    const { slack, lan, quan, ...bot } = await botOnSlack({ LOG_LEVEL: "debug" });
    const inChat = (person: typeof lan) => {
      const reads = (shows: RegExp) =>
        person.nextMessage(slack.dm(person.user.id), ({ read }) => shows.test(read));
      return {
        says: async (text: string) => void (await person.directMessage(text)),
        reads: async (shows: RegExp) => void (await reads(shows)),
        presses: async (shows: RegExp, label: string) => void (await person.click(await reads(shows), label)),
      };
    };
    return { ...bot, module: "slack", id: /^slack:\w+:Ev\w+$/, lan: inChat(lan), quan: inChat(quan) };
  },
  async Telegram() {
    const { lan, quan, ...bot } = await botOnTelegram({
      LOG_LEVEL: "debug",
      BOT_DEFAULT_ROLE: "telegram:agent",
    });
    const inChat = (person: typeof lan) => {
      const reads = (shows: RegExp) => person.nextMessage(person.user.id, ({ text }) => shows.test(text));
      return {
        says: async (text: string) => void (await person.says(person.user.id, text)),
        reads: async (shows: RegExp) => void (await reads(shows)),
        presses: async (shows: RegExp, label: string) =>
          void (await person.clicks(await reads(shows), label)),
      };
    };
    await Promise.all([lan, quan].map((person) => person.startsBot()));
    return { ...bot, module: "telegram", id: /^telegram:\d+$/, lan: inChat(lan), quan: inChat(quan) };
  },
};

describe.each(["Slack", "Telegram"] as const)("on %s", (platform) => {
  it("a look-up that AntCRM fails has one id in the lines of the CRM, the dispatcher and the send", async () => {
    const { antcrm, log, module, id, lan } = await BOTS[platform]();
    antcrm.fault({ kind: "500", method: "GET", path: "/contacts", times: 99 });
    await lan.says("0900 000 001");
    await lan.reads(/AntCRM/);

    const failed = parsed(log).find(({ msg }) => msg === "a call was answered by a failure");
    expect(failed?.event).toMatch(id);
    // The person may read the answer before the bot knows that it has arrived.
    await expect
      .poll(() => parsed(log).filter(({ event }) => event === failed?.event))
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            module: "crm",
            msg: expect.stringMatching(/^AntCRM GET \/contacts: 500 in/),
          }),
          expect.objectContaining({ module: "commands" }),
          expect.objectContaining({ module, outcome: "ok", msg: "a call to the platform ended" }),
        ]),
      );
    expect(log.join("\n")).not.toMatch(/900 ?000 ?001/);
  });

  it("the lines of a write have its reference, from the question to the receipt", async () => {
    const { log, module, lan } = await BOTS[platform]();
    await lan.says("đổi quà daumay01 cho 0900 000 001");
    await lan.presses(/Đổi quà DAUMAY01 cho/, "Đổi quà");
    await lan.reads(/Đã đổi quà/);

    const sent = () => parsed(log).find(({ msg }) => msg.startsWith("AntCRM POST /redeem: ok"));
    await expect.poll(sent).toBeDefined();
    expect(sent()?.reference).toMatch(/^[2-9A-Z]{8}$/);
    const ofWrite = () => parsed(log).filter(({ reference }) => reference === sent()?.reference);
    // The question and the press are two events of one write.
    await expect.poll(() => new Set(ofWrite().map(({ event }) => event)).size).toBe(2);
    const isReceipt = (line: { event?: string; module?: string }) =>
      line.event === sent()?.event && line.module === module;
    await expect.poll(() => ofWrite().filter(isReceipt).length).toBeGreaterThan(0);
  });

  it("requests at the same time have an id each", async () => {
    const { antcrm, log, lan, quan } = await BOTS[platform]();
    antcrm.fault({ kind: "delay", ms: 200, method: "GET", path: "/contacts", times: 99 });
    await Promise.all([lan.says("0900 000 001"), quan.says("0867 123 456")]);
    await Promise.all([lan.reads(/Nguyễn Văn An/), quan.reads(/0867 123 456/)]);
    // A sign of work names the number before AntCRM has answered.
    await expect
      .poll(() => {
        const readers = parsed(log).filter(({ msg }) => msg.startsWith("AntCRM GET /contacts: ok"));
        return new Set(readers.flatMap(({ event }) => event ?? [])).size;
      })
      .toBe(2);
  });
});

it("a line that names an event itself keeps that name", () => {
  const lines: string[] = [];
  const log = createLogger({ level: "info", write: (line) => lines.push(line) });
  withLogFields({ event: "slack:T01:Ev1" }, () => log.info({ event: "slack:T01:Ev2" }, "taken over"));
  log.info("outside");
  expect(parsed(lines)).toMatchObject([{ event: "slack:T01:Ev2" }, { msg: "outside" }]);
  expect(lines[1]).not.toContain("event");
});
