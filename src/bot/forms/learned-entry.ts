/** A value that was learned, with what people call it; most are called what they are. */
export interface LearnedChoice {
  value: string;
  label: string;
}

/** A learned value with a label of its own, as lists of learned values keep it: `"DAUMAY01\tDAUMAY01 · Tàu hoả · 10★"`. */
export function learnedEntry(value: string, label: string): string {
  return label === value ? value : `${value}\t${label}`;
}

/** The choices of a list of learned values; of two entries for one value the first, which was used last, counts. */
export function learnedChoices(entries: readonly string[]): LearnedChoice[] {
  const choices = new Map<string, LearnedChoice>();
  for (const entry of entries) {
    const [value = entry, label = value] = entry.split("\t");
    if (!choices.has(value)) choices.set(value, { value, label });
  }
  return [...choices.values()];
}
