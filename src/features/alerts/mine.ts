import { z } from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import { type Command, type Context, defineCommand } from "../../bot/command.ts";
import { type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES } from "../../i18n/messages.ts";
import { alertCard } from "./alert-card.ts";
import type { AlertPorts } from "./alert-services.ts";
import type { Claim } from "./assignments.ts";

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
    summary: "Nhận xử lý việc trên thẻ",
    how: "Đây là nút trên thẻ báo cáo và cảnh báo.",
    ticket: (id) => `Phiếu #${id}`,
    rating: "một đánh giá",
    taken: (name, what) => `✋ ${name} nhận xử lý: ${what}`,
    at: (time) => `Từ ${time}.`,
    back: (what) => `Đã trả lại: ${what}`,
  },
});

const labels = defineMessages({
  en: { subject: "What", message: "Message", back: "Give back" },
  vi: { subject: "Việc", message: "Tin", back: "Trả lại" },
});

/**
 * Takes something on, or gives it back, for everybody to see: the first who presses has it, on every card and in every
 * chat. The card that was pressed shows it; without one (a digest's), a line in the chat does.
 */
export const createMine = ({ alerts }: AlertPorts): Command =>
  defineCommand({
    name: "mine",
    aliases: [],
    role: "agent",
    hidden: true,
    effect: "write",
    messages: myAlertsMessages,
    labels,
    input: z.object({
      subject: carried().optional(),
      message: carried().optional(),
      back: carriedOf(["back"]).optional(),
    }),

    async run(ctx) {
      const { input, t, who, clock, recordAccess } = ctx;
      const { subject, message, back } = input;
      const { claims, messages } = alerts;
      recordAccess(null, "asked");
      if (subject === undefined) return card(t.name, text(t.how));
      if (back !== undefined && !(await claims.release(subject, who.person))) {
        throw new AppError("not-yours", `${subject} was taken by somebody else`);
      }
      const claim =
        back === undefined
          ? await claims.take({ subject, person: who.person, name: who.name || who.person, at: clock.now() })
          : null;
      recordAccess(null, `${subject} ${outcomeOf(claim, who.person)}`);
      const told = message === undefined ? null : await messages.find(message);
      if (told === null) return lineCard(subject, claim, ctx);
      const subjects = told.events.map((event) => event.subject);
      // Everybody's card goes on in the chat's language, whoever presses.
      const locale = LOCALES.find((one) => one === told.rules[0].locale) ?? who.locale;
      const formats = createFormats(locale, ctx.timeZone);
      return alertCard(told, { locale, formats, claims: await claims.of(subjects) });
    },
  });

function outcomeOf(claim: Claim | null, person: string): string {
  if (claim === null) return "given back";
  return claim.person === person ? "taken" : `taken by ${claim.person} before`;
}

function lineCard(subject: string, claim: Claim | null, { who, call, formats }: Context): Card {
  const t = myAlertsMessages[who.locale];
  const [kind = "", id = ""] = subject.split(":");
  const what = kind === "ticket" ? t.ticket(id) : t.rating;
  return {
    ...card(
      claim === null ? t.back(what) : t.taken(claim.name, what),
      claim && context(t.at(formats.time(claim.at))),
    ),
    audience: call.place.shared ? "shared" : "private",
  };
}
