import fc from "fast-check";
import { expect, it } from "vitest";
import { createSeenIds } from "../../src/crm/seen-ids.ts";

it("tells of any ids what a set of texts would tell", () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const alike = hex(2).map((end) => `68d50c68a087eaf3000088${end}`);
  const odd = fc.constantFrom(
    "",
    "0".repeat(24),
    "f".repeat(24),
    "F".repeat(24),
    "17464",
    `${"0".repeat(23)}g`,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(alike, hex(24), odd), { maxLength: 400 }), (ids) => {
      const [seen, known] = [createSeenIds(), new Set<string>()];
      for (const id of ids) {
        expect(seen.isNew(id)).toBe(!known.has(id));
        known.add(id);
        expect(seen.size).toBe(known.size);
      }
    }),
  );
});

it("knows each of a hundred thousand", () => {
  const ids = Array.from(
    { length: 100_000 },
    (_, place) => `68d50c68a087eaf3${place.toString(16).padStart(8, "0")}`,
  );
  const seen = createSeenIds();

  expect(ids.every((id) => seen.isNew(id))).toBe(true);
  expect(ids.some((id) => seen.isNew(id))).toBe(false);
  expect(seen.size).toBe(ids.length);
});
