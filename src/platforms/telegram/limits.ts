/** Telegram's limits, if the bot comes near them. "Ours" marks our own. Sources: src/platforms/telegram/LIMITS.md */
export const limits = {
  /** Characters of a message after its entities are parsed. We count UTF-16 units, which gives the larger number. */
  text: 4_096,
  caption: 1_024,
  rich: { blocks: 500, columns: 20 },
  /** A larger picture is sent as a document. */
  photoBytes: 10 * 1024 * 1024,
  /** Ours: every client cuts longer names. */
  fileName: 120,
  buttonsPerRow: 8,
  buttons: 100,
  /** Ours: about what one line of a phone shows before Telegram cuts a label in the middle. */
  buttonLabel: 48,
  /** Ours: labels in one row are readable on a phone up to this many characters in total. */
  rowLabels: 30,
  /** Ours: a wider table cell makes every row of a `<pre>` wrap on a phone. */
  tableCell: 32,
  callbackDataBytes: 64,
  commandsPerScope: 100,
  commandName: /^[a-z0-9_]{1,32}$/,
  commandDescription: 256,
  placeholder: 64,
  /** An ephemeral answer to a button or to an ephemeral command. */
  ephemeralAnswerMs: 15_000,
  /** "typing" is shown for 5 s, and is repeated a little earlier. */
  typingMs: 4_500,
  /** Ours: an answer that takes longer than this shows that the bot works on it. */
  silenceMs: 1_000,
  /** Ours: how often a message is edited while work goes on. */
  editIntervalMs: { private: 2_000, group: 5_000 },
  /** About 1/s per chat, 20/min per group, about 30/s in all; slightly slower, because Telegram's clock is not ours. */
  rateLimiter: {
    chat: { most: 1, withinMs: 1_050 },
    /** Ours: the short burst allowed to an answer of several messages, at the same average of 1/s. */
    burst: { most: 3, withinMs: 3_150 },
    group: { most: 20, withinMs: 60_500 },
    /** Ours: the part of it that one person's answers may use, so that a colleague's look-up is answered at once. */
    personInGroup: { most: 12, withinMs: 60_500 },
    /** `heldAtLeast` is ours. */
    all: { most: 30, withinMs: 1_050, heldAtLeast: 3 },
  },
  /** Ours, for one call to a chat. Nobody reads a message that comes later than this. */
  retries: { maxFailures: 5, firstPauseMs: 400, withinMs: 300_000 },
  /** Ours, for the answer to a click, which Telegram takes for 15 s: src/platforms/telegram/LIMITS.md#callback-queries */
  clickRetries: { maxFailures: 5, firstPauseMs: 400, withinMs: 12_000 },
  clickTimeoutMs: 5_000,
  /** No answer from Telegram for this time is a failure; telegraf itself would wait 500 s. */
  callTimeoutMs: 20_000,
  /** A file of some megabytes takes longer on a slow line. */
  uploadTimeoutMs: 120_000,
  /**
   * How long a getUpdates waits for a first update. Ours: less than 10 s, the least time that a renewed lease lasts.
   * So the poll of a frozen process ends before another process polls.
   */
  pollSeconds: 8,
  /** A poll without an answer for so much longer has lost its connection, and people wait for the next poll. */
  pollAnswerMs: 10_000,
} as const;
