import { parseArgs } from "node:util";
import { AppError, toAppError } from "../errors.ts";
import { type CataloguePorts, createCommands } from "../features/catalogue.ts";
import { LOCALES, type Locale } from "../i18n/messages.ts";
import { SLACK_EVENTS_PATH } from "../platforms/slack/connection.ts";
import { type ManifestOptions, manifest } from "../platforms/slack/manifest.ts";

/** `npm run manifest`: Slack's app manifest on stdout, with the commands that this version has. */
const USAGE = `Usage: npm run --silent manifest -- [--locale vi|en] [--url https://bot.shop.vn]

  --locale  the language of the app's menus; vi unless told
  --url     HTTP mode: the public address of the bot; Socket Mode without it`;

try {
  process.stdout.write(`${JSON.stringify(manifest(readOptions()), null, 2)}\n`);
} catch (thrown) {
  process.stderr.write(`${toAppError(thrown).message}\n\n${USAGE}\n`);
  process.exitCode = 1;
}

/** @throws Error an option is unknown, or its value cannot be used */
function readOptions(): ManifestOptions {
  const { values } = parseArgs({
    options: { locale: { type: "string", default: "vi" }, url: { type: "string" } },
  });
  const locale = LOCALES.find((one) => one === values.locale);
  if (locale === undefined) throw new AppError("invalid", "--locale must be vi or en");
  if (values.url === undefined) return { locale, menu: menuIn(locale) };
  if (!/^https:/.test(values.url) || !URL.canParse(values.url)) {
    throw new AppError("invalid", "--url must be a public address that starts with https://");
  }
  return { locale, menu: menuIn(locale), requestUrl: new URL(SLACK_EVENTS_PATH, values.url).href };
}

function menuIn(locale: Locale): ManifestOptions["menu"] {
  // Menus are derived from the commands. No command runs here, so they need no services.
  return createCommands({} as CataloguePorts)
    .visibleTo("manager")
    .map((command) => ({ name: command.name, summary: command.summary(locale) }));
}
