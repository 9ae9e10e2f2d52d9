/** Who has taken something on: a low rating, a ticket. */
export interface Assignment {
  /** `"rating:6613a508dc31dd206d0239b5"`, `"ticket:17464"`: the same wherever it is shown. */
  subject: string;
  /** `"slack:U0123"` */
  person: string;
  /** What the platform calls them: `"Lan"`. Sealed on disk. */
  name: string;
  at: Date;
}

/** What somebody takes on is theirs in every chat and on every card that shows it. */
export interface AssignmentRepository {
  /** The first who takes it has it. Resolves with whoever has it now. */
  take(assignment: Assignment): Promise<Assignment>;
  /** Only the person who has it can give it back. */
  release(subject: string, person: string): Promise<boolean>;
  /** Of these, the ones that are taken. */
  of(subjects: readonly string[]): Promise<Assignment[]>;
}
