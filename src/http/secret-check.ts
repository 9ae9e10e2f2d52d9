import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares what a request brings with a secret, in a time that tells nothing: hashes have equal lengths, whatever was sent.
 * @returns a check of a header's or a path's value
 */
export function createSecretCheck(secret: string): (given: string | string[] | undefined) => boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const expected = hash(secret);
  return (given) => typeof given === "string" && timingSafeEqual(hash(given), expected);
}
