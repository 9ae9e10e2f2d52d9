import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import openWabt from "wabt";
import { MODULE, openMatrices } from "../../../src/understanding/model/matrices.ts";

describe("the matrices", () => {
  it("are multiplied by what stands in matrix.wat", async () => {
    const wabt = await openWabt();
    const path = new URL("../../../src/understanding/model/matrix.wat", import.meta.url);
    const assembled = wabt.parseWat("matrix.wat", await readFile(path, "utf8"), { simd: true }).toBinary({});
    expect(MODULE).toBe(Buffer.from(assembled.buffer).toString("base64"));
  });

  it("are multiplied as by hand, whatever their sizes and steps", () => {
    const four = fc.integer({ min: 1, max: 5 }).map((size) => size * 4);
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 400, maxLength: 400 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        four,
        four,
        numbers,
        numbers,
        (rows, inner, columns, a, b) => {
          const { allocate, multiply } = openMatrices(1);
          const left = allocate(400);
          const right = allocate(400);
          const result = allocate(400);
          left.set(a);
          right.set(b);
          const sizes = { rows, inner, columns };
          multiply({ left, rowStep: inner, columnStep: 1, right, result, resultStep: columns, ...sizes });
          for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
              let sum = 0;
              for (let at = 0; at < inner; at++)
                sum += (a[row * inner + at] ?? 0) * (b[at * columns + column] ?? 0);
              expect(result[row * columns + column]).toBe(sum);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
