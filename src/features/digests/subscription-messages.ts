import type { Place } from "../../bot/call.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { button } from "../../cards/card.ts";
import { listed } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { scheduleWords } from "../../scheduling/schedule.ts";
import type { Reason, Run, Subscription } from "./subscriptions.ts";

const subscriptionMessages = defineMessages({
  en: {
    sent: (time: string) => `sent ${time}`,
    repeated: "possibly sent more than once",
    skipped: (time: string, why: string) => `not sent ${time}: ${why}`,
    failed: (time: string, why: string) => `failed ${time}: ${why}`,
    waiting: (time: string, why: string) => `still to be sent, due ${time}${why && `: ${why}`}`,
    never: "not sent yet",
    here: "here",
    direct: "a direct message",
    thread: (chat: string) => `a thread in ${chat}`,
    pause: "Pause",
    resume: "Resume",
    remove: "Remove",
    all: "All digests",
  },
  vi: {
    sent: (time) => `đã gửi ${time}`,
    repeated: "có thể đã gửi nhiều lần",
    skipped: (time, why) => `không gửi ${time}: ${why}`,
    failed: (time, why) => `lỗi ${time}: ${why}`,
    waiting: (time, why) => `đang chờ gửi, hạn ${time}${why && `: ${why}`}`,
    never: "chưa gửi lần nào",
    here: "ở đây",
    direct: "tin nhắn riêng",
    thread: (chat) => `một luồng trong ${chat}`,
    pause: "Tạm dừng",
    resume: "Gửi tiếp",
    remove: "Gỡ",
    all: "Mọi báo cáo",
  },
});

const reasons = defineMessages<Record<Reason, string>>({
  en: {
    late: "the bot was down for too long",
    newer: "a newer one took its place",
    empty: "nothing happened",
    paused: "it was paused",
    "no-right": "its owner may not read digests any more",
    "shut-out": "the chat does not let the bot write",
    crm: "AntCRM could not be read",
    platform: "the chat could not be reached",
    unclear: "it may have been sent; no answer came",
    failed: "something broke on my side; it is in the log",
    restored: "the bot's data was restored from a backup",
  },
  vi: {
    late: "bot ngừng quá lâu",
    newer: "đã có bản mới hơn thay thế",
    empty: "không có gì trong kỳ",
    paused: "đang tạm dừng",
    "no-right": "người đặt không còn quyền xem báo cáo",
    "shut-out": "nhóm chat không cho bot gửi tin",
    crm: "không đọc được AntCRM",
    platform: "không kết nối được với ứng dụng chat",
    unclear: "có thể đã gửi nhưng không có phản hồi",
    failed: "bot gặp lỗi, đã ghi lại",
    restored: "dữ liệu của bot được khôi phục từ bản sao lưu",
  },
});

/** Lists kinds in a sentence: `"đánh giá và chiến dịch"`. */
export function kindsWords(kinds: readonly string[], locale: Locale): string {
  return listed(kinds.map(choiceNames[locale]), locale);
}

/** Describes a subscription: `"Đánh giá và chiến dịch · mỗi ngày lúc 08:30"`. */
export function subscriptionWords({ kinds, schedule }: Subscription, locale: Locale): string {
  const all = `${kindsWords(kinds, locale)} · ${scheduleWords(schedule, locale)}`;
  return `${all.charAt(0).toLocaleUpperCase(locale)}${all.slice(1)}`;
}

/** Names the chat of a subscription: `"ở đây"`, or another chat. */
export function placeWords(place: Place, here: Place, locale: Locale): string {
  const t = subscriptionMessages[locale];
  const isHere = place.platform === here.platform && place.chat === here.chat && place.thread === here.thread;
  if (isHere) return t.here;
  if (!place.shared) return `${t.direct} (${place.platform})`;
  const chat = `${place.platform}:${place.chat}`;
  return place.thread === undefined ? chat : t.thread(chat);
}

/** Returns the buttons that change a subscription, and the one that lists all of them. */
export function subscriptionButtons(number: number, locale: Locale) {
  const t = subscriptionMessages[locale];
  const change = (effect: "pause" | "resume" | "remove") =>
    button(t[effect], "digestchange", { number: String(number), effect });
  return {
    ...{ pause: change("pause"), resume: change("resume"), remove: change("remove") },
    all: button(t.all, "digests"),
  };
}

/** Describes the outcome of a run: `"đã gửi 25/11/2026 08:30"`, `"không gửi …: không đọc được AntCRM"`. */
export function runWords(run: Run | undefined, { formats, who: { locale } }: Context): string {
  const t = subscriptionMessages[locale];
  if (run === undefined) return t.never;
  const why = reasonWords(run.reason, locale);
  switch (run.state) {
    case "sent":
      return [t.sent(formats.time(run.sentAt ?? run.dueAt)), run.repeated > 0 ? t.repeated : ""]
        .filter(Boolean)
        .join(" · ");
    case "skipped":
      return t.skipped(formats.time(run.dueAt), why);
    case "failed":
      return t.failed(formats.time(run.dueAt), why);
    default:
      return t.waiting(formats.time(run.dueAt), why);
  }
}

/** Shows a reason that only an older version stored as it is. */
function reasonWords(reason: string | null, locale: Locale): string {
  if (reason === null) return "";
  return new Map<string, string>(Object.entries(reasons[locale])).get(reason) ?? reason;
}
