/** Telegram's numbers, as far as the bot comes near them. Sources: src/platforms/telegram/LIMITS.md. Numbers of our own are marked. */
export const limits = {
  /** Characters of a message after its entities are parsed; we count UTF-16 units, the larger way of counting. */
  text: 4_096,
  caption: 1_024,
  rich: { blocks: 500, columns: 20 },
  /** A bigger picture goes as a document. */
  photoBytes: 10 * 1024 * 1024,
  /** Ours: longer names are cut by every client. */
  fileName: 120,
  buttonsPerRow: 8,
  buttons: 100,
  /** Ours: about what one line of a phone shows before Telegram cuts a label in the middle. */
  buttonLabel: 48,
  /** Ours: labels that share a row stay readable on a phone up to this many characters together. */
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
  /** "typing" is shown for 5 s: said again a little earlier. */
  typingMs: 4_500,
  /** Ours: an answer that takes longer than this shows that the bot works on it. */
  silenceMs: 1_000,
  /** Ours: how often a message is edited while work goes on. */
  editIntervalMs: { private: 2_000, group: 5_000 },
  /**
   * About 1/s a chat, 20/min a group, about 30/s in all. A little slower than that: Telegram's clock and ours are two.
   */
  rateLimiter: {
    chat: { most: 1, withinMs: 1_050 },
    /** Ours: the short burst that an answer of several messages may be, at the same 1/s in the end. */
    burst: { most: 3, withinMs: 3_150 },
    group: { most: 20, withinMs: 60_500 },
    /** Ours: what one person's answers may take of that, so that a colleague's look-up is answered at once. */
    personInGroup: { most: 12, withinMs: 60_500 },
    all: { most: 30, withinMs: 1_050 },
  },
  /** Ours, of a call to a chat. Nobody reads a message that comes later than this. */
  retries: { tries: 5, firstPauseMs: 400, withinMs: 300_000 },
  /** No answer from Telegram for so long is a failure; telegraf itself would wait 500 s. */
  callTimeoutMs: 20_000,
  /** A file of some megabytes takes its time on a slow line. */
  uploadTimeoutMs: 120_000,
  /**
   * How long a getUpdates waits for a first update. Ours: less than the 10 s that a prolonged lease lasts at least, so that
   * the poll of a process that hangs has ended before another process polls.
   */
  pollSeconds: 8,
} as const;
