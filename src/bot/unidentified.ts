import { AppError } from "../errors.ts";
import type { Locale } from "../i18n/messages.ts";

/**
 * The platform cannot say at the moment whether a person is a guest of the workspace, so nobody knows whether they have
 * the default role. The same call may succeed later.
 */
export class Unidentified extends AppError {
  /** The person's language. */
  readonly locale: Locale;

  constructor(locale: Locale) {
    super("unidentified", "nobody knows at the moment whether this person is a guest");
    this.locale = locale;
  }
}
