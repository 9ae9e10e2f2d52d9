import { defineMessages } from "../i18n/messages.ts";
import { probeTelegram, type TelegramProbe, type TelegramTrouble } from "../platforms/telegram/probe.ts";
import { webhookAddress } from "../platforms/telegram/webhook.ts";
import { type Check, type CheckContext, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    bot: (name: string) => `Telegram: the token is that of @${name}`,
    refused: (why: string) => `Telegram: TELEGRAM_BOT_TOKEN is not accepted (${why})`,
    getToken: "get the current one from @BotFather: /mybots, API Token",
    away: (why: string) => `Telegram: cannot be reached (${why})`,
    lookAtAddress: "look at TELEGRAM_API_ROOT, the network and the firewall",
    noGroups: "Telegram: the bot cannot be added to groups",
    allowGroups: "@BotFather, /setjoingroups, if the team wants it in a group",
    privacyOn: "Telegram: group privacy is on, which is all the bot needs",
    privacyOff:
      "Telegram: group privacy is off: the bot is handed everything said in its groups, and does not need it",
    polling: "Telegram: polling, no webhook is set",
    webhook: (host: string) => `Telegram: the webhook is ours, at ${host}`,
    notYet: "Telegram: no webhook is set yet; the bot sets it at its start",
    lost: "Telegram: no webhook is set, although the bot runs with one",
    foreign: (host: string) => `Telegram: updates go to another address, at ${host}`,
    startOrRevoke:
      "a start of the bot takes them over; if it happens again, another program has the token: @BotFather, /revoke",
    restart: "restart the bot; if it happens again, another program has the token: @BotFather, /revoke",
    error: (text: string, minutes: number) =>
      `Telegram: its last delivery failed ${minutes} min ago: ${text}`,
    lookAtProxy:
      "look at the certificate, the proxy and the firewall; 401 means that TELEGRAM_WEBHOOK_SECRET has changed: restart",
    pending: (count: number) => `Telegram: ${count} updates wait for the bot`,
    start: "start the bot, or look in its log why it takes none",
    menu: (count: number) => `Telegram: the menu has ${count} commands`,
    noMenu: "Telegram: the command menu is empty, although the bot runs",
    readLog: "look in the bot's log for “command menu”, and restart it",
  },
  vi: {
    bot: (name) => `Telegram: token là của @${name}`,
    refused: (why) => `Telegram: TELEGRAM_BOT_TOKEN không được chấp nhận (${why})`,
    getToken: "lấy token đang dùng từ @BotFather: /mybots, API Token",
    away: (why) => `Telegram: không kết nối được (${why})`,
    lookAtAddress: "kiểm tra TELEGRAM_API_ROOT, mạng và tường lửa",
    noGroups: "Telegram: không thể thêm bot vào nhóm",
    allowGroups: "@BotFather, /setjoingroups, nếu nhóm muốn dùng bot",
    privacyOn: "Telegram: group privacy đang bật, bot chỉ cần vậy",
    privacyOff: "Telegram: group privacy đang tắt: bot nhận mọi tin trong nhóm, dù không cần",
    polling: "Telegram: polling, không đặt webhook",
    webhook: (host) => `Telegram: webhook là của bot này, ở ${host}`,
    notYet: "Telegram: chưa đặt webhook; bot sẽ đặt khi khởi động",
    lost: "Telegram: không có webhook, dù bot đang chạy với webhook",
    foreign: (host) => `Telegram: tin đang được gửi tới địa chỉ khác, ở ${host}`,
    startOrRevoke:
      "khởi động bot để nhận lại; nếu lặp lại thì chương trình khác đang giữ token: @BotFather, /revoke",
    restart: "khởi động lại bot; nếu lặp lại thì chương trình khác đang giữ token: @BotFather, /revoke",
    error: (text, minutes) => `Telegram: lần gửi gần nhất bị lỗi cách đây ${minutes} phút: ${text}`,
    lookAtProxy:
      "kiểm tra chứng chỉ, proxy và tường lửa; 401 nghĩa là TELEGRAM_WEBHOOK_SECRET đã đổi: hãy khởi động lại",
    pending: (count) => `Telegram: ${count} tin đang chờ bot`,
    start: "khởi động bot, hoặc xem nhật ký vì sao bot không nhận",
    menu: (count) => `Telegram: menu có ${count} lệnh`,
    noMenu: "Telegram: menu lệnh đang trống, dù bot đang chạy",
    readLog: "tìm “command menu” trong nhật ký của bot, rồi khởi động lại",
  },
});

type Texts = (typeof messages)["en"];

/** An older failure of a delivery is not reported. */
const RECENT_MS = 3_600_000;
/** More updates than this do not wait while the bot takes them. */
const MAX_PENDING = 100;

export const checkTelegram: Check = async (context) => {
  const { config, log, locale } = context;
  if (config.TELEGRAM_BOT_TOKEN === undefined) return [];
  const t = messages[locale];
  const found = await probeTelegram(config.TELEGRAM_BOT_TOKEN, config.TELEGRAM_API_ROOT, log);
  if ("trouble" in found) return [refusal(found, t)];
  return [
    ok("telegram.token", t.bot(found.me.username)),
    ...groupFindings(found.me, t),
    ...(context.faulty.has("TELEGRAM_WEBHOOK_URL") ? [] : [webhookFinding(found.webhook, context, t)]),
    ...deliveryFindings(found.webhook, context, t),
    ...menuFinding(found.menu, context, t),
  ];
};

function refusal({ code, trouble }: TelegramTrouble, t: Texts): Finding {
  // Telegram answers 404 to a token of the wrong form, and 401 to an invalid token of the right form.
  if (code === 401 || code === 404) return fail("telegram.token", t.refused(trouble), t.getToken);
  return fail("telegram.reachable", t.away(trouble), t.lookAtAddress);
}

function groupFindings(me: TelegramProbe["me"], t: Texts): Finding[] {
  if (!me.can_join_groups) return [warn("telegram.groups", t.noGroups, t.allowGroups)];
  return [ok("telegram.groups", me.can_read_all_group_messages ? t.privacyOff : t.privacyOn)];
}

function webhookFinding(webhook: TelegramProbe["webhook"], context: CheckContext, t: Texts): Finding {
  const { config, isRunning } = context;
  const ours = config.TELEGRAM_WEBHOOK_URL && webhookAddress(config.TELEGRAM_WEBHOOK_URL);
  if (webhook.url !== "" && webhook.url !== ours) {
    // The path of somebody else's webhook may be a secret.
    const what = t.foreign(hostOf(webhook.url));
    if (isRunning) return fail("telegram.webhook", what, t.restart);
    return warn("telegram.webhook", what, t.startOrRevoke);
  }
  if (ours === undefined) return ok("telegram.webhook", t.polling);
  if (webhook.url === ours) return ok("telegram.webhook", t.webhook(hostOf(ours)));
  return isRunning ? fail("telegram.webhook", t.lost, t.restart) : ok("telegram.webhook", t.notYet);
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : "?");

function deliveryFindings(webhook: TelegramProbe["webhook"], { now }: CheckContext, t: Texts): Finding[] {
  const { last_error_date = 0, last_error_message = "", pending_update_count: count } = webhook;
  const ageMs = now() - last_error_date * 1_000;
  const minutes = Math.max(0, Math.round(ageMs / 60_000));
  const isRecent = webhook.url !== "" && ageMs < RECENT_MS;
  return [
    ...(isRecent ? [warn("telegram.delivery", t.error(last_error_message, minutes), t.lookAtProxy)] : []),
    ...(count > MAX_PENDING ? [warn("telegram.pending", t.pending(count), t.start)] : []),
  ];
}

function menuFinding(count: number, { isRunning }: CheckContext, t: Texts): Finding[] {
  if (count > 0) return [ok("telegram.menu", t.menu(count))];
  return isRunning ? [warn("telegram.menu", t.noMenu, t.readLog)] : [];
}
