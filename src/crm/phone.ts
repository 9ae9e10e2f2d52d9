/** A phone number as the bot holds it: `"+84867123456"`. */
export type E164 = `+${string}`;
