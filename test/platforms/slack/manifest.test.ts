import { describe, expect, it } from "vitest";
import { manifest } from "../../../src/platforms/slack/manifest.ts";

const menu = [
  { name: "customer", summary: "Tìm khách hàng" },
  { name: "ticket", summary: "Tạo phiếu hỗ trợ" },
];

describe("Slack's manifest", () => {
  it.each(["vi", "en"] as const)("keeps to Slack's numbers in %s, with a menu of any length", (locale) => {
    const long = Array.from({ length: 300 }, (_, index) => ({ name: `command-${index}`, summary: "" }));
    const { display_information: info, features } = manifest({ locale, menu: long });
    expect(info.name.length).toBeLessThanOrEqual(35);
    expect(info.description.length).toBeLessThanOrEqual(140);
    expect(info.long_description.length).toBeGreaterThanOrEqual(174);
    expect(info.long_description.length).toBeLessThanOrEqual(4_000);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    expect(features.slash_commands[0]?.command.length).toBeLessThanOrEqual(32);
    expect(features.slash_commands[0]?.usage_hint.length).toBeLessThanOrEqual(1_000);
    expect(features.shortcuts.length).toBeLessThanOrEqual(10);
    expect(features.shortcuts[0]?.name.length).toBeLessThanOrEqual(24);
  });

  it("needs no address in Socket Mode", () => {
    const { settings, features } = manifest({ locale: "vi", menu });
    expect(settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify({ settings, features })).not.toContain("url");
    expect(features.slash_commands[0]?.usage_hint).toBe("[customer | ticket]");
  });

  it("asks for the ids of those who are mentioned in a command", () => {
    expect(manifest({ locale: "vi", menu }).features.slash_commands[0]?.should_escape).toBe(true);
  });

  it("sends commands, presses, requests for options and events to the one address in HTTP mode", () => {
    const requestUrl = "https://bot.example.vn/slack/events";
    const { settings, features } = manifest({ locale: "en", menu, requestUrl });
    expect(settings.socket_mode_enabled).toBe(false);
    expect([settings.event_subscriptions, settings.interactivity, features.slash_commands[0]]).toMatchObject([
      { request_url: requestUrl },
      { request_url: requestUrl, message_menu_options_url: requestUrl },
      { url: requestUrl },
    ]);
  });

  it("asks for what the bot uses, and for no right to read channels", () => {
    const { scopes } = manifest({ locale: "vi", menu }).oauth_config;
    expect(scopes.bot).toEqual(
      expect.arrayContaining([
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "app_mentions:read",
        "im:history",
        "users:read",
      ]),
    );
    expect(scopes.bot.filter((scope) => /^(channels|groups|mpim):/.test(scope))).toEqual([]);
  });
});
