import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { line } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Who } from "../../bot/context.ts";
import { type UndoSpec, undoButton } from "../../bot/undo.ts";
import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { parseQuietHours, type QuietHours, writeQuietHours } from "./quiet-hours.ts";
import { chatKey } from "./rules.ts";

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

/** Begins the subject of a change: `"quiet:telegram:-100123"`, `"quiet:slack:U0123"` for a person's own chat. */
const QUIET = "quiet:";
const NONE = "none";

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
    undo: createQuietUndo({ alerts }),
    messages: quietMessages,
    examples: {
      vi: ["giờ yên lặng 22:00-07:00", "giờ yên lặng", "gio yen lang 22:00-07:00"],
      en: ["quiet hours 22:00-07:00"],
    },
    labels,
    input: z.object({ hours: line(60).optional() }),

    async run(ctx) {
      const { input, t, who, call, recordAccess } = ctx;
      const { hours: typed } = input;
      const listener = { person: who.person, place: call.place, isPersonal: false };
      const all = button(alertMessages[who.locale].all, "alerts");
      recordAccess(null, "shown");
      const before = await alerts.rules.quietHours(listener);
      if (typed === undefined) {
        return card(
          t.name,
          text(before ? t.now(writeQuietHours(before)) : t.none),
          context(t.how),
          buttons(before && button(t.takeAway, "quiet", { hours: "off" }), all),
        );
      }
      mustMayChange(call.place.shared, who);
      const hours = OFF.test(fold(typed).trim()) ? null : parseQuietHours(typed);
      const isWrong = hours === null && !OFF.test(fold(typed).trim());
      if (isWrong) return { ...card(t.wrong(typed), text(t.how), buttons(all)), tone: "bad" } satisfies Card;
      const at = await alerts.rules.setQuietHours(listener, hours);
      const written = hours && writeQuietHours(hours);
      recordAccess(null, written ?? "off");
      const audience = call.place.shared ? "shared" : "private";
      const states = { before: stateOf(before), after: stateOf(hours), version: at.toISOString() };
      const changes = [{ subject: `${QUIET}${chatKey(listener)}`, ...states }];
      return {
        ...card(
          written ? t.set(written) : t.off,
          written ? text(t.after) : null,
          buttons(
            undoButton({ command: "quiet", changes, audience }, ctx),
            written ? button(t.takeAway, "quiet", { hours: "off" }) : null,
            all,
          ),
        ),
        audience,
        tone: "good",
      } satisfies Card;
    },
  });

function createQuietUndo({ alerts }: AlertPorts): UndoSpec {
  const chatOf = (subject: string) => subject.slice(QUIET.length);
  return {
    async restore({ subject, before, after, version }, { who }) {
      const chat = chatOf(subject);
      mustMayChange(chat !== who.person, who);
      const from = { hours: parseQuietHours(after), changedAt: new Date(version) };
      return alerts.rules.restoreQuietHours(chat, from, parseQuietHours(before));
    },
    async standing(subject, { who }) {
      const t = quietMessages[who.locale];
      const hours = await alerts.rules.quietHoursOf(chatOf(subject));
      return { state: stateOf(hours), words: hours ? t.now(writeQuietHours(hours)) : t.none };
    },
  };
}

function stateOf(hours: QuietHours | null): string {
  return hours === null ? NONE : writeQuietHours(hours);
}

function mustMayChange(isShared: boolean, who: Who): void {
  if (isShared && !reaches(who.role, "manager")) {
    throw new AppError("forbidden", "a chat's quiet hours are set by managers");
  }
}
