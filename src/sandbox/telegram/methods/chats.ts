import { mistake, refusal } from "../api-error.ts";
import { chatOf } from "../destination.ts";
import type { ChatRecord } from "../world.ts";
import type { Call, Methods } from "./method.ts";

export const chatMethods: Methods = {
  getMe: { params: [], run: getMe },
  getChat: { params: ["chat_id"], run: getChat },
  getChatMember: { params: ["chat_id", "user_id"], run: getChatMember },
  getChatMemberCount: { params: ["chat_id"], run: (call) => memberCount(chatOf(call.world, call.params)) },
  setMessageReaction: { params: ["chat_id", "message_id", "reaction", "is_big"], run: setMessageReaction },
};

function getMe({ world }: Call): object {
  return {
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
  };
}

function getChat({ world, params }: Call): object {
  const place = chatOf(world, params);
  return {
    ...place.chat,
    accent_color_id: 3,
    max_reaction_count: 11,
    accepted_gift_types: {},
    permissions: {},
  };
}

function getChatMember({ world, params }: Call): object {
  const place = chatOf(world, params);
  const id = params.requiredInteger("user_id");
  if (id === world.bot.id) return { user: world.bot, status: place.bot };
  const user = world.users.get(id);
  if (!user) throw refusal("member not found");
  return { user, status: place.members.has(id) ? "member" : "left" };
}

function memberCount(place: ChatRecord): number {
  return place.members.size + 1;
}

/** ReactionTypeEmoji: the emoji that every chat allows; the reference lists some seventy. */
const EMOJI = new Set(
  (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 " +
    "👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
  ).split(" "),
);

function setMessageReaction({ world, params }: Call): true {
  const place = chatOf(world, params);
  const record = place.messages.get(params.integer("message_id") ?? 0);
  if (!record) throw refusal("message to react not found");
  const reactions = (params.list("reaction", "ReactionType") ?? []) as { type?: string; emoji?: string }[];
  if (reactions.length > 1) throw mistake("REACTIONS_TOO_MANY");
  for (const { type, emoji } of reactions) {
    if (type !== "emoji" || !EMOJI.has((emoji ?? "").replace(/\ufe0f/g, "")))
      throw mistake("REACTION_INVALID");
  }
  record.reactions = reactions.map(({ emoji }) => emoji ?? "");
  world.events.emit("change");
  return true;
}
