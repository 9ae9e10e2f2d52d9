import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours a text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/**
 * Returns a painter. Colours are used only on a terminal that supports them, for a person who allows them.
 * @see https://no-color.org
 */
export function createPaint(
  output: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const isWanted = !environment.NO_COLOR && environment.TERM !== "dumb";
  return output.isTTY && isWanted ? styleText : (_style, text) => text;
}
