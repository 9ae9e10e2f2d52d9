/** DEL, the C1 controls, bidi marks, and line ends that JSON lets through. */
const LIVE = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * JSON that may be shown in a terminal: what could drive it or reorder a line is escaped, `\u009b`. `JSON.stringify`
 * escapes the C0 controls alone.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    LIVE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
