import { randomInt } from "node:crypto";
import type { User } from "@grammyjs/types";
import { limits } from "./limits.ts";
import { expireQuery } from "./methods/callbacks.ts";
import { type SeenButton, type SeenMessage, toSeenMessage } from "./view.ts";
import type { CallbackRecord, ChatRecord, ClickResult, MessageRecord, World } from "./world.ts";

/** The bot's own deep link: the client opens the private chat and starts the bot with `start`. */
export interface OpenedBot {
  start: string;
  url: string;
}

/** Does what a client does when a button of the current version of `message` is clicked. */
export async function click(
  world: World,
  place: ChatRecord,
  user: User,
  what: { message: SeenMessage; button: string },
): Promise<ClickResult | OpenedBot> {
  const record = currentRecord(place, what.message);
  const button = findButton(world, record, what.button);
  if (button.url !== undefined) return followLink(world, button.url);
  if (button.callbackData === undefined) return { text: "", alert: false };
  return sendCallbackQuery(world, place, user, { record, data: button.callbackData });
}

/** Does what a modified client can do: sends any `callback_data` with the current version of `message`. */
export function forgeClick(
  world: World,
  place: ChatRecord,
  user: User,
  { message, data }: { message: SeenMessage; data: string },
): Promise<ClickResult> {
  return sendCallbackQuery(world, place, user, { record: currentRecord(place, message), data });
}

function currentRecord(place: ChatRecord, message: SeenMessage): MessageRecord {
  const found =
    message.ephemeralId === undefined
      ? place.messages.get(message.id)
      : place.ephemerals.get(message.ephemeralId);
  if (!found) throw new Error(`the message "${message.text.slice(0, 40)}" no longer exists`);
  return found;
}

function findButton(world: World, record: MessageRecord, wanted: string): SeenButton {
  const buttons = toSeenMessage(world, record).buttons.flat();
  const found = buttons.find(({ label, callbackData }) => label === wanted || callbackData === wanted);
  if (!found)
    throw new Error(
      `there is no button "${wanted}", only ${buttons.map(({ label }) => `[${label}]`).join(" ")}`,
    );
  return found;
}

function followLink(world: World, url: string): ClickResult | OpenedBot {
  const link = new RegExp(`^(?:https?://)?t\\.me/${world.bot.username}\\?start=([A-Za-z0-9_-]+)$`, "i").exec(
    url,
  );
  return link?.[1] ? { start: link[1], url } : { text: "", alert: false, url };
}

function sendCallbackQuery(
  world: World,
  place: ChatRecord,
  user: User,
  { record, data }: { record: MessageRecord; data: string },
): Promise<ClickResult> {
  const { message } = record;
  const id = `${user.id}${randomInt(1e9, 1e10)}`;
  return new Promise((resolve) => {
    // This timer is for a real clock. With a test's clock, the next call or `tick()` ends the query.
    const timer = setTimeout(() => expireQuery(world, query), limits.callbackSeconds * 1000);
    const query: CallbackRecord = {
      id,
      from: user,
      chatId: place.chat.id,
      messageId: message.message_id,
      fromEphemeral: record.onlyFor !== undefined,
      askedAt: world.now(),
      isAnswered: false,
      settle: (result) => {
        clearTimeout(timer);
        resolve(result);
      },
    };
    world.callbacks.set(id, query);
    const instance = String(Math.abs(place.chat.id) * 31);
    world.updates.push("callback_query", place.chat.id, {
      id,
      from: user,
      message,
      chat_instance: instance,
      data,
    });
  });
}
