import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours a piece of text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string;

/**
 * Colours are for a terminal that can show them and a person who wants them.
 * @see https://no-color.org
 */
export function createPaint(
  output: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const isWanted = !environment.NO_COLOR && environment.TERM !== "dumb";
  return output.isTTY && isWanted ? styleText : (_style, text) => text;
}
