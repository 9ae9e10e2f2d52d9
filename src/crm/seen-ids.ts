/** Remembers ids. */
export interface SeenIds {
  readonly size: number;
  /** Remembers the id; false where it was known. */
  isNew(id: string): boolean;
}

const WORDS = 3;
const FIRST_SLOTS = 1_024;

/**
 * For walks that meet a hundred thousand ids: in a Set of strings those held 30 MB, and the collector carried them about.
 * An ObjectId, 24 hex digits, is three words of 32 bits in one table; any other id stays a string.
 */
export function createSeenIds(): SeenIds {
  const others = new Set<string>();
  const words = new Uint32Array(WORDS);
  let table = new Uint32Array(FIRST_SLOTS * WORDS);
  let held = 0;

  /** Where these words stand, or would stand: three zeros are an empty slot. */
  function slotOf(a: number, b: number, c: number): number {
    const slots = table.length / WORDS;
    let slot = hash(a, b, c) & (slots - 1);
    for (;;) {
      const at = slot * WORDS;
      const x = table[at];
      const y = table[at + 1];
      const z = table[at + 2];
      if ((x === a && y === b && z === c) || (x === 0 && y === 0 && z === 0)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  function put(at: number, a: number, b: number, c: number): void {
    table[at] = a;
    table[at + 1] = b;
    table[at + 2] = c;
  }

  /** Half of the slots stay empty, so that a search is short. */
  function grow(): void {
    const full = table;
    table = new Uint32Array(full.length * 2);
    for (let at = 0; at < full.length; at += WORDS) {
      const [a = 0, b = 0, c = 0] = [full[at], full[at + 1], full[at + 2]];
      if (a !== 0 || b !== 0 || c !== 0) put(slotOf(a, b, c), a, b, c);
    }
  }

  return {
    get size() {
      return held + others.size;
    },
    isNew(id) {
      if (!readWords(id, words)) {
        const known = others.size;
        return others.add(id).size > known;
      }
      const [a = 0, b = 0, c = 0] = words;
      const at = slotOf(a, b, c);
      if (table[at] !== 0 || table[at + 1] !== 0 || table[at + 2] !== 0) return false;
      put(at, a, b, c);
      held += 1;
      if (held * 2 > table.length / WORDS) grow();
      return true;
    },
  };
}

/** `false` where it is no ObjectId in small letters, or the one of zeros, which looks like an empty slot. */
function readWords(id: string, words: Uint32Array): boolean {
  if (id.length !== WORDS * 8) return false;
  let any = 0;
  for (let word = 0; word < WORDS; word += 1) {
    let value = 0;
    for (let place = word * 8; place < word * 8 + 8; place += 1) {
      const digit = hexDigit(id.charCodeAt(place));
      if (digit < 0) return false;
      value = (value << 4) | digit;
    }
    words[word] = value;
    any |= value;
  }
  return any !== 0;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** The last digits of ids made one after the other differ least, so every word is stirred in. */
function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(c, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x27d4eb2f);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
