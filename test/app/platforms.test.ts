import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { connectPlatforms } from "../../src/app/platforms.ts";
import { readConfig } from "../../src/config/config.ts";
import { createRequestGuard } from "../../src/http/request-guard.ts";
import type { Platform } from "../../src/platforms/platform.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { openStore } from "../../src/store/open.ts";
import { metricsOfIdleBot } from "../support/metrics.ts";
import { silentLogger } from "../support/silent-logger.ts";

const card = { title: "Đã đổi quà", tone: "good", audience: "shared", blocks: [], locale: "vi" } as const;

/** Creates a Telegram simulator and a store. The bot's platforms can be started on them several times. */
async function setUp() {
  const telegram = await startTelegram();
  const folder = await mkdtemp(join(tmpdir(), "connect-"));
  const url = join(folder, "bot.db");
  const store = await openStore({ url, log: silentLogger() });
  const metrics = metricsOfIdleBot();
  onTestFinished(async () => {
    await store.close();
    await telegram.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const config = readConfig({
    ANTCRM_API_KEY: "key",
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    DATABASE_URL: url,
  });
  async function connected(): Promise<Platform> {
    const [platform] = await connectPlatforms(config, {
      bot: { async *answer() {}, checkForm: async () => null, menu: () => [] },
      inboxOf: () => ({
        accept: async () => true,
        handle: (_id, work) => work(() => {}),
        isHeld: async () => true,
      }),
      settings: store.settings,
      people: store.people,
      watchLease: () => () => true,
      onRepeated: metrics.repeated,
      guard: createRequestGuard({ log: silentLogger(), now: () => new Date() }),
      log: silentLogger(),
    });
    if (platform === undefined) throw new Error("Telegram is not connected");
    return platform;
  }
  return { telegram, metrics, connected };
}

it("remembers after a restart which supergroup a group has become", async () => {
  const { telegram, connected } = await setUp();
  const an = telegram.addUser({ first_name: "An" });
  const group = telegram.addGroup({ title: "Hỗ trợ", type: "group", members: [an] });
  const supergroup = telegram.migrateToSupergroup(group);
  const place = { platform: "telegram", chat: String(group.id), shared: true } as const;
  const to = { person: `telegram:${an.id}`, place };

  await (await connected()).tell(to, card);
  await (await connected()).tell(to, card);

  expect(telegram.requests.map(({ params, status }) => [params.chat_id, status])).toEqual([
    [group.id, 400],
    [supergroup.id, 200],
    [supergroup.id, 200],
  ]);
});

it("counts repeated sends in the metrics, by platform", async () => {
  const { telegram, metrics, connected } = await setUp();
  const an = telegram.addUser({ first_name: "An" });
  const group = telegram.addGroup({ title: "Hỗ trợ", members: [an] });
  const place = { platform: "telegram", chat: String(group.id), shared: true } as const;
  telegram.fault({ method: "sendMessage", kind: "cut", when: "after" });
  await (await connected()).tell({ person: `telegram:${an.id}`, place }, card);
  expect(await metrics.text()).toContain('antcrm_chatops_repeated_total{platform="telegram"} 1');
});
