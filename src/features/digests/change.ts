import * as z from "zod";
import { choice, number } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing.ts";
import { undoButton } from "../../bot/undo.ts";
import { buttons, type Card, card, context, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { nextDue } from "../../scheduling/due.ts";
import { subscriptionButtons, subscriptionWords } from "./subscription-messages.ts";
import type { Subscription, Subscriptions } from "./subscriptions.ts";
import { changeOfDigest, createDigestUndo } from "./undo-digest.ts";

const digestChangeMessages = defineMessages({
  en: {
    name: "Change a digest",
    summary: "Pause, resume or remove a scheduled digest",
    pause: (number: number) => `Digest ${number} is paused`,
    resume: (number: number) => `Digest ${number} goes on`,
    remove: (number: number) => `Digest ${number} is removed`,
    next: (time: string) => `Next: ${time}. What was due meanwhile is not sent.`,
    ask: (number: number) => `Remove digest ${number}?`,
    lost: "It is not sent any more. To have it again, it must be set up anew.",
    confirm: "Remove",
    repeat: "The bot was interrupted, and the digest is still there. Doing it again does no harm.",
  },
  vi: {
    name: "Sửa báo cáo",
    summary: "Tạm dừng, gửi tiếp hoặc gỡ một báo cáo định kỳ",
    pause: (number) => `Đã tạm dừng báo cáo số ${number}`,
    resume: (number) => `Báo cáo số ${number} sẽ gửi tiếp`,
    remove: (number) => `Đã gỡ báo cáo số ${number}`,
    next: (time) => `Lần tới: ${time}. Các lần bị lỡ không gửi bù.`,
    ask: (number) => `Gỡ báo cáo số ${number}?`,
    lost: "Báo cáo này sẽ không gửi nữa. Muốn có lại thì phải tạo lại.",
    confirm: "Gỡ báo cáo",
    repeat: "Bot bị gián đoạn và báo cáo vẫn còn. Bạn có thể làm lại, không ảnh hưởng gì.",
  },
});

const labels = defineMessages({
  en: { effect: "What", number: "Digest" },
  vi: { effect: "Bạn muốn làm gì", number: "Báo cáo số" },
});

/**
 * Changes a digest: `digest pause 2`, "tạm dừng báo cáo 2". Repeating a change does no harm. A pause and a resumption can
 * be undone, so they happen at once. A removal asks for confirmation.
 */
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
    inBot: true,
    undo: createDigestUndo({ subscriptions }),
    messages: digestChangeMessages,
    examples: {
      vi: ["tạm dừng báo cáo 2", "gửi tiếp báo cáo 2", "go bao cao 2"],
      en: ["remove digest 2"],
    },
    labels,
    input: z.object({ effect: choice(["pause", "resume", "remove"]), number: number() }),

    async ask(ctx) {
      const { input, t, who, clock, timeZone, formats, recordAccess } = ctx;
      const { effect, number: which } = input;
      const one = await subscriptions.find(which);
      if (effect === "remove") {
        recordAccess(`digest:${which}`, "asked");
        return {
          card: {
            ...card(t.ask(which), text(subscriptionWords(one, who.locale)), text(t.lost)),
            tone: "warning",
          },
          customer: `digest:${which}`,
          args: { effect, number: String(which), ...asShown(held(one)) },
          confirmLabel: t.confirm,
          danger: true,
        };
      }
      const after = await subscriptions[effect](one);
      const changes = after === null ? [] : [changeOfDigest(one, after)];
      const { pause, resume, all } = subscriptionButtons(which, who.locale);
      recordAccess(`digest:${which}`, `${which}: ${effect}`);
      const next = effect === "resume" ? nextDue(one.schedule, timeZone, clock.now()) : null;
      const answer = {
        ...card(
          t[effect](which),
          text(subscriptionWords(one, who.locale)),
          next && context(t.next(formats.time(next))),
          buttons(
            undoButton({ command: "digestchange", changes }, ctx),
            effect === "pause" ? resume : pause,
            all,
          ),
        ),
        tone: "good",
      } satisfies Card;
      return { answer, effect: "write" };
    },

    write: {
      async prepare({ input }, operation) {
        const one = await subscriptions.find(input.number);
        mustBeAsShown(operation, held(one));
        return {
          seen: [],
          async send() {
            await subscriptions.remove(one);
            return null;
          },
        };
      },

      async evidence({ input }, operation) {
        const isThere = (await subscriptions.list()).some((one) => one.number === input.number);
        return evidenceOfState(operation, !isThere, null);
      },

      repeatable: ({ t }) => t.repeat,
    },

    auditOutcome: ({ input }) => `${input.number}: remove`,

    receipt: async ({ input: { number: which }, t, who }) => ({
      ...card(t.remove(which), buttons(subscriptionButtons(which, who.locale).all)),
      tone: "good",
    }),
  });

/** Returns what the question showed. It prevents the removal of another digest that has this number later. */
function held(one: Subscription) {
  return { what: subscriptionWords(one, "en") };
}
