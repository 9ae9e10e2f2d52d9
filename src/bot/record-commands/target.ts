import type { Card } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Label } from "../../records/record.ts";
import type { Args } from "../command.ts";
import type { Context } from "../context.ts";
import type { ExtraArgument } from "./arguments.ts";

/** The record that a command is about: how it is named, found and called. */
export interface RecordTarget<R> {
  /** The argument that names it: `"ticket"`. */
  argument: string;
  schema: ExtraArgument["schema"];
  label: Label;
  /**
   * Finds the record for a question, notes the access, and answers a card where there is no such record.
   * @param next the command that goes on where a person has to choose one of several
   */
  find(
    reference: string,
    ctx: Context,
    next: { command: string; args: Args },
  ): Promise<{ found: R } | { card: Card }>;
  /** Reads the record again; null where it is gone. */
  read(reference: string, ctx: Context): Promise<R | null>;
  /** How a button names it again: `"17464"`. */
  referenceOf(found: R): string;
  /** How the journal names it: `"ticket:17464"`. */
  keyOf(found: R): string;
  /** What it is called in a question. */
  titleOf(found: R, locale: Locale): string;
  /** Whom it shows, for the audit and the quota. */
  shownIn?(found: R): readonly string[];
  /** The people in it, for a rendering that shortens names. */
  namesOf?(found: R): readonly string[];
  /** What stays the same while everything else of the record changes. */
  idOf?(found: R): string;
}
