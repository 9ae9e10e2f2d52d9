import { setTimeout as pause } from "node:timers/promises";
import { checkEnvironment, EnvironmentShape, misspeltVariables, type Variable } from "../config/config.ts";
import { toAppError } from "../errors.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import { checkAntcrm } from "./antcrm.ts";
import { checkClock } from "./clock.ts";
import { checkConfiguration, misspeltFindings } from "./configuration.ts";
import { checkDatabase } from "./database.ts";
import { checkDisk } from "./disk.ts";
import { type Check, type CheckContext, type Finding, fail } from "./finding.ts";
import { portFindings, probePort } from "./port.ts";
import { checkSlack } from "./slack.ts";
import { checkTelegram } from "./telegram.ts";

const messages = defineMessages({
  en: {
    late: (check: string, seconds: number) => `The check “${check}” has no result after ${seconds} s`,
    broke: (check: string, why: string) => `The check “${check}” broke: ${why}`,
    lookThere: "look at the network and at the server that it asks",
    report: "report it with this line",
  },
  vi: {
    late: (check, seconds) => `Mục kiểm tra “${check}” không có kết quả sau ${seconds} giây`,
    broke: (check, why) => `Mục kiểm tra “${check}” bị lỗi: ${why}`,
    lookThere: "kiểm tra mạng và máy chủ mà mục này hỏi",
    report: "hãy báo lỗi kèm dòng này",
  },
});

/** Each check, with the variables it needs. It is left out if the value of one cannot be used. */
const CHECKS: readonly { name: string; check: Check; needs: readonly Variable[] }[] = [
  { name: "antcrm", check: checkAntcrm, needs: ["ANTCRM_API_KEY", "ANTCRM_BASE_URL"] },
  { name: "slack", check: checkSlack, needs: ["SLACK_BOT_TOKEN", "SLACK_API_URL"] },
  { name: "telegram", check: checkTelegram, needs: ["TELEGRAM_BOT_TOKEN", "TELEGRAM_API_ROOT"] },
  // Whether the bot runs is seen at its port.
  { name: "database", check: checkDatabase, needs: ["DATABASE_URL", "BOT_SECRET_KEY", "HOST", "PORT"] },
  { name: "disk", check: checkDisk, needs: ["DATABASE_URL"] },
  { name: "clock", check: checkClock, needs: ["ANTCRM_BASE_URL", "SLACK_API_URL", "TELEGRAM_API_ROOT"] },
];
const PORT_NEEDS: readonly Variable[] = ["HOST", "PORT"];

const CHECK_TIMEOUT_MS = 20_000;

export interface Examination {
  findings: Finding[];
  /** True if a variable is missing or malformed, so that the bot does not start. */
  misconfigured: boolean;
}

/**
 * Looks at everything the bot needs, and changes nothing of it. The checks run at the same time, each within 20 s. A
 * variable at fault stops only the checks that need it.
 */
export async function examine(
  environment: Readonly<Record<string, string | undefined>>,
  { log, now, timeoutMs = CHECK_TIMEOUT_MS }: { log: Logger; now: () => number; timeoutMs?: number },
): Promise<Examination> {
  const locale = localeIn(environment);
  const checked = checkEnvironment(environment, locale);
  const { usable: config, faulty } = checked;
  const configuration = [
    ...checkConfiguration(checked, locale, now()),
    ...misspeltFindings(misspeltVariables(environment, locale), locale),
  ];
  const canBeUsed = (variables: readonly Variable[]) => !variables.some((variable) => faulty.has(variable));
  const port = canBeUsed(PORT_NEEDS) ? await probePort(config) : null;
  const isRunning = port !== null && "bot" in port;
  const context: CheckContext = { config, faulty, locale, log, now, isRunning };
  const results = await Promise.all(
    CHECKS.filter(({ needs }) => canBeUsed(needs)).map(({ name, check }) =>
      within(timeoutMs, name, check, context),
    ),
  );
  return {
    findings: [...configuration, ...results.flat(), ...(port === null ? [] : portFindings(port, context))],
    misconfigured: configuration.some(({ result }) => result === "fail"),
  };
}

/** Returns `BOT_LOCALE`, also if another variable is malformed. */
function localeIn({ BOT_LOCALE }: Readonly<Record<string, string | undefined>>): Locale {
  return EnvironmentShape.shape.BOT_LOCALE.safeParse(BOT_LOCALE).data ?? "vi";
}

async function within(
  timeoutMs: number,
  name: string,
  check: Check,
  context: CheckContext,
): Promise<Finding[]> {
  const t = messages[context.locale];
  const ended = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: ended.signal }).then(() => [
    fail(name, t.late(name, timeoutMs / 1_000), t.lookThere),
  ]);
  try {
    return await Promise.race([check(context), late]);
  } catch (thrown) {
    return [fail(name, t.broke(name, toAppError(thrown).message), t.report)];
  } finally {
    ended.abort();
    await late.catch(() => {});
  }
}
