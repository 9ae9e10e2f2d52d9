import type { UndoableChange, UndoSpec } from "../../bot/undo.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { type Rule, type RuleStanding, ruleWords } from "./rule.ts";

const undoAlertMessages = defineMessages({
  en: {
    alert: (number: number, what: string) => `Alert ${number} (${what})`,
    active: (alert: string) => `${alert}: on`,
    snoozed: (alert: string, time: string) => `${alert}: snoozed until ${time}`,
    shutOut: (alert: string) => `${alert}: stopped, its chat does not let me write`,
    broken: (alert: string) => `${alert}: stopped, it was changed outside the bot`,
    removed: (number: string) => `Alert ${number}: removed`,
  },
  vi: {
    alert: (number, what) => `Cảnh báo số ${number} (${what})`,
    active: (alert) => `${alert}: đang bật`,
    snoozed: (alert, time) => `${alert}: tạm dừng đến ${time}`,
    shutOut: (alert) => `${alert}: đã dừng, nhóm chat không cho bot gửi tin`,
    broken: (alert) => `${alert}: đã dừng, dữ liệu bị sửa ngoài bot`,
    removed: (number) => `Cảnh báo số ${number}: đã gỡ`,
  },
});

const REMOVED: RuleStanding = { state: "removed", snoozedUntil: null };

/** Returns the change of a rule, for the button *Undo*. @param before  null if the rule is new */
export function changeOfRule(before: RuleStanding | null, after: Rule): UndoableChange {
  return {
    subject: `alert:${after.number}`,
    before: written(before ?? REMOVED),
    after: written(after),
    version: after.changedAt.toISOString(),
  };
}

/** Undoes a new alert, a snooze and a resumption. */
export function createAlertUndo(ports: AlertPorts): UndoSpec {
  const find = async (subject: string) => {
    const number = Number(subject.replace("alert:", ""));
    return (await ports.alerts.rules.list()).find((rule) => rule.number === number) ?? null;
  };

  return {
    async restore({ subject, before, after, version }) {
      const rule = await find(subject);
      const from = { ...parsed(after), changedAt: new Date(version) };
      return rule !== null && ports.alerts.rules.restore(rule, from, parsed(before));
    },

    async standing(subject, { who: { locale }, clock, formats }) {
      const t = undoAlertMessages[locale];
      const rule = await find(subject);
      if (rule === null) return { state: written(REMOVED), words: t.removed(subject.replace("alert:", "")) };
      const { number, watch, snoozedUntil, state } = rule;
      const alert = t.alert(number, ruleWords(watch, locale));
      const words = () => {
        if (state === "shut-out") return t.shutOut(alert);
        if (state === "broken") return t.broken(alert);
        if (snoozedUntil === null || snoozedUntil <= clock.now()) return t.active(alert);
        return t.snoozed(alert, formats.time(snoozedUntil));
      };
      return { state: written(rule), words: words() };
    },
  };
}

/** `"active 2026-11-25T05:00:00.000Z"`, `"shut-out"` */
function written({ state, snoozedUntil }: RuleStanding): string {
  return [state, snoozedUntil?.toISOString()].filter(Boolean).join(" ");
}

function parsed(text: string): RuleStanding {
  const [word, until] = text.split(" ");
  const state = (["active", "shut-out"] as const).find((one) => one === word) ?? "removed";
  return { state, snoozedUntil: until === undefined ? null : new Date(until) };
}
