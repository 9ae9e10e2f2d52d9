import { setImmediate as immediate } from "node:timers/promises";
import { type Fixture, TIMEOUT_MS } from "./fixture.ts";

/** A message of the bot as a person sees it. On Slack the text contains the buttons as `[Label]`. */
export interface ShownMessage {
  text: string;
  message: unknown;
}

/** A message of the bot in a chat, as it is now. */
export interface ChatMessage {
  /** The platform's id: `"1764400000.000100"`, `"17"`. */
  id: string;
  /** When it was posted, or on Telegram edited last, in milliseconds since 1970. */
  at: number;
  text: string;
}

/** A member of the support team in their private chat with the bot. */
export interface Agent {
  /** The person's id in the journal: `"slack:U000000001"`. */
  person: string;
  /** The platform's id of that chat: `"D000000001"`, `"5000000001"`. */
  chatId: string;
  /** Writes to the bot. The platform retries until the bot accepts the event; then this resolves. */
  says(text: string): Promise<void>;
  /** Resolves with the bot's next matching message here, counted from the agent's last action. */
  reads(shows: RegExp | ((text: string) => boolean), withinMs?: number): Promise<ShownMessage>;
  /** Clicks once. `lost`: the bot did not accept the click, so it must be repeated. `gone`: the button no longer exists. */
  clicks(seen: ShownMessage, label: string): Promise<"taken" | "lost" | "gone">;
  /** All messages of the bot that are visible here now, and the same as texts. */
  messages(): ChatMessage[];
  chat(): string[];
  /** All requests with which the bot sent something here, with buttons, including messages that were replaced later. */
  everSent(): string[];
  /** Redelivers this agent's last event, as a platform does after a missing acknowledgement; false without an event. */
  deliversAgain(): Promise<boolean>;
}

function matches(shows: RegExp | ((text: string) => boolean), text: string): boolean {
  return typeof shows === "function" ? shows(text) : shows.test(text);
}

export function slackAgent({ slack, whenUp }: Pick<Fixture, "slack" | "whenUp">, name: string): Agent {
  const user = slack.addUser({ name, locale: "vi-VN" });
  const person = slack.person(user.id);
  const dm = slack.dm(user.id);
  type Message = Awaited<ReturnType<typeof person.nextMessage>>;
  let lastEvent: string | undefined;
  const messages = () =>
    person
      .sees(dm)
      .filter(({ fromApp }) => fromApp)
      .map(({ ts, read }) => ({ id: ts, at: Math.floor(Number(ts) * 1_000), text: read }));

  return {
    person: `slack:${user.id}`,
    chatId: dm.id,
    async says(text) {
      let delivery: { acked: boolean; eventId?: string } = await person.directMessage(text);
      lastEvent = delivery.eventId;
      // Slack retries an event at once, after one minute and after five: https://docs.slack.dev/apis/events-api
      // Here it retries when the bot is up again.
      while (!delivery.acked) {
        await whenUp();
        delivery = await slack.redeliver(lastEvent);
      }
    },
    async reads(shows, timeoutMs = TIMEOUT_MS) {
      const message = await person.nextMessage(dm, ({ read }) => matches(shows, read), {
        timeoutMs,
      });
      return { text: message.read, message };
    },
    async clicks({ message }, label) {
      try {
        return (await person.click(message as Message, label)).acked ? "taken" : "lost";
      } catch {
        return "gone";
      }
    },
    messages,
    chat: () => messages().map(({ text }) => text),
    everSent: () =>
      slack.requests
        .filter(({ args, ok }) => ok && args.channel === dm.id)
        .map(({ args }) => JSON.stringify(args)),
    async deliversAgain() {
      if (lastEvent === undefined) return false;
      await slack.redeliver(lastEvent);
      return true;
    },
  };
}

export function telegramAgent({ telegram }: Pick<Fixture, "telegram">, name: string): Agent {
  const user = telegram.addUser({ first_name: name, language_code: "vi" });
  const person = telegram.person(user.id);
  const dm = telegram.privateChat(user);
  type Message = Awaited<ReturnType<typeof person.nextMessage>>;
  const messages = () =>
    person
      .sees(dm)
      .filter(({ isFromBot }) => isFromBot)
      .map(({ id, text, message: { date, edit_date = date } }) => ({
        id: String(id),
        at: edit_date * 1_000,
        text,
      }));

  return {
    person: `telegram:${user.id}`,
    chatId: String(dm.id),
    async says(text) {
      await person.says(dm, text);
    },
    async reads(shows, timeoutMs = TIMEOUT_MS) {
      const message = await person.nextMessage(dm, ({ text }) => matches(shows, text), {
        timeoutMs,
      });
      return { text: message.text, message };
    },
    async clicks({ message }, label) {
      // Telegram queues a click for the bot, whether it runs or not. The answer to the click may come later.
      const clicked = person.clicks(message as Message, label).then(
        () => "taken" as const,
        () => "gone" as const,
      );
      return Promise.race([clicked, immediate("taken" as const)]);
    },
    messages,
    chat: () => messages().map(({ text }) => text),
    everSent: () =>
      telegram.requests
        .filter(({ params, status }) => status === 200 && String(params.chat_id) === String(dm.id))
        .map(({ params }) => JSON.stringify(params)),
    async deliversAgain() {
      const mine = telegram.updates.filter((update) => senderOf(update) === user.id).at(-1);
      if (mine === undefined) return false;
      await telegram.redeliver(mine.update_id);
      return true;
    },
  };
}

function senderOf({ message, callback_query }: Fixture["telegram"]["updates"][number]): number | undefined {
  return (message ?? callback_query)?.from?.id;
}
