import { defineMessages, type Locale } from "../i18n/messages.ts";
import { type Check, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    fine: (other: string) => `Clock: agrees with ${other}`,
    ahead: (seconds: number, other: string) => `Clock: this machine is ${seconds} s ahead of ${other}`,
    behind: (seconds: number, other: string) => `Clock: this machine is ${seconds} s behind ${other}`,
    sync: "switch on time synchronisation (timedatectl set-ntp true); from 5 minutes on requests of Slack are refused",
    unknown: "Clock: could not be compared, because no server answered",
    later: "run this again when the network works",
  },
  vi: {
    fine: (other) => `Đồng hồ: khớp với ${other}`,
    ahead: (seconds, other) => `Đồng hồ: máy này nhanh hơn ${other} ${seconds} giây`,
    behind: (seconds, other) => `Đồng hồ: máy này chậm hơn ${other} ${seconds} giây`,
    sync: "bật đồng bộ giờ (timedatectl set-ntp true); lệch từ 5 phút thì yêu cầu của Slack bị từ chối",
    unknown: "Đồng hồ: không so được vì không máy chủ nào trả lời",
    later: "chạy lại khi có mạng",
  },
});

/** Slack's own limit for a signature, and the bot's for all clocks. */
const FAIL_MS = 5 * 60_000;
/** A header `Date` has whole seconds, and an answer takes time. */
const WARN_MS = 30_000;
/** A header `Date` is rounded down to the second, so the server's clock is half a second later on average. */
const HALF_A_SECOND_MS = 500;
const TIMEOUT_MS = 8_000;

/** @param offsetMs  the other clock minus this machine's */
export function clockFinding(other: string, offsetMs: number, locale: Locale): Finding {
  const t = messages[locale];
  if (Math.abs(offsetMs) < WARN_MS) return ok("clock", t.fine(other));
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const what = offsetMs < 0 ? t.ahead(seconds, other) : t.behind(seconds, other);
  return Math.abs(offsetMs) < FAIL_MS ? warn("clock", what, t.sync) : fail("clock", what, t.sync);
}

/** Compares this machine's clock with the header `Date` of each server that the bot talks to. No key is sent. */
export const checkClock: Check = async ({ config, locale, now }) => {
  const servers = [
    config.SLACK_BOT_TOKEN && { name: "Slack", url: new URL("api.test", config.SLACK_API_URL) },
    config.TELEGRAM_BOT_TOKEN && { name: "Telegram", url: new URL(config.TELEGRAM_API_ROOT) },
    { name: "AntCRM", url: new URL(config.ANTCRM_BASE_URL) },
  ].filter((server) => typeof server === "object");
  const asked = await Promise.all(
    servers.map(async ({ name, url }) => ({ name, offsetMs: await offsetOf(url, now).catch(() => null) })),
  );
  const known = asked.flatMap(({ name, offsetMs }) =>
    offsetMs === null ? [] : [clockFinding(name, offsetMs, locale)],
  );
  const t = messages[locale];
  return known.length > 0 ? known : [warn("clock", t.unknown, t.later)];
};

/** @returns the server's clock minus this machine's in milliseconds; null if it tells no time */
async function offsetOf(url: URL, now: () => number): Promise<number | null> {
  const sentMs = now();
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  const hereMs = (sentMs + now()) / 2;
  await answer.body?.cancel();
  const dateMs = Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(dateMs) ? null : dateMs + HALF_A_SECOND_MS - hereMs;
}
