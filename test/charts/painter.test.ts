import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { createPainter, type Painter } from "../../src/charts/painter.ts";
import { AppError } from "../../src/errors.ts";
import { pngSize } from "./png.ts";
import { samples } from "./samples.ts";

let painter: Painter;
beforeAll(() => {
  // A busy machine may be slow; the time limit has its own test.
  painter = createPainter({ drawnWithinMs: 120_000, idleMs: 20_000 });
});
afterAll(() => painter.close());

const sample = (name: string) => samples[name] as Chart;

describe("a picture", () => {
  it.each(Object.keys(samples))("is a PNG, 800 wide and small: %s", async (name) => {
    const picture = await painter.draw(sample(name));
    const { width, height } = pngSize(picture.bytes);
    expect(picture.mime).toBe("image/png");
    expect(width).toBe(800);
    expect(height).toBeGreaterThan(300);
    expect(height).toBeLessThan(1200);
    expect(picture.bytes.length).toBeLessThan(200_000);
  });

  it("is the same at every drawing", async () => {
    const [once, again] = await Promise.all([
      painter.draw(sample("ratings-14-days")),
      painter.draw(sample("ratings-14-days")),
    ]);
    expect(Buffer.from(again.bytes).equals(once.bytes)).toBe(true);
  });

  it("has a file name with only its kind, in the reader's language", async () => {
    expect((await painter.draw({ ...sample("funnel"), title: "Gọi 0867 123 456" })).name).toBe(
      "chien-dich.png",
    );
    expect((await painter.draw(sample("ratings-14-days-en"))).name).toBe("ratings-by-day.png");
  });

  it("shows no phone number and no e-mail address, in pixels or text", async () => {
    const given = { ...sample("funnel"), title: "Gọi 0867 123 456, tam@example.com" };
    const masked = { ...given, title: "Gọi 0867 *** 456, t***@example.com" };
    const [picture, expected] = await Promise.all([painter.draw(given), painter.draw(masked)]);
    expect(Buffer.from(picture.bytes).equals(expected.bytes)).toBe(true);
    expect(picture.alt).toBe(expected.alt);
    expect(picture.alt).toContain("0867 *** 456, t***@example.com");
  });

  it("is drawn after one whose title is a JavaScript property name", async () => {
    const again = await painter.draw(sample("funnel"));
    for (const title of ["__proto__", "Gọi ____proto____", "constructor", "toString"]) {
      await painter.draw({ ...sample("distribution"), title });
    }
    expect(Buffer.from((await painter.draw(sample("funnel"))).bytes).equals(again.bytes)).toBe(true);
  });

  it("is drawn from any figures and any title", async () => {
    await fc.assert(
      fc.asyncProperty(anyChart(), async (chart) => {
        const picture = await painter.draw(chart);
        expect(pngSize(picture.bytes).width).toBe(800);
        expect(picture.alt).not.toMatch(/NaN|Infinity|undefined|null|Invalid/);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the painter", () => {
  it("settles each request, even when all come at once", async () => {
    const names = Object.keys(samples).slice(0, 6);
    const together = await Promise.all(names.map((name) => painter.draw(sample(name))));
    for (const [index, name] of names.entries()) {
      const alone = await painter.draw(sample(name));
      expect(Buffer.from(alone.bytes).equals(together[index]?.bytes ?? new Uint8Array())).toBe(true);
    }
  });

  it("gives up a chart that is not drawn in time, and draws the next", async () => {
    const hasty = createPainter({ drawnWithinMs: 1, idleMs: 1_000 });
    onTestFinished(() => hasty.close());
    await expect(hasty.draw(sample("funnel"))).rejects.toThrow(AppError);
    await expect(painter.draw(sample("funnel"))).resolves.toMatchObject({ mime: "image/png" });
  });

  it("reports a chart that cannot be drawn, and draws the next", async () => {
    const broken = { ...sample("distribution"), byScore: null } as unknown as Chart;
    await expect(painter.draw(broken)).rejects.toThrow(/a chart was not drawn/);
    await expect(painter.draw(sample("distribution"))).resolves.toMatchObject({ mime: "image/png" });
  });

  it("starts again after it has been idle", async () => {
    const idle = createPainter({ drawnWithinMs: 20_000, idleMs: 0 });
    onTestFinished(() => idle.close());
    const first = await idle.draw(sample("funnel"));
    const second = await idle.draw(sample("funnel"));
    expect(Buffer.from(second.bytes).equals(first.bytes)).toBe(true);
  });

  it("rejects waiting requests when it is closed, and draws no more", async () => {
    const closing = createPainter();
    const waiting = expect(closing.draw(sample("funnel"))).rejects.toThrow(/closed/);
    await closing.close();
    await waiting;
    await expect(closing.draw(sample("funnel"))).rejects.toThrow(/closed/);
  });
});

/** Generates charts with figures and titles beyond all valid ones. */
function anyChart(): fc.Arbitrary<Chart> {
  const figure = fc.oneof(
    fc.nat({ max: 5_000 }),
    fc.constantFrom(0, 1, -3, 0.5, 1e6, 1e15, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
  );
  const known = fc.option(figure);
  const day = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  const common = fc.record({
    title: fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom(
        "",
        "<text>&amp;</svg>",
        "{last|x}",
        "__proto__",
        "Ữ".repeat(300),
        "a\u0301".repeat(80),
        "🎉🎉",
        "顧客",
      ),
    ),
    locale: fc.constantFrom("vi" as const, "en" as const),
    timeZone: fc.constantFrom("Asia/Ho_Chi_Minh", "America/New_York", "UTC"),
  });
  const plots: fc.Arbitrary<object>[] = [
    fc.record({
      kind: fc.constant("ratings-over-time"),
      days: fc.array(fc.record({ day, count: figure, average: known }), { maxLength: 400 }),
    }),
    fc.record({ kind: fc.constant("rating-distribution"), byScore: fc.array(figure, { maxLength: 9 }) }),
    fc.record({
      kind: fc.constant("calls-by-hour"),
      days: fc.array(day, { maxLength: 40 }),
      cells: fc.array(fc.record({ day, hour: fc.integer({ min: -2, max: 30 }), calls: figure }), {
        maxLength: 80,
      }),
    }),
    fc.record({
      kind: fc.constant("campaign-funnel"),
      members: figure,
      called: known,
      reached: known,
      surveyed: known,
    }),
  ];
  return fc.tuple(common, fc.oneof(...plots)).map(([one, other]) => ({ ...one, ...other }) as Chart);
}
