import { SENTENCE_CHARS } from "./command-arguments.ts";
import { asksForSomething } from "./decide.ts";
import { cleanText } from "./fold.ts";
import type { Model, Opinion } from "./model/model.ts";
import { isQuotation, withoutQuotations } from "./quotation.ts";
import { withBroken } from "./usual-words.ts";

/** In a longer text only so many characters at the start are read for what it asks. The rest is its subject. */
const REQUEST_CHARS = 150;

/** Asks the model what a text is. With quotations it counts as a request only if it is one without them as well. */
export function opinionOf(written: string, model: Model): Opinion {
  const text = written.length > SENTENCE_CHARS ? written.slice(0, REQUEST_CHARS) : withBroken(written);
  const opinion = model.opinionOf(text);
  const own = withoutQuotations(text);
  return own === null
    ? opinion
    : { ...opinion, request: Math.min(opinion.request, model.opinionOf(own).request) };
}

/**
 * True if the model takes a text for a request.
 * @param isOfRow the text points at a row of a list, so less certainty is enough
 */
export function isRequestText(text: string, isOfRow: boolean, model: Model): boolean {
  return asksForSomething(opinionOf(text, model), { isQuotation: isQuotation(cleanText(text)), isOfRow });
}
