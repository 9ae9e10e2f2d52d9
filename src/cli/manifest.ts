import { parseArgs } from "node:util";
import { type CataloguePorts, createCommands } from "../features/catalogue.ts";
import { LOCALES, type Locale } from "../i18n/messages.ts";
import { SLACK_EVENTS_PATH } from "../platforms/slack/connection.ts";
import { type ManifestOptions, manifest } from "../platforms/slack/manifest.ts";

/** `npm run manifest`: Slack's app manifest on stdout, with the commands that this version has. */
const USAGE = `Usage: npm run --silent manifest -- [--locale vi|en] [--url https://bot.shop.vn]

  --locale  the language of the app's menus; vi unless told
  --url     HTTP mode: the public address of the bot; Socket Mode without it`;

const options = readOptions();
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${JSON.stringify(manifest(options), null, 2)}\n`);
}

function readOptions(): ManifestOptions | null {
  const { values } = parseArgs({
    options: { locale: { type: "string", default: "vi" }, url: { type: "string" } },
    strict: false,
  });
  const locale = LOCALES.find((one) => one === values.locale);
  if (locale === undefined) return null;
  if (values.url === undefined) return { locale, menu: menuIn(locale) };
  const address = String(values.url);
  if (!/^https:/.test(address) || !URL.canParse(address)) return null;
  return { locale, menu: menuIn(locale), requestUrl: new URL(SLACK_EVENTS_PATH, address).href };
}

function menuIn(locale: Locale): ManifestOptions["menu"] {
  // Menus are derived from the commands. No command runs here, so they need no services.
  return createCommands({} as CataloguePorts)
    .visibleTo("manager")
    .map((command) => ({ name: command.name, summary: command.summary(locale) }));
}
