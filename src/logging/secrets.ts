/**
 * Fields whose value is always a secret: headers with AntCRM's key or with the tokens of our metrics and of Telegram's
 * webhook. AntCRM's own words in an `AppError`, its `quote`, may name a customer or an address.
 */
const SECRET_FIELD = /^(apikey|authorization|x-telegram-bot-api-secret-token|quote)$/i;

/** Returns a copy of a value from JSON in which every text is masked, and the value of a secret field is hidden. */
export function maskValue(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      maskSecrets(name),
      SECRET_FIELD.test(name) ? "[secret]" : maskValue(inner),
    ]),
  );
}

/** Blanks, also in a URL, and signs as people put them between the digits of a number. */
const GAP = String.raw`(?:[\s.,;|/_()·•\p{Pd}\p{Cf}]|%20|%2E){0,3}`;

const MASKS: readonly [RegExp, string][] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, "[slack token]"],
  // Whoever knows such an address can post to it: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  [/hooks\.slack\.com\/[\w/-]+/gi, "[slack url]"],
  [/(?<=\bBearer )[^\s"']+/gi, "[token]"],
  // No \b in front: in Telegram's addresses the token follows a letter, `/bot7000000001:AA…/`.
  [/(?<!\d)\d{6,12}(?::|%3A)[\w-]{30,}/gi, "[telegram token]"],
  // This comes before the e-mails: `postgres://bot:password@db.example.com/bot` contains what looks like one.
  [/(?<=:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g, "[password]"],
  [
    /(?<![\p{L}\p{M}\p{N}_.+'-])[\p{L}\p{M}\p{N}_.+'-]+(?:[@＠﹫]|%40)[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+/gu,
    "[e-mail]",
  ],
  // Vietnamese numbers as people and the CRM write them: +84, 0084, 84 or 0, then 8 to 10 digits, also in full width.
  // Platforms' ids look alike and stay: Telegram's `telegram:8412345678` and groups `telegram:-84…`, Slack's `U0123456789`
  // and events `Ev01…`.
  [
    new RegExp(
      String.raw`(?<!\p{Nd}|telegram:-?|(?<!\p{L})[A-Z]|Ev)(?:(?:[+＋]|%2B|[0０]{2})?[8８][4４]|[0０])(?:${GAP}\p{Nd}){8,10}(?!\p{Nd})`,
      "gu",
    ),
    "[phone]",
  ],
  // Numbers of other countries are recognized by their plus.
  [/\+\d(?:[ .-]?\d){7,14}/g, "[phone]"],
];

/** Returns the text without tokens, e-mail addresses and phone numbers: `"call 0900 000 001"` → `"call [phone]"`. */
export function maskSecrets(text: string): string {
  return MASKS.reduce((masked, [pattern, label]) => masked.replace(pattern, label), text);
}
