import { z } from "zod";
import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { nextDue } from "../../schedules/due.ts";
import type { Subscription } from "../../schedules/runs.ts";
import type { Subscriptions } from "../../schedules/subscriptions.ts";
import { choice, number } from "../arguments.ts";
import { type Command, defineCommand } from "../command.ts";
import { subscriptionWords } from "./subscription-words.ts";

const words = phrases({
  en: {
    name: "Change a digest",
    summary: "Pause, resume or remove a scheduled digest",
    pause: (number: number) => `Digest ${number} is paused`,
    resume: (number: number) => `Digest ${number} goes on`,
    remove: (number: number) => `Digest ${number} is removed`,
    next: (time: string) => `Next: ${time}. What was due meanwhile is not sent.`,
    again: "Resume",
    pauseIt: "Pause",
    all: "All digests",
  },
  vi: {
    name: "Sửa báo cáo",
    summary: "Tạm dừng, gửi tiếp hoặc gỡ một báo cáo định kỳ",
    pause: (number) => `Đã tạm dừng báo cáo số ${number}`,
    resume: (number) => `Báo cáo số ${number} sẽ gửi tiếp`,
    remove: (number) => `Đã gỡ báo cáo số ${number}`,
    next: (time) => `Lần tới: ${time}. Các lần bị lỡ không gửi bù.`,
    again: "Gửi tiếp",
    pauseIt: "Tạm dừng",
    all: "Mọi báo cáo",
  },
});

const labels = phrases({
  en: { deed: "What", number: "Digest" },
  vi: { deed: "Việc", number: "Báo cáo số" },
});

const DEEDS = ["pause", "resume", "remove"] as const;
type Deed = (typeof DEEDS)[number];

/** `digest pause 2`, "tạm dừng báo cáo 2". Said twice, it is so, too. */
export const createDigestChange = ({ subscriptions }: { subscriptions: Subscriptions }): Command =>
  defineCommand({
    name: "digestchange",
    aliases: [
      "digest pause",
      "digest resume",
      "digest remove",
      "pause digest",
      "resume digest",
      "remove digest",
      "tạm dừng báo cáo",
      "gửi tiếp báo cáo",
      "gỡ báo cáo",
    ],
    role: "manager",
    deed: "write",
    words,
    labels,
    input: z.object({ deed: choice(DEEDS), number: number() }),

    async run({ input: { deed, number: which }, say, who, clock, timeZone, formats, looked }) {
      const one = await subscriptions.find(which);
      await subscriptions[deed](one);
      looked(null, `${which}: ${deed}`);
      const next = deed === "resume" ? nextDue(one.schedule, timeZone, clock.now()) : null;
      return {
        ...card(
          say[deed](which),
          text(subscriptionWords(one, who.locale)),
          next && context(say.next(formats.time(next))),
          buttons(wayBack(one, deed, say), button(say.all, "digests")),
        ),
        tone: "good",
      } satisfies Card;
    },
  });

function wayBack({ number: which }: Subscription, deed: Deed, say: (typeof words)["vi"]) {
  const args = { number: String(which) };
  if (deed === "pause") return button(say.again, "digestchange", { ...args, deed: "resume" });
  return deed === "resume" ? button(say.pauseIt, "digestchange", { ...args, deed: "pause" }) : null;
}
