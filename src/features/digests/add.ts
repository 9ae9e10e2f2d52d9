import * as z from "zod";
import { choice, choices, schedule } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { undoButton } from "../../bot/undo.ts";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { nextDue } from "../../scheduling/due.ts";
import { type Schedule, scheduleWords } from "../../scheduling/schedule.ts";
import { DIGEST_KINDS } from "./digest-context.ts";
import { kindsWords, subscriptionButtons } from "./subscription-messages.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { changeOfDigest, createDigestUndo } from "./undo-digest.ts";

const createDigestMessages = defineMessages({
  en: {
    name: "Schedule a digest",
    summary: "Send a digest into this chat, again and again",
    done: (number: number) => `Digest ${number} is set up`,
    known: (number: number) => `That is digest ${number} already`,
    what: "About",
    when: "When",
    next: "First",
    language: "Language",
    skips: "When nothing happened, nothing is sent.",
    invite: "In a channel I can only write when I am a member: invite me, if you have not.",
    terminal: "A terminal shows only what it asked for: set digests up in Slack or Telegram.",
    now: "Send one now",
  },
  vi: {
    name: "Đặt báo cáo",
    summary: "Gửi báo cáo định kỳ vào nhóm chat này",
    done: (number) => `Đã đặt báo cáo số ${number}`,
    known: (number) => `Đã có sẵn báo cáo số ${number} như vậy`,
    what: "Nội dung",
    when: "Lịch gửi",
    next: "Lần đầu",
    language: "Ngôn ngữ",
    skips: "Kỳ nào không có gì thì bot không gửi.",
    invite: "Bot chỉ gửi được vào kênh mà bot là thành viên: hãy mời bot vào nếu chưa mời.",
    terminal: "Terminal chỉ hiện câu trả lời: hãy đặt báo cáo trong Slack hoặc Telegram.",
    now: "Gửi ngay một bản",
  },
});

/** Which days a digest is about, by its schedule. */
const coveredDays = defineMessages({
  en: {
    before: "Each one is about the day before.",
    today: "Each one is about that day until it is sent.",
    between: "Each one is about the time since the one before.",
  },
  vi: {
    before: "Mỗi bản là số liệu của ngày hôm trước.",
    today: "Mỗi bản là số liệu của hôm đó đến lúc gửi.",
    between: "Mỗi bản là số liệu kể từ bản trước.",
  },
});

const labels = defineMessages({
  en: { kinds: "About", schedule: "When", place: "Where", language: "Language", empty: "Empty periods" },
  vi: { kinds: "Nội dung", schedule: "Lịch gửi", place: "Nơi gửi", language: "Ngôn ngữ", empty: "Kỳ trống" },
});

/** Schedules a digest: `digest add ratings campaigns daily 08:30 here`, "báo cáo đánh giá mỗi ngày 8h30". */
export const createDigest = ({ subscriptions }: { subscriptions: Subscriptions }): Command =>
  defineCommand({
    name: "digest",
    aliases: [
      "digest add",
      "add digest",
      "schedule digest",
      "send digest",
      "báo cáo định kỳ",
      "đặt báo cáo",
      "đặt lịch báo cáo",
      "lên lịch báo cáo",
      "thêm báo cáo",
      "gửi báo cáo",
    ],
    role: "manager",
    effect: "write",
    undo: createDigestUndo({ subscriptions }),
    messages: createDigestMessages,
    examples: {
      vi: [
        "báo cáo phiếu mỗi ngày 8h30",
        "đặt báo cáo đánh giá mỗi thứ hai 9h",
        "dat lich bao cao phieu moi ngay 8h",
      ],
      en: ["send digest tickets daily 08:30"],
    },
    labels,
    input: z.object({
      kinds: choices(DIGEST_KINDS),
      schedule: schedule(),
      place: choice(["here"]).optional(),
      language: choice(["vi", "en"]).optional(),
      empty: choice(["skip-empty"]).optional(),
    }),

    async run(ctx) {
      const { input, t, who, call, clock, timeZone, formats, recordAccess } = ctx;
      const { kinds, schedule: when, language = who.locale, empty } = input;
      const { platform, chat, thread, shared } = call.place;
      const place = { platform, chat, shared, ...(thread === undefined ? {} : { thread }) };
      const order = { person: who.person, place, kinds, schedule: when, locale: language };
      const { subscription, known } = await subscriptions.add({ ...order, skipEmpty: empty !== undefined });
      const { number } = subscription;
      recordAccess(null, `${number}: ${kinds.join(" ")}`);
      const next = nextDue(when, timeZone, clock.now());
      const { pause, remove, all } = subscriptionButtons(number, who.locale);
      const undo = undoButton({ command: "digest", changes: [changeOfDigest(known, subscription)] }, ctx);
      return {
        ...card(
          known === null ? t.done(number) : t.known(number),
          fields(
            field(t.what, kindsWords(kinds, who.locale)),
            field(t.when, scheduleWords(when, who.locale)),
            next && field(t.next, formats.time(next)),
            language === who.locale ? null : field(t.language, choiceNames[who.locale](language)),
          ),
          empty === undefined ? null : text(t.skips),
          context(coveredDays[who.locale][coveredBy(when)]),
          platform === "slack" && shared ? context(t.invite) : null,
          platform === "terminal" ? context(t.terminal) : null,
          buttons(undo, button(t.now, "digestnow", { number: String(number) }), pause, remove, all),
        ),
        about: [{ kind: "digest", reference: String(number), name: `#${number}` }],
        tone: "good",
      } satisfies Card;
    },
  });

const NOON = 12;

/** Returns which days a digest of this schedule is about. See `periodOf`. */
function coveredBy(schedule: Schedule): keyof (typeof coveredDays)["vi"] {
  if (schedule.kind !== "daily") return "between";
  return schedule.at.hour < NOON ? "before" : "today";
}
