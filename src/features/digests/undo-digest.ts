import type { UndoableChange, UndoSpec } from "../../bot/undo.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { subscriptionWords } from "./subscription-messages.ts";
import type { Subscription, SubscriptionState, Subscriptions } from "./subscriptions.ts";

const undoDigestMessages = defineMessages({
  en: {
    digest: (number: string, what: string, state: string) =>
      `Digest ${number}${what && ` (${what})`}: ${state}`,
  },
  vi: { digest: (number, what, state) => `Báo cáo số ${number}${what && ` (${what})`}: ${state}` },
});

const states = defineMessages<Record<SubscriptionState, string>>({
  en: {
    active: "on",
    paused: "paused",
    "shut-out": "stopped, the chat does not let the bot write",
    broken: "stopped, it was changed outside the bot",
    removed: "removed",
  },
  vi: {
    active: "đang bật",
    paused: "đang tạm dừng",
    "shut-out": "đã dừng, nhóm chat không cho bot gửi tin",
    broken: "đã dừng, dữ liệu bị sửa ngoài bot",
    removed: "đã gỡ",
  },
});

const SUBJECT = "digest:";

/** Returns the change of a subscription, for the button *Undo*. @param before  null if the subscription is new */
export function changeOfDigest(before: Subscription | null, after: Subscription): UndoableChange {
  return {
    subject: `${SUBJECT}${after.number}`,
    before: before?.state ?? "removed",
    after: after.state,
    version: after.changedAt.toISOString(),
  };
}

/** Undoes a new digest, a pause and a resumption. What was due during an undone pause is sent after all. */
export function createDigestUndo({ subscriptions }: { subscriptions: Subscriptions }): UndoSpec {
  const numberIn = (subject: string) => subject.slice(SUBJECT.length);
  const find = (subject: string) => subscriptions.withRemoved(Number(numberIn(subject)));

  return {
    async restore({ subject, before, after, version }) {
      const one = await find(subject);
      const [from, to] = [parsed(after), parsed(before)];
      return one !== null && subscriptions.restore(one, { state: from, changedAt: new Date(version) }, to);
    },

    async standing(subject, { who: { locale } }) {
      const one = await find(subject);
      const state = one?.state ?? "removed";
      const what = one === null ? "" : subscriptionWords(one, locale);
      const { digest } = undoDigestMessages[locale];
      return { state, words: digest(numberIn(subject), what, states[locale][state]) };
    },
  };
}

const STATES = ["active", "paused", "shut-out"] as const;

function parsed(state: string): (typeof STATES)[number] | "removed" {
  return STATES.find((one) => one === state) ?? "removed";
}
