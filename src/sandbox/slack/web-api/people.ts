import * as z from "zod";
import { Refusal } from "../refusal.ts";
import type { User } from "../workspace.ts";
import type { World } from "../world.ts";
import { defineMethod, flag, type Method, text } from "./method.ts";

/** Methods about the app itself, users, and the workspace. */
export const people: Record<string, Method> = {
  "auth.test": defineMethod({}, ({ workspace }) => ({
    url: `https://${workspace.team.domain}.slack.com/`,
    team: workspace.team.name,
    team_id: workspace.team.id,
    user: workspace.bot.name,
    user_id: workspace.bot.id,
    bot_id: workspace.bot.botId,
    ...(workspace.enterprise && { enterprise_id: workspace.enterprise.id }),
    is_enterprise_install: false,
  })),

  "users.info": defineMethod({ user: text, include_locale: flag.optional() }, (world, args) => ({
    user: userObject(world, world.workspace.user(args.user), args.include_locale ?? false),
  })),

  "users.lookupByEmail": defineMethod({ email: text }, (world, args) => {
    const user = [...world.workspace.users.values()].find((it) => it.email === args.email);
    if (!user) throw new Refusal("users_not_found");
    return { user: userObject(world, user, false) };
  }),

  "users.profile.get": defineMethod({ user: z.string().optional() }, (world, args) => ({
    profile: profileOf(world.workspace.user(args.user ?? world.workspace.bot.id)),
  })),

  "team.info": defineMethod({}, ({ workspace }) => ({ team: { ...workspace.team } })),

  "bots.info": defineMethod({ bot: z.string().optional() }, ({ workspace }, args) => {
    const { bot } = workspace;
    if (args.bot !== undefined && args.bot !== bot.botId) throw new Refusal("bot_not_found");
    return {
      bot: { id: bot.botId, deleted: false, name: bot.name, app_id: workspace.appId, user_id: bot.id },
    };
  }),

  /** The typing status of an assistant thread. Nothing shows it here, but the call is checked. */
  "assistant.threads.setStatus": defineMethod(
    { channel_id: text, thread_ts: text, status: z.string() },
    (world, args) => {
      world.workspace.channelForApp(args.channel_id);
      return {};
    },
  ),
};

function profileOf(user: User): Record<string, unknown> {
  return {
    real_name: user.name,
    display_name: user.name,
    ...(user.email ? { email: user.email } : {}),
  };
}

function userObject({ workspace }: World, user: User, withLocale: boolean): Record<string, unknown> {
  return {
    id: user.id,
    team_id: user.home?.team ?? workspace.team.id,
    name: user.name,
    real_name: user.name,
    deleted: false,
    is_bot: user.isBot,
    is_restricted: user.isGuest ?? false,
    is_ultra_restricted: false,
    ...enterpriseUserOf(user, workspace),
    tz: "Asia/Ho_Chi_Minh",
    tz_label: "Indochina Time",
    tz_offset: 7 * 3_600,
    profile: profileOf(user),
    ...(withLocale ? { locale: user.locale } : {}),
  };
}

/** @see the type `EnterpriseUser` of `@slack/web-api` */
function enterpriseUserOf(
  { id, home }: User,
  { team, enterprise }: World["workspace"],
): Record<string, unknown> {
  const organisation = home ? home.enterprise : enterprise?.id;
  if (organisation === undefined) return {};
  return { enterprise_user: { id, enterprise_id: organisation, teams: [home?.team ?? team.id] } };
}
