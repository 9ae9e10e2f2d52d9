import { type ListProbe, probeCrm } from "../crm/probe.ts";
import { defineMessages } from "../i18n/messages.ts";
import { type Check, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    fine: (lists: number, ms: number) =>
      `AntCRM: key accepted, ${lists} lists answer, the slowest in ${ms} ms`,
    away: (why: string) => `AntCRM: cannot be reached (${why})`,
    lookAtAddress: "look at ANTCRM_BASE_URL, the network and the firewall",
    key: (why: string) => `AntCRM: ANTCRM_API_KEY is not accepted (${why})`,
    askForKey: "copy the key again as AntBuddy gave it, or ask AntBuddy for the current one",
    failing: (calls: string) => `AntCRM: these lists do not answer: ${calls}`,
    askVendor: "ask AntBuddy whether your package has them; the bot's commands for them will fail",
    slow: (path: string, ms: number) => `AntCRM: slow, ${path} took ${ms} ms`,
    lookAtNetwork: "look at the way to AntCRM; people wait as long for a card",
  },
  vi: {
    fine: (lists, ms) => `AntCRM: khoá được chấp nhận, ${lists} danh sách trả lời, chậm nhất ${ms} ms`,
    away: (why) => `AntCRM: không kết nối được (${why})`,
    lookAtAddress: "kiểm tra ANTCRM_BASE_URL, mạng và tường lửa",
    key: (why) => `AntCRM: ANTCRM_API_KEY không được chấp nhận (${why})`,
    askForKey: "chép lại đúng khoá AntBuddy đã cấp, hoặc hỏi AntBuddy khoá đang dùng",
    failing: (calls) => `AntCRM: các danh sách này không trả lời: ${calls}`,
    askVendor: "hỏi AntBuddy xem gói của bạn có các mục này không; lệnh của bot cho các mục này sẽ lỗi",
    slow: (path, ms) => `AntCRM: chậm, ${path} mất ${ms} ms`,
    lookAtNetwork: "kiểm tra đường mạng tới AntCRM; mọi người phải chờ thẻ lâu như vậy",
  },
});

const TIMEOUT_MS = 8_000;
const SLOW_MS = 3_000;

export const checkAntcrm: Check = async ({ config, locale, now }) => {
  const { ANTCRM_API_KEY: apiKey, ANTCRM_BASE_URL: baseUrl } = config;
  if (apiKey === undefined) return [];
  const t = messages[locale];
  const probes = await probeCrm({ baseUrl, apiKey, timeoutMs: TIMEOUT_MS, now: new Date(now()) });
  return findingsOf(probes, t);
};

function findingsOf(probes: readonly ListProbe[], t: (typeof messages)["en"]): Finding[] {
  const failed = probes.flatMap(({ path, failure }) => (failure ? [{ path, ...failure }] : []));
  const [first] = failed;
  if (first && failed.every(({ fault }) => fault === "misconfigured")) {
    return [fail("antcrm.key", t.key(first.text), t.askForKey)];
  }
  if (first && failed.length === probes.length) {
    return [fail("antcrm.reachable", t.away(first.text), t.lookAtAddress)];
  }
  const answered = probes.filter(({ failure }) => failure === null).sort((a, b) => b.ms - a.ms);
  const slowest = answered[0];
  const calls = failed.map(({ path, text }) => `${path} (${text})`).join(", ");
  return [
    ...(slowest && slowest.ms > SLOW_MS
      ? [warn("antcrm.latency", t.slow(slowest.path, slowest.ms), t.lookAtNetwork)]
      : [ok("antcrm.reachable", t.fine(answered.length, slowest?.ms ?? 0))]),
    ...(failed.length > 0 ? [fail("antcrm.lists", t.failing(calls), t.askVendor)] : []),
  ];
}
