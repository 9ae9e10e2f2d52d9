/** As the platforms write their own names, by ours. */
export const PLATFORM_NAMES: Readonly<Record<string, string>> = {
  slack: "Slack",
  telegram: "Telegram",
  terminal: "Terminal",
};
