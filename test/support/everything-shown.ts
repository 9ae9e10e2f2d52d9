import fc from "fast-check";
import { expect } from "vitest";
import { filesOf, type ReadyCard } from "../../src/cards/card.ts";
import { renderAsText, renderCard as renderForSlack } from "../../src/platforms/slack/render.ts";
import { renderCard as renderForTelegram } from "../../src/platforms/telegram/render.ts";
import { renderCard as renderForTerminal } from "../../src/platforms/terminal/render.ts";

/** Returns everything a reader of the chat sees, on any platform: texts, tables, file names and text alternatives. */
export function everythingShown(card: ReadyCard): string[] {
  return [
    JSON.stringify(renderForSlack(card)),
    JSON.stringify(renderForSlack(card, { tables: false })),
    JSON.stringify(renderAsText(card)),
    JSON.stringify(renderForTelegram(card)),
    renderForTerminal(card),
    ...filesOf(card).flatMap(({ name, alt = "" }) => [name, alt]),
  ];
}

/** Returns the digits of a text, joined across separators where they may be one number. */
function numbersIn(text: string): string[] {
  return (text.normalize("NFKC").match(/\d(?:[\s.\-()/|\u200b]{0,3}\d)*/g) ?? []).map((one) =>
    one.replace(/\D/g, ""),
  );
}

const NATIONAL_DIGITS = 9;

/** @param mailboxes  e-mail addresses; even the part before the @ must not be shown */
export function expectNoneOf(
  shown: readonly string[],
  phones: readonly string[],
  mailboxes: readonly string[],
): void {
  const secrets = new Set(phones.map((phone) => phone.replace(/\D/g, "").slice(-NATIONAL_DIGITS)));
  for (const text of shown) {
    for (const number of numbersIn(text)) {
      for (let at = 0; at + NATIONAL_DIGITS <= number.length; at++) {
        const part = number.slice(at, at + NATIONAL_DIGITS);
        expect(secrets.has(part), `${number} in ${text.slice(0, 400)}`).toBe(false);
      }
    }
    for (const address of mailboxes) {
      expect(text.toLowerCase()).not.toContain(address.toLowerCase());
      const mailbox = address.slice(0, address.indexOf("@") + 1).toLowerCase();
      if (mailbox.length > MIN_MAILBOX_LENGTH) expect(text.toLowerCase()).not.toContain(mailbox);
    }
  }
}

/** Shorter mailboxes also occur in ordinary words. */
const MIN_MAILBOX_LENGTH = 4;

const split = (digits: string, sign: string) =>
  [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)].join(sign);

/** Full-width digits of a Japanese or Chinese keyboard. */
const wide = (digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

/** Any address, but "*@example.com": its masked form "****@example.com" holds it. */
export const anyEmail = fc.emailAddress().filter((email) => !/^\*+@/.test(email));

/** A mobile number, `"0867123456"`, and the ways people type it. */
export const anyPhone = fc.stringMatching(/^0[35789]\d{8}$/);
export const anyWriting = fc.constantFrom<((digits: string) => string)[]>(
  (digits) => digits,
  (digits) => split(digits, " "),
  (digits) => split(digits, "."),
  (digits) => split(digits, "-"),
  (digits) => split(digits, "/"),
  (digits) => `${digits.slice(0, 4)}-${digits.slice(4)}`,
  (digits) => `(${digits.slice(0, 4)}) ${digits.slice(4)}`,
  (digits) => Array.from(digits).join(" "),
  (digits) => Array.from(digits).join("."),
  (digits) => `+84${digits.slice(1)}`,
  (digits) => `+84 ${split(digits, " ").slice(1)}`,
  (digits) => `84${digits.slice(1)}`,
  (digits) => `(+84) ${split(digits, ".").slice(1)}`,
  wide,
  (digits) => wide(split(digits, " ")),
);
