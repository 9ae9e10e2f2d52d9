import { createSettingsBook } from "../../src/settings/settings.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "./silent-logger.ts";

/**
 * Sets, as an admin would, that agents may see any number of customers, for agents who look up hundreds a minute.
 * @param url  a database on which no bot runs; created when absent
 * @param secretKey  the bot's `BOT_SECRET_KEY`, which Postgres requires
 */
export async function liftQuota(url: string, secretKey?: string): Promise<void> {
  const store = await openStore({ url, log: silentLogger(), ...(secretKey ? { secretKey } : {}) });
  const settings = createSettingsBook(store.settings, () => new Date());
  await settings.set("quota.agent", { minute: 0, day: 0 });
  await store.close();
}
