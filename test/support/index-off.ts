import { createSettingsBook } from "../../src/settings/settings.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "./silent-logger.ts";

/**
 * Switches the customer index off in a database, before a bot starts on it: for tests that count or delay
 * requests to AntCRM. The index reads all customers in the background, and then finds them without a request.
 * @param secretKey  the bot's `BOT_SECRET_KEY`, which Postgres requires
 */
export async function switchIndexOff(url: string, secretKey?: string): Promise<void> {
  const store = await openStore({ url, log: silentLogger(), ...(secretKey ? { secretKey } : {}) });
  await createSettingsBook(store.settings, () => new Date()).set("index.enabled", "off");
  await store.close();
}
