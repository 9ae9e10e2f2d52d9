const LEAST_DISTINCT_BYTES = 16;
const LEAST_DISTINCT_STEPS = 8;

/**
 * True for 32 bytes that somebody typed or made up: text, one byte over and over, counting, a repeated pattern. A random
 * key is taken for one with a probability below 1e-10 (computed in `test/attacks/weak-key.test.ts`).
 */
export function isWeakSecret(secret: Buffer): boolean {
  const steps = secret.subarray(1).map((byte, index) => byte - (secret[index] ?? 0));
  return (
    new Set(secret).size < LEAST_DISTINCT_BYTES ||
    new Set(steps).size < LEAST_DISTINCT_STEPS ||
    isRepeated(secret) ||
    isText(secret)
  );
}

function isRepeated(secret: Buffer): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.subarray(period).equals(secret.subarray(0, -period))) return true;
  }
  return false;
}

/** UTF-8 without control characters: words, or the digits of a number in hexadecimal. */
function isText(secret: Buffer): boolean {
  try {
    return !/\p{Cc}/u.test(new TextDecoder("utf-8", { fatal: true }).decode(secret));
  } catch {
    return false;
  }
}
