/** Stores events, each once. A write is committed when its promise resolves. */
export interface InboxRepository {
  /**
   * @param event  without `owner` any process may take it over; without `lane` no other event waits for it
   * @returns false if this id was stored before; then nothing is changed
   */
  accept(
    event: Omit<NewEvent, "lane"> & { lane?: string; platform: string; at: Date; owner?: string },
  ): Promise<boolean>;
  /**
   * Empties the payload at once; the id stays to recognise a second delivery. A second call changes nothing. This,
   * `countAttempt` and `giveWay` change nothing if the event belongs to another owner.
   */
  markFinished(id: string, owner: string, outcome: "done" | "failed", at: Date): Promise<void>;
  /**
   * Gives the unfinished events of dead processes to `owner` and returns them, oldest first. Each goes to one caller
   * only. The owner's lease must be fresh (`MIN_LEFT_MS` in src/store/workers.ts).
   */
  takeOver(owner: string, options?: TakeoverOptions): Promise<StoredEvent[]>;
  /** Returns this owner's unfinished events, oldest first. */
  unfinishedOf(owner: string): Promise<StoredEvent[]>;
  /** Stores how often the handling of this event was begun. */
  countAttempt(id: string, owner: string, attempts: number): Promise<void>;
  /**
   * True if an earlier unfinished event of the same lane belongs to another running process. False also if that earlier
   * event waits for an event of this process. Otherwise both would wait for ever.
   */
  isBehind(id: string): Promise<boolean>;
  /** True if the event is unfinished and still belongs to this owner. */
  isHeldBy(id: string, owner: string): Promise<boolean>;
  /** Stores that later events of the lane need not wait for this event any more. */
  giveWay(id: string, owner: string): Promise<void>;
}

export interface TakeoverOptions {
  /** Checked after the read, because the read waits for a database that is away. */
  mayClaim?: () => boolean;
  /** Only so many of the oldest events, and all others of their lanes. */
  most?: number;
  /** Only events of these: `["slack"]`. */
  platforms?: readonly string[];
}

/** An event as a platform delivered it. */
export interface NewEvent {
  /** The platform's own identity: `"telegram:812345678"`, `"slack:T01:Ev0123"`. */
  id: string;
  /** As the platform sent it; sealed on disk. */
  payload: string;
  /**
   * Events of one lane are answered in the order in which they were stored. A lane is a person in a chat:
   * `"slack:C01:slack:U1"`.
   */
  lane: string;
}

export interface StoredEvent extends Omit<NewEvent, "lane"> {
  platform: string;
  at: Date;
  /** How often its handling was begun, including the last time. */
  attempts: number;
}
