import { defineMessages } from "../i18n/messages.ts";
import { probeAppToken, probeBotToken, type SlackTrouble } from "../platforms/slack/probe.ts";
import { type Check, type CheckContext, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    bot: (bot: string, team: string) => `Slack: the bot token is that of @${bot} in ${team}`,
    refused: (variable: string, code: string) => `Slack: ${variable} is not accepted (${code})`,
    botToken:
      "copy the Bot User OAuth Token: api.slack.com/apps, OAuth & Permissions; install the app if there is none",
    appToken:
      "make an app-level token with the scope connections:write: api.slack.com/apps, Basic Information",
    away: (code: string) => `Slack: cannot be reached (${code})`,
    lookAtAddress: "look at SLACK_API_URL, the network and the firewall",
    scopes: "Slack: all scopes are granted",
    lacks: (scopes: string) => `Slack: the bot lacks scopes: ${scopes}`,
    addScopes:
      "add them: api.slack.com/apps, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace",
    unknownScopes: "Slack: the server does not tell which scopes the token has",
    compare: "compare them with npm run manifest: api.slack.com/apps, OAuth & Permissions",
    socket: "Slack: Socket Mode, the app token is accepted",
    http: "Slack: HTTP mode, a signing secret is set; only an event of Slack shows whether it fits",
  },
  vi: {
    bot: (bot, team) => `Slack: token bot là của @${bot} ở ${team}`,
    refused: (variable, code) => `Slack: ${variable} không được chấp nhận (${code})`,
    botToken:
      "chép lại Bot User OAuth Token: api.slack.com/apps, OAuth & Permissions; chưa có thì cài ứng dụng",
    appToken: "tạo app-level token có quyền connections:write: api.slack.com/apps, Basic Information",
    away: (code) => `Slack: không kết nối được (${code})`,
    lookAtAddress: "kiểm tra SLACK_API_URL, mạng và tường lửa",
    scopes: "Slack: đủ quyền (scope)",
    lacks: (scopes) => `Slack: bot thiếu quyền: ${scopes}`,
    addScopes: "thêm ở api.slack.com/apps, OAuth & Permissions, Bot Token Scopes; rồi Reinstall to Workspace",
    unknownScopes: "Slack: máy chủ không cho biết token có những quyền nào",
    compare: "so với npm run manifest: api.slack.com/apps, OAuth & Permissions",
    socket: "Slack: Socket Mode, app token được chấp nhận",
    http: "Slack: chế độ HTTP, đã có signing secret; chỉ sự kiện từ Slack mới cho biết có đúng không",
  },
});

type Texts = (typeof messages)["en"];

export const checkSlack: Check = async (context) => {
  if (context.config.SLACK_BOT_TOKEN === undefined) return [];
  const t = messages[context.locale];
  const [bot, events] = await Promise.all([
    checkBotToken(context.config.SLACK_BOT_TOKEN, context, t),
    checkEvents(context, t),
  ]);
  return [...bot, ...events];
};

async function checkBotToken(token: string, { config, log }: CheckContext, t: Texts): Promise<Finding[]> {
  const found = await probeBotToken(token, config.SLACK_API_URL, log);
  if ("trouble" in found) return [refusal("slack.token", "SLACK_BOT_TOKEN", found, t)];
  const { bot, team, missingScopes } = found;
  return [ok("slack.token", t.bot(bot, team)), scopesFinding(missingScopes, t)];
}

function scopesFinding(missing: readonly string[] | null, t: Texts): Finding {
  if (missing === null) return warn("slack.scopes", t.unknownScopes, t.compare);
  if (missing.length === 0) return ok("slack.scopes", t.scopes);
  return fail("slack.scopes", t.lacks(missing.join(", ")), t.addScopes);
}

/** Looks at the way in which events arrive. */
async function checkEvents({ config, faulty, log }: CheckContext, t: Texts): Promise<Finding[]> {
  if (faulty.has("SLACK_APP_TOKEN")) return [];
  if (config.SLACK_APP_TOKEN === undefined) {
    return config.SLACK_SIGNING_SECRET === undefined ? [] : [ok("slack.http", t.http)];
  }
  const found = await probeAppToken(config.SLACK_APP_TOKEN, config.SLACK_API_URL, log);
  if ("trouble" in found) return [refusal("slack.socket", "SLACK_APP_TOKEN", found, t)];
  return [ok("slack.socket", t.socket)];
}

function refusal(check: string, variable: string, { trouble, passing }: SlackTrouble, t: Texts): Finding {
  if (passing) return fail(check, t.away(trouble), t.lookAtAddress);
  const advice = variable === "SLACK_APP_TOKEN" ? t.appToken : t.botToken;
  return fail(check, t.refused(variable, trouble), advice);
}
