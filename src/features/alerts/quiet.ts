import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import { line } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { parseQuietHours, writeQuietHours } from "./quiet-hours.ts";

const quietMessages = defineMessages({
  en: {
    name: "Quiet hours",
    summary: "When alerts leave this chat alone",
    now: (hours: string) => `This chat is left alone ${hours}.`,
    none: "This chat has no quiet hours.",
    set: (hours: string) => `Quiet hours: ${hours}`,
    off: "No more quiet hours",
    after: "What comes meanwhile is kept, and told in one summary after.",
    how: "quiet 22:00-07:00 sets them; quiet off takes them away.",
    wrong: (typed: string) => `“${typed}” are no two times of a day`,
    takeAway: "Take away",
  },
  vi: {
    name: "Giờ yên lặng",
    summary: "Khoảng giờ cảnh báo không gửi vào nhóm chat này",
    now: (hours) => `Giờ yên lặng ở đây: ${hours}.`,
    none: "Ở đây chưa đặt giờ yên lặng.",
    set: (hours) => `Giờ yên lặng: ${hours}`,
    off: "Đã bỏ giờ yên lặng",
    after: "Việc xảy ra lúc đó được giữ lại và báo gộp một lần sau đó.",
    how: "Gõ “giờ yên lặng 22h-7h” để đặt, “bỏ giờ yên lặng” để bỏ.",
    wrong: (typed) => `“${typed}” không phải hai mốc giờ trong ngày`,
    takeAway: "Bỏ",
  },
});

const labels = defineMessages({ en: { hours: "Hours" }, vi: { hours: "Giờ" } });

const OFF = /^(off|none|no|stop|tat|bo|khong|huy|-)$/;

/** Sets the quiet hours of the whole chat, with all its threads: `quiet 22:00-07:00`, "giờ yên lặng từ 22h đến 7h". */
export const createQuiet = ({ alerts }: AlertPorts): Command =>
  defineCommand({
    name: "quiet",
    aliases: [
      "quiet hours",
      "alert quiet",
      "do not disturb",
      "giờ yên lặng",
      "giờ im lặng",
      "không làm phiền",
      "đặt giờ yên lặng",
    ],
    role: "agent",
    effect: "write",
    messages: quietMessages,
    labels,
    input: z.object({ hours: line(60).optional() }),

    async run({ input: { hours: typed }, t, who, call, recordAccess }) {
      const listener = { person: who.person, place: call.place, isPersonal: false };
      const all = button(alertMessages[who.locale].all, "alerts");
      recordAccess(null, "shown");
      if (typed === undefined) {
        const now = await alerts.rules.quietHours(listener);
        return card(
          t.name,
          text(now ? t.now(writeQuietHours(now)) : t.none),
          context(t.how),
          buttons(now && button(t.takeAway, "quiet", { hours: "off" }), all),
        );
      }
      if (call.place.shared && !reaches(who.role, "manager")) {
        throw new AppError("forbidden", "a chat's quiet hours are set by managers");
      }
      const hours = OFF.test(fold(typed).trim()) ? null : parseQuietHours(typed);
      const isWrong = hours === null && !OFF.test(fold(typed).trim());
      if (isWrong) return { ...card(t.wrong(typed), text(t.how), buttons(all)), tone: "bad" } satisfies Card;
      await alerts.rules.setQuietHours(listener, hours);
      const written = hours && writeQuietHours(hours);
      recordAccess(null, written ?? "off");
      return {
        ...card(
          written ? t.set(written) : t.off,
          written ? text(t.after) : null,
          buttons(written ? button(t.takeAway, "quiet", { hours: "off" }) : null, all),
        ),
        audience: call.place.shared ? "shared" : "private",
        tone: "good",
      } satisfies Card;
    },
  });
