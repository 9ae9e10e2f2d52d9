import { setImmediate as immediate } from "node:timers/promises";
import { type Stage, TIMEOUT_MS } from "./stage.ts";

/** A message of the bot as it stands before somebody, with its buttons as `[Label]` on Slack, apart on Telegram. */
export interface Seen {
  text: string;
  message: unknown;
}

/** Somebody of the support team, alone with the bot. */
export interface Agent {
  /** As the journal calls them: `"slack:U000000001"`. */
  person: string;
  /** Where they talk to the bot, as the platform names it: `"D000000001"`, `"5000000001"`. */
  chatId: string;
  /** Writes to the bot. Resolves when the platform has delivered it, which it tries until the bot takes it. */
  says(text: string): Promise<void>;
  /** The bot's next message here that shows this, counted from what the agent did last. */
  reads(shows: RegExp, withinMs?: number): Promise<Seen>;
  /** Presses once. `lost` when the bot did not take it, and the person has to press again. */
  clicks(seen: Seen, label: string): Promise<"taken" | "lost" | "gone">;
  /** All that the bot has said here and still stands. */
  chat(): string[];
  /** All that the bot ever sent here, as the platform got it, with buttons: also what it has replaced since. */
  everSent(): string[];
  /** The platform delivers this agent's last event once more, as it does when in doubt; false where it never does. */
  deliversAgain(): Promise<boolean>;
}

export function slackAgent({ slack, whenUp }: Stage, name: string): Agent {
  const user = slack.addUser({ name, locale: "vi-VN" });
  const person = slack.person(user.id);
  const home = slack.dm(user.id);
  type Message = Awaited<ReturnType<typeof person.nextMessage>>;
  let lastEvent: string | undefined;

  return {
    person: `slack:${user.id}`,
    chatId: home.id,
    async says(text) {
      let delivery: { acked: boolean; eventId?: string } = await person.directMessage(text);
      lastEvent = delivery.eventId;
      // Slack repeats an event at once, after one and after five minutes: https://docs.slack.dev/apis/events-api
      // Here it does so when the bot is up again.
      while (!delivery.acked) {
        await whenUp();
        delivery = await slack.redeliver(lastEvent);
      }
    },
    async reads(shows, timeoutMs = TIMEOUT_MS) {
      const message = await person.nextMessage(home, ({ read }) => shows.test(read), {
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
    chat: () =>
      person
        .sees(home)
        .filter(({ fromApp }) => fromApp)
        .map(({ read }) => read),
    everSent: () =>
      slack.requests
        .filter(({ args, ok }) => ok && args.channel === home.id)
        .map(({ args }) => JSON.stringify(args)),
    async deliversAgain() {
      if (lastEvent === undefined) return false;
      await slack.redeliver(lastEvent);
      return true;
    },
  };
}

export function telegramAgent({ telegram }: Pick<Stage, "telegram">, name: string): Agent {
  const user = telegram.addUser({ first_name: name, language_code: "vi" });
  const person = telegram.person(user.id);
  const home = telegram.privateChat(user);
  type Message = Awaited<ReturnType<typeof person.nextMessage>>;

  return {
    person: `telegram:${user.id}`,
    chatId: String(home.id),
    async says(text) {
      await person.says(home, text);
    },
    async reads(shows, timeoutMs = TIMEOUT_MS) {
      const message = await person.nextMessage(home, ({ text }) => shows.test(text), {
        timeoutMs,
      });
      return { text: message.text, message };
    },
    async clicks({ message }, label) {
      // What is pressed on Telegram waits for the bot, alive or not; its answer to the press comes when it will.
      const pressed = person.clicks(message as Message, label).then(
        () => "taken" as const,
        () => "gone" as const,
      );
      return Promise.race([pressed, immediate("taken" as const)]);
    },
    chat: () =>
      person
        .sees(home)
        .filter(({ isFromBot }) => isFromBot)
        .map(({ text }) => text),
    everSent: () =>
      telegram.requests
        .filter(({ params, status }) => status === 200 && String(params.chat_id) === String(home.id))
        .map(({ params }) => JSON.stringify(params)),
    async deliversAgain() {
      const mine = telegram.updates.filter((update) => senderOf(update) === user.id).at(-1);
      if (mine === undefined) return false;
      await telegram.redeliver(mine.update_id);
      return true;
    },
  };
}

function senderOf({ message, callback_query }: Stage["telegram"]["updates"][number]): number | undefined {
  return (message ?? callback_query)?.from?.id;
}
