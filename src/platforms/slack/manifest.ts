import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { TICKET_SHORTCUT } from "./read.ts";
import { cut } from "./text.ts";

export interface ManifestOptions {
  /** The language of the team's menus. */
  locale: Locale;
  /** The commands as people see them, for the hint beside `/crm`. */
  menu: readonly { name: string; summary: string }[];
  /** HTTP mode: the public address of `POST /slack/events`. Socket Mode when absent. */
  requestUrl?: string;
}

/** @see src/platforms/slack/LIMITS.md#manifest */
const LIMITS = { name: 35, description: 140, longDescription: 4_000, hint: 1_000 } as const;

const t = defineMessages({
  en: {
    description: "Customers, tickets and loyalty points of AntCRM, answered in chat.",
    longDescription:
      "Ask by phone number, e-mail or name and get the customer: rank, points, deals, tickets. Turn a message into a " +
      "ticket, redeem a gift once and only once, and read the ratings of the day. Answers with customer data are for " +
      "the asker's eyes alone.",
    command: "Customers, tickets, points and gifts",
    shortcut: "Create ticket",
    shortcutHint: "Opens a ticket filled from this message",
  },
  vi: {
    description: "Khách hàng, phiếu hỗ trợ và điểm thưởng của AntCRM, trả lời ngay trong khung chat.",
    longDescription:
      "Hỏi bằng số điện thoại, e-mail hoặc tên để xem khách hàng: hạng, điểm, đơn hàng, phiếu hỗ trợ. Biến một tin " +
      "nhắn thành phiếu, đổi quà đúng một lần và xem điểm đánh giá trong ngày. Câu trả lời có dữ liệu khách hàng chỉ " +
      "hiện với người hỏi.",
    command: "Khách hàng, phiếu, điểm và quà tặng",
    shortcut: "Tạo phiếu",
    shortcutHint: "Mở phiếu đã điền sẵn từ tin nhắn này",
  },
});

/** The README's table of scopes says what each one is for. */
const BOT_SCOPES = [
  "app_mentions:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "im:history",
  "im:write",
  "reactions:write",
  "users:read",
  "users:read.email",
];

/**
 * Returns the app's manifest, to be pasted at "Create New App → From a manifest". Pure.
 * @see https://docs.slack.dev/reference/app-manifest
 */
export function manifest({ locale, menu, requestUrl }: ManifestOptions) {
  const words = t[locale];
  const address = requestUrl === undefined ? {} : { request_url: requestUrl };
  // The "Options Load URL", which menus ask for their options.
  const optionsAddress = requestUrl === undefined ? {} : { message_menu_options_url: requestUrl };
  return {
    display_information: {
      name: "AntCRM",
      description: cut(words.description, LIMITS.description),
      long_description: cut(words.longDescription, LIMITS.longDescription),
      background_color: "#1f6f54",
    },
    features: {
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "antcrm", always_online: true },
      shortcuts: [
        {
          name: words.shortcut,
          type: "message",
          callback_id: TICKET_SHORTCUT,
          description: words.shortcutHint,
        },
      ],
      slash_commands: [
        {
          command: "/crm",
          description: words.command,
          usage_hint: cut(`[${menu.map(({ name }) => name).join(" | ")}]`, LIMITS.hint),
          // People and channels arrive as `<@U0123|minh>`: a typed name alone does not identify a person.
          should_escape: true,
          ...(requestUrl === undefined ? {} : { url: requestUrl }),
        },
      ],
    },
    oauth_config: { scopes: { bot: BOT_SCOPES } },
    settings: {
      event_subscriptions: { ...address, bot_events: ["app_mention", "message.im"] },
      interactivity: { is_enabled: true, ...address, ...optionsAddress },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}
