import { mistake, refusal } from "../api-error.ts";
import { limits } from "../limits.ts";
import type { CallbackRecord, World } from "../world.ts";
import type { Call, Methods } from "./method.ts";

export const callbackMethods: Methods = {
  answerCallbackQuery: {
    params: ["callback_query_id", "text", "show_alert", "url", "cache_time"],
    run: answerCallbackQuery,
  },
};

function answerCallbackQuery(call: Call): true {
  const { params, world } = call;
  expireQueries(world);
  const query = world.callbacks.get(params.text("callback_query_id") ?? "");
  const isOpen = query && !query.isAnswered && !isExpired(world, query);
  if (!isOpen) throw refusal("query is too old and response timeout expired or query ID is invalid");
  const text = params.text("text") ?? "";
  if (text.length > limits.callbackAnswerLength) throw mistake("MESSAGE_TOO_LONG");
  const url = params.text("url");
  if (url && !isOwnDeepLink(world, url)) throw mistake("URL_INVALID");
  query.isAnswered = true;
  query.settle({ text, alert: params.flag("show_alert"), ...(url ? { url } : {}) });
  return true;
}

/** True for such an address: "Otherwise, you may use links like t.me/your_bot?start=XXXX". */
function isOwnDeepLink(world: World, url: string): boolean {
  return new RegExp(`^(?:https://)?t\\.me/${world.bot.username}\\?start=[A-Za-z0-9_-]{1,64}$`, "i").test(url);
}

function isExpired(world: World, query: CallbackRecord): boolean {
  return world.now() - query.askedAt > limits.callbackSeconds * 1000;
}

/** Ends the callback queries whose time is over: the person gets `"too late"`, and the bot a violation. */
export function expireQueries(world: World): void {
  for (const query of world.callbacks.values()) {
    if (!isExpired(world, query)) continue;
    expireQuery(world, query);
    world.callbacks.delete(query.id);
  }
}

export function expireQuery(world: World, query: CallbackRecord): void {
  if (query.isAnswered) return;
  query.isAnswered = true;
  world.violations.push(`callback query ${query.id} was not answered within ${limits.callbackSeconds} s`);
  query.settle("too late");
}
