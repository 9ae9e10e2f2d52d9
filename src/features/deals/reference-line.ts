/** The last line of what the bot has created: the operation's reference, by which it is known again. */
const REFERENCE_LINE = /(?:^|\n)((?:Mã|Ref) [0-9A-Z]{8})$/;

/** A deal's description without the reference. */
export function withoutReference(description: string): string {
  return description.replace(REFERENCE_LINE, "").trim();
}

/** Whoever edits the note keeps the deal's reference: an unclear operation may still look for it. */
export function withReference(note: string, description: string | null): string {
  const reference = REFERENCE_LINE.exec(description ?? "")?.[1];
  return [note, reference].filter(Boolean).join("\n");
}
