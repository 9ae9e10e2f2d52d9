import * as z from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES } from "../../i18n/messages.ts";
import { alertCard } from "./alert-card.ts";
import type { AlertPorts } from "./alert-service.ts";
import type { Assignment } from "./messages.ts";

const myAlertsMessages = defineMessages({
  en: {
    name: "Take it on",
    summary: "Take on what a card shows",
    how: "This is a button on the cards of digests and alerts.",
    ticket: (id: string) => `Ticket #${id}`,
    rating: "A rating",
    taken: (name: string, what: string) => `✋ ${name} takes care of it: ${what}`,
    at: (time: string) => `Since ${time}.`,
    back: (what: string) => `Given back: ${what}`,
  },
  vi: {
    name: "Nhận xử lý",
    summary: "Nhận xử lý việc được báo",
    how: "Đây là nút trong tin báo cáo và cảnh báo.",
    ticket: (id) => `Phiếu #${id}`,
    rating: "một đánh giá",
    taken: (name, what) => `✋ ${name} nhận xử lý: ${what}`,
    at: (time) => `Từ ${time}.`,
    back: (what) => `Đã trả lại: ${what}`,
  },
});

/**
 * Takes on a subject or gives it back, for everybody to see. The first person who presses gets it, on every card and in
 * every chat. The pressed alert shows the assignment; for a digest's button the bot posts a line.
 */
export const createMine = ({ alerts }: AlertPorts): Command =>
  defineCommand({
    name: "mine",
    aliases: [],
    role: "agent",
    hidden: true,
    effect: "write",
    // The card itself has the button that gives the subject back.
    undo: null,
    messages: myAlertsMessages,
    input: z.object({
      subject: carried().optional(),
      message: carried().optional(),
      back: carriedOf(["back"]).optional(),
    }),

    async run(ctx) {
      const { input, t, who, clock, recordAccess } = ctx;
      const { subject, message, back } = input;
      const { assignments, messages } = alerts;
      recordAccess(null, "asked");
      if (subject === undefined) return card(t.name, text(t.how));
      if (back !== undefined && !(await assignments.release(subject, who.person))) {
        throw new AppError("not-yours", `${subject} was taken by somebody else`);
      }
      const assignment =
        back === undefined
          ? await assignments.take({
              subject,
              person: who.person,
              name: who.name || who.person,
              at: clock.now(),
            })
          : null;
      recordAccess(null, `${subject} ${outcomeOf(assignment, who.person)}`);
      const notified = message === undefined ? null : await messages.find(message);
      if (notified === null) return lineCard(subject, assignment, ctx);
      const subjects = notified.events.map((event) => event.subject);
      // Everybody reads this card, so it stays in the chat's language. The person who presses may use another one.
      const locale = LOCALES.find((one) => one === notified.rules[0].locale) ?? who.locale;
      const formats = createFormats(locale, ctx.timeZone);
      return alertCard(notified, { locale, formats, assignments: await assignments.of(subjects) });
    },
  });

function outcomeOf(assignment: Assignment | null, person: string): string {
  if (assignment === null) return "given back";
  return assignment.person === person ? "taken" : `taken by ${assignment.person} before`;
}

function lineCard(subject: string, assignment: Assignment | null, { who, call, formats }: Context): Card {
  const t = myAlertsMessages[who.locale];
  const [kind = "", id = ""] = subject.split(":");
  const what = kind === "ticket" ? t.ticket(id) : t.rating;
  return {
    ...card(
      assignment === null ? t.back(what) : t.taken(assignment.name, what),
      assignment && context(t.at(formats.time(assignment.at))),
    ),
    audience: call.place.shared ? "shared" : "private",
  };
}
