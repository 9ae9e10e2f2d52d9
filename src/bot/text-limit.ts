import { type Card, context } from "../cards/card.ts";
import { cutTo } from "../i18n/graphemes.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Body, Call } from "./call.ts";

/** The most characters of a text that are read. Slack sends up to 40,000, and Telegram 4,096. */
export const LONGEST_TEXT = 4_000;
/** Names of people and files are shown and stored. No real name is longer. */
const LONGEST_NAME = 200;

const textLimitMessages = defineMessages({
  en: {
    cut: "Only the first 4,000 characters were read, the rest was left out. Please split a longer text.",
  },
  vi: { cut: "Bot chỉ đọc 4.000 ký tự đầu và bỏ qua phần còn lại. Tin dài hơn thì bạn chia nhỏ nhé." },
});

/**
 * Cuts each text of a call to the length that is read. The source message keeps its text, because a ticket takes it
 * whole; code that reads that text cuts it.
 */
export function withinReach(call: Call): { call: Call; isCut: boolean } {
  const body = shortened(call.body);
  const { source } = call;
  return {
    call: {
      ...call,
      body,
      personName: cutTo(call.personName, LONGEST_NAME),
      ...(source && { source: { ...source, author: cutTo(source.author, LONGEST_NAME) } }),
    },
    isCut: textsOf(body).some((text, index) => text !== textsOf(call.body)[index]),
  };
}

/** Says that only the beginning of the text was read. */
export function withCutRemark(card: Card, locale: Locale): Card {
  return { ...card, blocks: [context(textLimitMessages[locale].cut), ...card.blocks] };
}

function shortened(body: Body): Body {
  switch (body.kind) {
    case "action":
      return body;
    case "text":
    case "command":
      return { ...body, text: cutTo(body.text, LONGEST_TEXT) };
    case "file": {
      const file = { ...body.file, name: shortFileName(body.file.name) };
      return { ...body, file, text: cutTo(body.text, LONGEST_TEXT) };
    }
    case "form": {
      const values = Object.entries(body.values).map(([name, value]) => [name, cutTo(value, LONGEST_TEXT)]);
      return { ...body, values: Object.fromEntries(values) };
    }
  }
}

/** Cuts the name of a file. The extension stays, because it says what the file is. */
function shortFileName(name: string): string {
  const [ending = ""] = /\.[^.]{1,10}$/.exec(name) ?? [];
  return `${cutTo(name.slice(0, name.length - ending.length), LONGEST_NAME - ending.length)}${ending}`;
}

function textsOf(body: Body): string[] {
  if (body.kind === "form") return Object.values(body.values);
  return body.kind === "action" ? [] : [body.text];
}
