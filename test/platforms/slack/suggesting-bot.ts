import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Role } from "../../../src/access/roles.ts";
import { createApp } from "../../../src/app/app.ts";
import { createCrm } from "../../../src/crm/crm.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { createSlack } from "../../../src/platforms/slack/app.ts";
import { startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import type { SeenView } from "../../../src/sandbox/slack/person/client-view.ts";
import { startSlack } from "../../../src/sandbox/slack/server.ts";
import { createSettingsBook } from "../../../src/settings/settings.ts";
import { openStore } from "../../../src/store/open.ts";
import { testClock } from "../../support/clock.ts";
import { writeEmptyDatabase } from "../../support/empty-database.ts";
import type { Mode } from "./fixture.ts";

/** The time between two rounds of the customer index. */
const INDEX_ROUND_MS = 5_000;

/** An option as the bot offers it. */
interface Offered {
  text: string;
  value: string;
}

/** Starts the bot with a store, AntCRM and Slack, so that the test fills the customer index. Everybody is an agent. */
export async function suggestingBot(mode: Mode) {
  const clock = testClock();
  const startedMs = clock.now().getTime();
  const [antcrm, slack, folder] = await Promise.all([
    startAntcrm({ size: "empty", now: () => clock.now().getTime() }),
    startSlack({ mode }),
    mkdtemp(join(tmpdir(), "suggesting-")),
  ]);
  const lines: string[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(line) });
  const file = join(folder, "bot.db");
  await writeEmptyDatabase(file);
  const store = await openStore({ url: file, log, now: clock.now });
  const crm = createCrm({
    ...{ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log, wait: async () => {} },
    now: () => clock.now().getTime(),
  });
  const app = createApp({
    ...{ store, crm, clock, log, timeZone: "Asia/Ho_Chi_Minh", defaultLocale: "vi" },
    roles: { admins: [], defaultRoles: { slack: "agent" } },
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
  });
  const stored: string[] = [];
  const platform = createSlack({
    ...{ bot: app, botToken: slack.botToken, apiUrl: slack.apiUrl, defaultLocale: "vi", log },
    // Slack signs with the machine's time.
    now: () => new Date(Date.now() + clock.now().getTime() - startedMs),
    ...(mode === "socket" ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret }),
    inbox: {
      accept: async ({ payload }) => stored.push(payload) > 0,
      handle: (_id, work) => work(() => {}),
      isHeld: async () => true,
    },
  });
  const server = createServer((request, response) => platform.http?.listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.deliverTo(url);
  await platform.start();
  if (mode === "socket") await slack.connected();
  onTestFinished(async () => {
    await platform.stop();
    await Promise.all([slack.stop(), antcrm.stop(), crm.close()]);
    server.closeAllConnections();
    server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
    expect(slack.violations).toEqual([]);
  });

  const titles = ["Máy in hỏng", "Giao nhầm hàng"];
  const user = slack.addUser({ name: "Lan" });
  const lan = slack.person(user);
  const channel = slack.addChannel({ name: "cskh", members: [user], botIsMember: true });
  return {
    ...{ antcrm, slack, lan, channel, clock, lines, stored, file, url },
    settings: createSettingsBook(store.settings, clock.now),
    audit: store.audit,
    /** Runs rounds of the customer index until it has every customer. */
    async fillsIndex(): Promise<void> {
      do {
        clock.passes(INDEX_ROUND_MS);
        await app.indexFill.sweep(new AbortController().signal);
      } while ((await app.indexFill.progress())?.isFull !== true);
    },
    /** Runs one round of the customer index. */
    continuesIndex: () => app.indexFill.sweep(new AbortController().signal),
    gives: (role: Role) => store.people.setRole(`slack:${user.id}`, role, clock.now()),
    /** Has Lan ask for the form of a ticket. */
    async opensForm(): Promise<SeenView> {
      await lan.slashCommand("/crm", "tạo phiếu", channel);
      return lan.nextModal(({ submit }) => submit !== null);
    },
    /** Has Lan type into the field for the customer. */
    async types(form: SeenView, text: string): Promise<Offered[]> {
      const { body } = await lan.search(form, "Khách hàng", text);
      const { options } = body as { options: { text: { text: string }; value: string }[] };
      return options.map(({ text: { text: label }, value }) => ({ text: label, value }));
    },
    /** Has Lan submit the form for this customer; returns the card of the new ticket without its numbers. */
    async submits(form: SeenView, customer?: string): Promise<string> {
      const values = customer === undefined ? {} : { "Khách hàng": customer };
      // A second ticket with a similar title is questioned.
      const title = titles.shift() ?? "";
      await lan.submit(form, { ...values, "Tiêu đề": title });
      const { read } = await lan.nextMessage(channel, (shown) => shown.read.includes(title));
      return read.replace(/#\d+|Mã \w+/g, "").replace(title, "");
    },
  };
}

export type SuggestingBot = Awaited<ReturnType<typeof suggestingBot>>;

/** Adds a customer in Cộng Hoà, and a crowd of newer ones with common names. @returns the number of the first one */
export function addOldCustomer({ antcrm }: SuggestingBot, crowd = 300): string {
  const { world } = antcrm;
  const old = world.addCustomer({
    name: "Đỗ Thị Thuỷ Bình",
    phones: ["0388123456"],
    addresses: [
      {
        ...{ street: "12", streetName: "Cộng Hoà", wards: "", state: "Quận Tân Bình", city: "Hồ Chí Minh" },
        country: { code: "VN", name: "Vietnam" },
      },
    ],
    createdAt: Date.UTC(2025, 1, 3),
  });
  const names = ["Nguyễn Văn Hải", "Lê Thị Bình", "Phạm Minh Tuấn", "Trần Văn Nam", "Võ Thị Thu"];
  for (let number = 0; number < crowd; number += 1) {
    world.addCustomer({
      name: names[number % names.length] ?? "",
      phones: [`09${String(10_000_000 + number * 37).padStart(8, "0")}`],
    });
  }
  return `customer:${old.customerId}`;
}
