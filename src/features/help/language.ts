import { z } from "zod";
import type { PeopleRepository } from "../../access/people.ts";
import { choice } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";

const languageMessages = defineMessages({
  en: {
    name: "Language",
    summary: "Choose the language I speak with you",
    done: "I speak English with you from now on.",
  },
  vi: {
    name: "Ngôn ngữ",
    summary: "Chọn ngôn ngữ bot dùng với bạn",
    done: "Từ giờ bot sẽ nói tiếng Việt với bạn.",
  },
});

const labels = defineMessages({ en: { language: "Language" }, vi: { language: "Ngôn ngữ" } });

export interface LanguagePorts {
  people: PeopleRepository;
}

export const createLanguage = ({ people }: LanguagePorts) =>
  defineCommand({
    name: "language",
    aliases: [
      "ngôn ngữ",
      "đổi ngôn ngữ",
      "chọn ngôn ngữ",
      "change language",
      "tiếng việt",
      "tiếng anh",
      "english",
      "vietnamese",
    ],
    role: "none",
    audited: false,
    messages: languageMessages,
    labels,
    input: z.object({ language: choice(["vi", "en"]) }),

    async run({ who, input, clock }) {
      await people.setLocale(who.person, input.language, clock.now());
      return card(languageMessages[input.language].done, text(languageMessages[input.language].summary));
    },
  });
