import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import type { Rule } from "../../alerts/rule.ts";
import { button, buttons, type Card, card, context, list, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { phrases } from "../../i18n/phrases.ts";
import { choice, duration, number } from "../arguments.ts";
import { type Command, defineCommand, type Play, type Scene, type Who } from "../command.ts";
import { type AlertPorts, isSeenBy, isToldHere } from "./desk.ts";
import { ruleWords } from "./rule-words.ts";

const words = phrases({
  en: {
    name: "Change an alert",
    summary: "Snooze an alert for a while, let it go on, or remove it",
    snooze: (what: string, time: string) => `${what}: snoozed until ${time}`,
    by: (name: string) => `By ${name}. What comes meanwhile is told in one summary after.`,
    resume: (what: string) => `${what}: goes on`,
    remove: (what: string) => `${what}: removed`,
    alert: (number: number) => `Alert ${number}`,
    nothing: "Nothing is looked out for here.",
    goOn: "Resume",
    all: "All alerts",
    which: "Which alert shall go?",
    removeIt: "Remove",
    snoozeAll: "Snooze all for 2 hours",
  },
  vi: {
    name: "Sửa cảnh báo",
    summary: "Tạm dừng một cảnh báo một lúc, gửi tiếp hoặc gỡ",
    snooze: (what, time) => `${what}: tạm dừng đến ${time}`,
    by: (name) => `${name} đã tạm dừng. Việc xảy ra trong lúc đó được báo gộp sau.`,
    resume: (what) => `${what}: đã gửi tiếp`,
    remove: (what) => `${what}: đã gỡ`,
    alert: (number) => `Cảnh báo số ${number}`,
    nothing: "Ở đây chưa đặt cảnh báo nào.",
    goOn: "Gửi tiếp",
    all: "Mọi cảnh báo",
    which: "Gỡ cảnh báo nào?",
    removeIt: "Gỡ",
    snoozeAll: "Tạm dừng tất cả 2 giờ",
  },
});

const labels = phrases({
  en: { deed: "What", for: "How long", number: "Alert" },
  vi: { deed: "Việc", for: "Trong bao lâu", number: "Cảnh báo số" },
});

const USUAL_MINUTES = 120;
const MINUTE_MS = 60_000;
const DEEDS = ["snooze", "resume", "remove"] as const;
type Deed = (typeof DEEDS)[number];

/**
 * `alert snooze 3`, "tạm dừng cảnh báo 30 phút", "gỡ cảnh báo 3", "bỏ theo dõi phiếu 17464". Without a number all that is
 * told in this chat is left alone; of several nothing is taken away before one was picked.
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
    deed: "write",
    words,
    labels,
    input: z.object({ deed: choice(DEEDS), for: duration().optional(), number: number().optional() }),

    async run(play) {
      const { input, say, who, call, clock, formats, looked } = play;
      // "Tắt cảnh báo 2 tiếng" wants it back after.
      const deed = input.for === undefined ? input.deed : "snooze";
      const meant = await rulesMeant(input.number, play, ports);
      if (meant.length === 0) return card(say.nothing, buttons(button(say.all, "alerts")));
      if (deed === "remove" && input.number === undefined && meant.length > 1) return whichCard(meant, play);
      for (const rule of meant) mustMay(deed, rule, who);
      const until = new Date(clock.now().getTime() + (input.for ?? USUAL_MINUTES) * MINUTE_MS);
      const { rules } = ports.alerts;
      for (const rule of meant) {
        await (deed === "snooze" ? rules.snooze(rule, until) : rules[deed](rule));
      }
      looked(null, `${meant.map((rule) => rule.number).join(",")}: ${deed}`);
      const one = meant.length === 1 ? meant[0] : undefined;
      const what = meant.map((rule) => say.alert(rule.number)).join(", ");
      const goOn = one && button(say.goOn, "alertchange", { deed: "resume", number: String(one.number) });
      return {
        ...card(
          deed === "snooze" ? say.snooze(what, formats.time(until)) : say[deed](what),
          text(meant.map(({ watch }) => ruleWords(watch, who.locale)).join("\n")),
          deed === "snooze" ? context(say.by(who.name || who.person)) : null,
          buttons(deed === "snooze" && goOn ? goOn : null, button(say.all, "alerts")),
        ),
        // Whoever reads along learns why it is quiet.
        audience: call.place.shared && meant.every(({ isPersonal }) => !isPersonal) ? "shared" : "private",
        tone: "good",
      } satisfies Card;
    },
  });

function whichCard(rules: readonly Rule[], { say, who }: Play<unknown, (typeof words)["en"]>): Card {
  const rows = rules.map(({ number: which, watch }) => ({
    title: `${which}. ${ruleWords(watch, who.locale)}`,
    buttons: [button(say.removeIt, "alertchange", { deed: "remove", number: String(which) })],
  }));
  return card(say.which, list("", rows), buttons(button(say.snoozeAll, "alertchange", { deed: "snooze" })));
}

/** By its number, or that of the ticket it follows; all of this chat where none is named. */
async function rulesMeant(
  wanted: number | undefined,
  { call, who }: Scene,
  { alerts: { rules } }: AlertPorts,
): Promise<Rule[]> {
  const all = await rules.list();
  const here = all.filter((rule) => isToldHere(rule, call.place, who.person));
  if (wanted === undefined) return here.filter(({ isPersonal }) => isPersonal === !call.place.shared);
  const numbered = all.filter((rule) => rule.number === wanted && isSeenBy(rule, call.place, who));
  const following = here.filter(({ watch }) => watch.kind === "ticket" && watch.ticket === String(wanted));
  const meant = numbered.length > 0 ? numbered : following;
  if (meant.length === 0) throw new AppError("not-found", `there is no alert ${wanted}`);
  return meant;
}

/** A snooze loses nothing, so whoever works in a chat may have it; an alert is taken away by its owner or a manager. */
function mustMay(deed: Deed, { person, number: which }: Rule, who: Who): void {
  if (person === who.person || deed !== "remove" || reaches(who.role, "manager")) return;
  throw new AppError("forbidden", `alert ${which} is somebody else's`);
}
