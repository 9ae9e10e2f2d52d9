const LEAST_DISTINCT_BYTES = 16;
const LEAST_DISTINCT_STEPS = 8;
/** A token of 16 hexadecimal digits has fewer by chance with a probability below 3e-8. */
const LEAST_DISTINCT_CHARACTERS = 4;

/**
 * True for 32 bytes that somebody typed or made up: text, one repeated byte, counting, a repeated pattern. A random key
 * counts as weak with a probability below 1e-10 (computed in `test/attacks/weak-key.test.ts`).
 */
export function isWeakSecret(secret: Buffer): boolean {
  return (
    new Set(secret).size < LEAST_DISTINCT_BYTES ||
    new Set(stepsOf(secret)).size < LEAST_DISTINCT_STEPS ||
    isRepeated(secret) ||
    isText(secret)
  );
}

/** True for a text that repeats or counts, and for bytes in hexadecimal that are a weak secret. */
export function isWeakToken(token: string): boolean {
  if (/^(?:[0-9a-f]{2}){32,}$/i.test(token)) return isWeakSecret(Buffer.from(token, "hex"));
  const characters = Buffer.from(token);
  return (
    new Set(characters).size < LEAST_DISTINCT_CHARACTERS ||
    new Set(stepsOf(characters)).size < LEAST_DISTINCT_CHARACTERS ||
    isRepeated(characters)
  );
}

/** Returns the difference from each byte to the next. */
function stepsOf(bytes: Buffer): Uint8Array {
  return bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0));
}

function isRepeated(secret: Buffer): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.subarray(period).equals(secret.subarray(0, -period))) return true;
  }
  return false;
}

/** True for UTF-8 without control characters: words, or the digits of a number in hexadecimal. */
function isText(secret: Buffer): boolean {
  try {
    return !/\p{Cc}/u.test(new TextDecoder("utf-8", { fatal: true }).decode(secret));
  } catch {
    // The decoder throws for bytes that are not UTF-8.
    return false;
  }
}
