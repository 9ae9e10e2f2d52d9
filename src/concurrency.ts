/** How much of one kind of work runs at a time. */
interface SlotLimits {
  all: number;
  /** Of these, how many one person may have. */
  perPerson: number;
}

/**
 * Slots for work that takes much memory. A person who has as many as allowed waits, and others pass. p-limit has neither a
 * limit for each person nor slots for generators.
 */
export function createSlots({ all, perPerson }: SlotLimits) {
  const taken: string[] = [];
  const waiting: { person: string; start(): void }[] = [];

  const hasSlot = (person: string) =>
    taken.length < all && taken.filter((one) => one === person).length < perPerson;

  async function enter(person: string): Promise<void> {
    if (hasSlot(person)) taken.push(person);
    else await new Promise<void>((resolve) => waiting.push({ person, start: resolve }));
  }

  function leave(person: string): void {
    taken.splice(taken.indexOf(person), 1);
    const next = waiting.findIndex((one) => hasSlot(one.person));
    if (next < 0) return;
    const [started] = waiting.splice(next, 1);
    if (started === undefined) return;
    taken.push(started.person);
    started.start();
  }

  return {
    /** Runs the work in a slot, from its first item until it ends or is returned. Those who wait go in their order. */
    async *run<T>(person: string, work: () => AsyncIterable<T>): AsyncGenerator<T> {
      await enter(person);
      try {
        yield* work();
      } finally {
        leave(person);
      }
    },
  };
}
