import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { choice, duration, number } from "../../bot/arguments.ts";
import type { Call } from "../../bot/call.ts";
import { type Command, defineCommand, onlyShown } from "../../bot/command.ts";
import type { CommandContext, Context, Who } from "../../bot/context.ts";
import { asShown, evidenceOfState, mustBeAsShown, shownBefore } from "../../bot/editing.ts";
import { type UndoableChange, undoButton } from "../../bot/undo.ts";
import { button, buttons, type Card, card, context, list, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { isNotifiedHere, isSeenBy, type Rule, ruleWords } from "./rule.ts";
import { changeOfRule, createAlertUndo } from "./undo-alert.ts";

const alertChangeMessages = defineMessages({
  en: {
    name: "Change an alert",
    summary: "Snooze an alert for a while, let it go on, or remove it",
    snooze: (what: string, time: string) => `${what}: snoozed until ${time}`,
    by: (name: string) => `By ${name}. What comes meanwhile is told in one summary after.`,
    resume: (what: string) => `${what}: goes on`,
    remove: (what: string) => `${what}: removed`,
    ask: (number: number) => `Remove alert ${number}?`,
    lost: "Nobody is told of it any more. To have it again, it must be set up anew.",
    confirm: "Remove alert",
    repeat: "The bot was interrupted, and the alert is still there. Doing it again does no harm.",
    alert: (number: number) => `Alert ${number}`,
    which: "Which alert shall go?",
    snoozeAll: "Snooze all for 2 hours",
  },
  vi: {
    name: "Sửa cảnh báo",
    summary: "Tạm dừng, gửi tiếp hoặc gỡ một cảnh báo",
    snooze: (what, time) => `${what}: tạm dừng đến ${time}`,
    by: (name) => `${name} đã tạm dừng. Việc xảy ra trong lúc đó được báo gộp sau.`,
    resume: (what) => `${what}: đã gửi tiếp`,
    remove: (what) => `${what}: đã gỡ`,
    ask: (number) => `Gỡ cảnh báo số ${number}?`,
    lost: "Bot sẽ không báo việc này nữa. Muốn có lại thì phải tạo lại.",
    confirm: "Gỡ cảnh báo",
    repeat: "Bot bị gián đoạn và cảnh báo vẫn còn. Bạn có thể làm lại, không ảnh hưởng gì.",
    alert: (number) => `Cảnh báo số ${number}`,
    which: "Gỡ cảnh báo nào?",
    snoozeAll: "Tạm dừng tất cả 2 giờ",
  },
});

const labels = defineMessages({
  en: { effect: "What", for: "How long", number: "Alert" },
  vi: { effect: "Bạn muốn làm gì", for: "Trong bao lâu", number: "Cảnh báo số" },
});

const USUAL_MINUTES = 120;
/** The recipient of a personal rule, as the journal stores it with the question. */
const PERSONAL = "person";
const MINUTE_MS = 60_000;
const EFFECTS = ["snooze", "resume", "remove"] as const;

/**
 * Changes an alert: `alert snooze 3`, "tạm dừng cảnh báo 30 phút", "gỡ cảnh báo 3", "bỏ theo dõi phiếu 17464". Without a
 * number a snooze covers all alerts of this chat, and a removal asks which alert to remove. A snooze and a resumption can
 * be undone, so they happen at once. A removal asks for confirmation.
 */
export const createAlertChange = (ports: AlertPorts): Command =>
  defineCommand({
    name: "alertchange",
    aliases: [
      "alert snooze",
      "alert resume",
      "alert remove",
      "snooze alert",
      "resume alert",
      "remove alert",
      "snooze",
      "tạm dừng cảnh báo",
      "gửi tiếp cảnh báo",
      "gỡ cảnh báo",
    ],
    role: "agent",
    inBot: true,
    undo: createAlertUndo(ports),
    messages: alertChangeMessages,
    examples: {
      vi: ["tạm dừng cảnh báo 2 giờ", "gửi tiếp cảnh báo 1", "go canh bao 1"],
      en: ["remove alert 1"],
    },
    labels,
    input: z.object({ effect: choice(EFFECTS), for: duration().optional(), number: number().optional() }),

    async ask(ctx) {
      const { input, t, who, common, call, clock, formats, recordAccess } = ctx;
      // "Tắt cảnh báo 2 tiếng" names a time, so it is a snooze and not a removal.
      const effect = input.for === undefined ? input.effect : "snooze";
      const meant = await rulesMeant(input.number, ctx, ports);
      const [first, ...others] = meant;
      const allAlerts = button(alertMessages[who.locale].all, "alerts");
      if (first === undefined) return onlyShown(card(alertMessages[who.locale].none, buttons(allAlerts)));
      if (effect === "remove") {
        if (others.length > 0) return onlyShown(whichCard(meant, ctx));
        mustMayRemove(first, who);
        return question(first, ctx);
      }
      const until = new Date(clock.now().getTime() + (input.for ?? USUAL_MINUTES) * MINUTE_MS);
      const { rules } = ports.alerts;
      const changes: UndoableChange[] = [];
      for (const rule of meant) {
        const after = await (effect === "snooze" ? rules.snooze(rule, until) : rules.resume(rule));
        changes.push(changeOfRule(rule, after));
      }
      recordAccess(null, `${meant.map((rule) => rule.number).join(",")}: ${effect}`);
      const one = others.length === 0 ? first : undefined;
      const what = meant.map((rule) => t.alert(rule.number)).join(", ");
      const goOn =
        one && button(common.resume, "alertchange", { effect: "resume", number: String(one.number) });
      const audience = audienceOf(meant, call);
      const answer = {
        ...card(
          effect === "snooze" ? t.snooze(what, formats.time(until)) : t.resume(what),
          text(meant.map(({ watch }) => ruleWords(watch, who.locale)).join("\n")),
          effect === "snooze" ? context(t.by(who.name || who.person)) : null,
          buttons(
            undoButton({ command: "alertchange", changes, audience }, ctx),
            effect === "snooze" && goOn ? goOn : null,
            allAlerts,
          ),
        ),
        audience,
        tone: "good",
      } satisfies Card;
      return { answer, effect: "write" };
    },

    write: {
      async prepare(ctx, operation) {
        const rule = await ports.alerts.rules.find(ctx.input.number ?? 0);
        mustMayRemove(rule, ctx.who);
        mustBeAsShown(operation, held(rule));
        return {
          seen: [],
          async send() {
            await ports.alerts.rules.remove(rule);
            return held(rule).notified;
          },
        };
      },

      async evidence({ input }, operation) {
        const isThere = (await ports.alerts.rules.list()).some((rule) => rule.number === input.number);
        return evidenceOfState(operation, !isThere, shownBefore(operation).notified ?? null);
      },

      repeatable: ({ t }) => t.repeat,
    },

    auditOutcome: ({ input }) => `${input.number}: remove`,

    receipt: async ({ input, t, who, call }, notified) => ({
      ...card(t.remove(t.alert(input.number ?? 0)), buttons(button(alertMessages[who.locale].all, "alerts"))),
      audience: call.place.shared && notified !== null && notified !== PERSONAL ? "shared" : "private",
      tone: "good",
    }),
  });

function question(
  rule: Rule,
  { t, who, recordAccess }: CommandContext<unknown, (typeof alertChangeMessages)["en"]>,
) {
  const { number: which, watch } = rule;
  recordAccess(`alert:${which}`, "asked");
  return {
    card: {
      ...card(t.ask(which), text(ruleWords(watch, who.locale)), text(t.lost)),
      tone: "warning" as const,
    },
    customer: `alert:${which}`,
    args: { effect: "remove", number: String(which), ...asShown(held(rule)) },
    confirmLabel: t.confirm,
    danger: true as const,
  };
}

/** Returns what the question showed. This prevents the removal of a later alert with the same number. */
function held({ watch, isPersonal }: Rule) {
  return { what: ruleWords(watch, "en"), notified: isPersonal ? PERSONAL : "chat" };
}

/** Answers in the shared chat if all rules belong to it, so that everybody there learns why it is quiet. */
function audienceOf(rules: readonly Rule[], { place }: Call): "shared" | "private" {
  return place.shared && rules.every(({ isPersonal }) => !isPersonal) ? "shared" : "private";
}

function whichCard(
  rules: readonly Rule[],
  { t, who, common }: CommandContext<unknown, (typeof alertChangeMessages)["en"]>,
): Card {
  const rows = rules.map(({ number: which, watch }) => ({
    title: `${which}. ${ruleWords(watch, who.locale)}`,
    buttons: [button(common.remove, "alertchange", { effect: "remove", number: String(which) })],
  }));
  return card(t.which, list("", rows), buttons(button(t.snoozeAll, "alertchange", { effect: "snooze" })));
}

/** Finds rules by their number, or by the number of the ticket they follow. Without a number: all rules of this chat. */
async function rulesMeant(
  wanted: number | undefined,
  { call, who }: Context,
  { alerts: { rules } }: AlertPorts,
): Promise<Rule[]> {
  const all = await rules.list();
  const here = all.filter((rule) => isNotifiedHere(rule, call.place, who.person));
  if (wanted === undefined) return here.filter(({ isPersonal }) => isPersonal === !call.place.shared);
  const numbered = all.filter((rule) => rule.number === wanted && isSeenBy(rule, call.place, who));
  const following = here.filter(({ watch }) => watch.kind === "ticket" && watch.ticket === String(wanted));
  const meant = numbered.length > 0 ? numbered : following;
  if (meant.length === 0) throw new AppError("not-found", `there is no alert ${wanted}`, { number: wanted });
  return meant;
}

/** Allows a removal to the owner and to managers only. Anybody in the chat may snooze, because a snooze loses nothing. */
function mustMayRemove({ person, number: which }: Rule, who: Who): void {
  if (person === who.person || reaches(who.role, "manager")) return;
  throw new AppError("forbidden", `alert ${which} is somebody else's`);
}
