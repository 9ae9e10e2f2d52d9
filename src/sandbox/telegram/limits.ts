/**
 * Telegram's limits. The bot has its own table, so that the simulator does not share its mistakes.
 * Sources: src/platforms/telegram/LIMITS.md
 */
export const limits = {
  /**
   * sendMessage: "1-4096 characters after entities parsing". Whether Telegram counts code points or UTF-16 units is not
   * documented. Here UTF-16 units are counted, the larger of the two: what passes here passes there.
   */
  textLength: 4_096,
  captionLength: 1_024,
  /** InlineKeyboardButton.callback_data: "1-64 bytes". */
  callbackDataBytes: 64,
  /** src/platforms/telegram/LIMITS.md#keyboards */
  buttonsPerRow: 8,
  buttonsPerKeyboard: 100,
  copyTextLength: 256,
  /** answerCallbackQuery.text: "0-200 characters", within 15 s. src/platforms/telegram/LIMITS.md#callback-queries */
  callbackAnswerLength: 200,
  callbackSeconds: 15,
  /** Ephemeral messages: within 15 s of the callback query or of the ephemeral message that is answered. */
  ephemeralSeconds: 15,
  /** BotCommand. */
  commandsPerScope: 100,
  commandName: /^[a-z0-9_]{1,32}$/,
  commandDescriptionLength: 256,
  /** Deep links: `?start=` and 64 of these. */
  deepLink: /^[A-Za-z0-9_-]{1,64}$/,
  /** setWebhook.secret_token: 1-256 of these; "Ports currently supported: 443, 80, 88, 8443". */
  webhookSecret: /^[A-Za-z0-9_-]{1,256}$/,
  webhookPorts: [443, 80, 88, 8443] as readonly number[],
  /** Updates are kept for 24 hours. */
  updateSeconds: 24 * 60 * 60,
  updatesPerPoll: 100,
  /** Telegram's own server cuts a longer poll to 50 s: src/platforms/telegram/LIMITS.md#updates */
  pollSeconds: 50,
  /** deleteMessage: "sent less than 48 hours ago". */
  deleteSeconds: 48 * 60 * 60,
  /** sendChatAction: "The status is set for 5 seconds or less". */
  chatActionSeconds: 5,
  /** Sending files: photos 10 MB, others 50 MB; getFile: 20 MB. */
  photoBytes: 10 * 1024 * 1024,
  uploadBytes: 50 * 1024 * 1024,
  downloadBytes: 20 * 1024 * 1024,
  /** sendPhoto: "width and height must not exceed 10000 in total", ratio "at most 20". */
  photoSides: 10_000,
  photoRatio: 20,
  /** ForceReply and ReplyKeyboardMarkup: placeholder of 1-64 characters. */
  placeholderLength: 64,
  /** Rich messages (10.1): "Rich Message Limits". */
  rich: { characters: 32_768, blocks: 500, nesting: 16, media: 50, columns: 20 },
  /** src/platforms/telegram/LIMITS.md#rate-limits */
  rateLimit: { chatPerSecond: 1, groupPerMinute: 20, allPerSecond: 30 },
} as const;
