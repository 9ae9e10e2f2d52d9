/** Slack's limits, as the bot keeps them. Lengths are UTF-16 code units. Sources: src/platforms/slack/LIMITS.md */
export const LIMITS = {
  /** A message. All blocks together fail near 13,200 characters; the JSON of our blocks stays below that. */
  messageBlocks: 50,
  messageChars: 12_800,
  notificationChars: 3_000,

  sectionChars: 3_000,
  fields: 10,
  fieldChars: 2_000,
  headerChars: 150,
  contextChars: 2_000,
  /** `alt_txt` of a file: a longer one is refused with `alt_txt_too_large`. src/platforms/slack/LIMITS.md#files */
  altChars: 1_000,
  actions: 25,
  buttonChars: 75,

  tables: 1,
  tableRows: 100,
  tableColumns: 20,

  /** A modal. */
  viewBlocks: 100,
  viewTitleChars: 24,
  metadataChars: 3_000,
  inputChars: 3_000,
  labelChars: 2_000,
  optionChars: 75,
  options: 100,
  placeholderChars: 150,
  /** Slack allows 10 radio buttons. With more than this many, a menu is easier to read. */
  radioOptions: 5,
  fieldErrorChars: 300,

  /** A `trigger_id` lives 3 s. After this time, too little is left for the way to Slack and back. */
  triggerMs: 2_500,
  /**
   * Field errors must be answered within 3 s, and a proxy may wait only 2 s (`deploy/nginx.conf`). The event is stored
   * after the check. A slower check is made again when the form is handled.
   */
  formCheckMs: 1_500,
  /** Options must be answered within 3 s, and a person who types does not wait longer than this. */
  suggestionsMs: 1_500,
  /**
   * Slack asks for options at every letter. What is typed on within this time is not looked up: each offered customer
   * counts for the quota, 20 a minute by default, and a name has a dozen letters.
   */
  typingPauseMs: 300,
  /** Fewer letters find nobody in particular. */
  suggestionsFromChars: 2,
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,

  /** `chat.update` is Tier 3 (50+ a minute per workspace). Progress is edited at most this often. */
  editIntervalMs: 2_000,
  rateLimiter: {
    updates: { most: 50, withinMs: 60_000 },
    /** About 1/s per channel. Answers of several messages may be a short burst, at the same average pace. */
    channel: { most: 1, withinMs: 1_000 },
    burst: { most: 4, withinMs: 4_000 },
  },
  /** For one call. Nobody reads a message that comes later than this. */
  retries: { maxFailures: 3, firstPauseMs: 300, withinMs: 180_000 },
  /** So often an answer finds no connection before it tries another way to the person: about half a minute. */
  triesWhileAway: 5,
  /** A request that is older or newer than this is refused: src/platforms/slack/LIMITS.md#signature */
  signatureAgeMs: 5 * 60_000,
} as const;
