/** DEL, the C1 controls, bidi marks, and line ends that JSON lets through. */
const CONTROLS = /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * Returns JSON that may be shown in a terminal. Characters that could control it or reorder a line are escaped,
 * `\u009b`. `JSON.stringify` escapes only the C0 controls.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    CONTROLS,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
