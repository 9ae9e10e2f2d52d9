import { type CheckedEnvironment, insecureAddresses, missingForStart } from "../config/config.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    whole: (zone: string, time: string) =>
      `Configuration: complete. Days and digests follow ${zone}, where it is ${time}`,
    fault: (fault: string) => `Configuration: ${fault}`,
    mend: "correct it in .env, or in the environment of the process",
    open: (variable: string) => `Configuration: ${variable} names another machine without encryption`,
    encrypt: (use: string) => `use ${use}`,
    noAdmins: "Configuration: BOT_ADMINS is empty",
    nameAdmins: "name the first admin, as slack:U0123 or telegram:4567; without one nobody gives roles",
  },
  vi: {
    whole: (zone, time) => `Cấu hình: đầy đủ. Ngày và báo cáo theo giờ ${zone}, ở đó bây giờ là ${time}`,
    fault: (fault) => `Cấu hình: ${fault}`,
    mend: "sửa trong .env, hoặc trong biến môi trường của tiến trình",
    open: (variable) => `Cấu hình: ${variable} trỏ tới máy khác mà không mã hoá`,
    encrypt: (use) => `dùng ${use}`,
    noAdmins: "Cấu hình: BOT_ADMINS đang trống",
    nameAdmins:
      "ghi quản trị viên đầu tiên, như slack:U0123 hoặc telegram:4567; chưa có thì không ai cấp quyền được",
  },
});

/**
 * Looks at the configuration. The faults are those that the start lists.
 * @param nowMs  a Unix time in milliseconds; a wrong `BOT_TIMEZONE` is seen by its local time
 */
export function checkConfiguration(
  { faults, usable, faulty }: CheckedEnvironment,
  locale: Locale,
  nowMs: number,
): Finding[] {
  const t = messages[locale];
  const timeZone = usable.BOT_TIMEZONE;
  const time = new Date(nowMs).toLocaleTimeString(locale, { timeZone, timeStyle: "short" });
  const wrong = [...faults, ...missingForStart(usable, { locale, faulty })].map((fault) =>
    fail("configuration", t.fault(fault), t.mend),
  );
  const open = insecureAddresses(usable).map((variable) =>
    warn(
      "configuration",
      t.open(variable),
      t.encrypt(variable === "DATABASE_URL" ? "sslmode=verify-full" : "https"),
    ),
  );
  const hasAdmins = usable.BOT_ADMINS.length > 0 || faulty.has("BOT_ADMINS");
  return [
    ...(wrong.length === 0 ? [ok("configuration", t.whole(timeZone, time))] : wrong),
    ...open,
    ...(hasAdmins ? [] : [warn("configuration", t.noAdmins, t.nameAdmins)]),
  ];
}

/** Warns of variables that are set for nothing, as far as their names are slips. */
export function misspeltFindings(misspelt: readonly { text: string }[], locale: Locale): Finding[] {
  const t = messages[locale];
  return misspelt.map(({ text }) => warn("configuration", t.fault(text), t.mend));
}
