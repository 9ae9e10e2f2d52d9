import { describe, expect, it } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { FONT_FILES, faceOf, type Weight } from "../../src/charts/font.ts";
import { COLOR, HEAT } from "../../src/charts/heading.ts";
import { drawSvg, paint } from "../../src/charts/paint.ts";
import { inkBox, pixelsOf, pngSize } from "./png.ts";
import { daysUpTo, samples } from "./samples.ts";
import { overlaps, textsOf } from "./svg-texts.ts";

const WIDTH = 400;
const MARGIN = 14;
const VIETNAMESE =
  "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";

const inVietnamese = { title: "Đánh giá 14 ngày qua", locale: "vi", timeZone: "Asia/Ho_Chi_Minh" } as const;

describe("a drawn chart", () => {
  describe.each(Object.entries(samples))("%s", (_, chart) => {
    const svg = drawSvg(chart);

    it("has a margin on every side, so nothing is cut off", () => {
      const image = pixelsOf(svg);
      const box = inkBox(image);
      expect(box?.left).toBeGreaterThanOrEqual(MARGIN);
      expect(box?.right).toBeLessThanOrEqual(WIDTH - MARGIN);
      expect(box?.top).toBeGreaterThanOrEqual(MARGIN);
      expect(box?.bottom).toBeLessThanOrEqual(image.height - MARGIN + 4);
    });

    it("keeps its texts apart, and inside", () => {
      const texts = textsOf(svg);
      expect(texts.length).toBeGreaterThan(4);
      expect(texts.filter(({ left, right }) => left < MARGIN || right > WIDTH - MARGIN)).toEqual([]);
      expect(overlaps(texts)).toEqual([]);
    });

    it("has font sizes that are readable on a phone, and only characters of its font", () => {
      for (const { sizePx, text, weight } of textsOf(svg)) {
        expect(sizePx).toBeGreaterThanOrEqual(9);
        expect([...text].filter((one) => !faceOf(weight).has(one))).toEqual([]);
      }
    });
  });

  it("shows the title in full within two lines, and cuts a longer one after a word", () => {
    const titles = (title: string) =>
      textsOf(drawSvg({ ...inVietnamese, title, kind: "rating-distribution", byScore: [1] }))
        .filter(({ sizePx, weight }) => sizePx === 15 && weight === 600)
        .map(({ text }) => text);
    expect(titles("Đánh giá 14 ngày qua")).toEqual(["Đánh giá 14 ngày qua"]);
    const two = "Chăm sóc khách hàng thân thiết khu vực miền Trung";
    expect(titles(two).join(" ")).toBe(two);
    const long = titles(`${two}, ${two}, ${two}`);
    expect(long).toHaveLength(2);
    expect(long.at(-1)).toMatch(/\p{L}…$/u);
    expect(`${two}, ${two}`).toContain(long.join(" ").slice(0, -1));
  });

  it("interrupts the line of averages on a day without ratings, and shows 0 of them", () => {
    const days = daysUpTo(5).map((day, index) => ({
      day,
      count: index === 2 ? 0 : 3,
      average: index === 2 ? null : 4,
    }));
    const svg = drawSvg({ ...inVietnamese, kind: "ratings-over-time", days });
    const line = /<path d="([^"]+)" fill="none"[^>]*stroke="#0b5fb3"/.exec(svg)?.[1] ?? "";
    expect(line.match(/M/g)).toHaveLength(2);
    expect(textsOf(svg).filter(({ text }) => text === "0")).toHaveLength(1);
  });

  it("assigns days by the team's time zone, not the server's", () => {
    // 18:30 UTC is the next morning in Ho Chi Minh City.
    const days = [{ day: new Date("2026-11-24T18:30:00Z"), count: 1, average: 5 }];
    const shown = (timeZone: string) =>
      textsOf(drawSvg({ ...inVietnamese, timeZone, kind: "ratings-over-time", days })).map(
        ({ text }) => text,
      );
    expect(shown("Asia/Ho_Chi_Minh")).toEqual(expect.arrayContaining(["25", "T4"]));
    expect(shown("UTC")).toEqual(expect.arrayContaining(["24", "T3"]));
  });

  it("weights the average of all days by the ratings that have a score", () => {
    const [first, second] = daysUpTo(2) as [Date, Date];
    const days = [
      { day: first, count: 10, scored: 1, average: 1 },
      { day: second, count: 3, average: 5 },
    ];
    const texts = textsOf(drawSvg({ ...inVietnamese, kind: "ratings-over-time", days }));
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(["4,00", "13"]));
  });

  it("counts the calls of a longer period by weekday, each at its hour", () => {
    const days = daysUpTo(21);
    const wednesdays = days.filter((_, index) => (20 - index) % 7 === 0);
    const chart: Chart = {
      ...inVietnamese,
      kind: "calls-by-hour",
      days,
      cells: wednesdays.map((day) => ({ day, hour: 9, calls: 4 })),
    };
    const texts = textsOf(drawSvg(chart));
    const cell = texts.find(({ text, sizePx }) => text === "12" && sizePx === 10);
    const at = (wanted: string) => texts.find(({ text }) => text === wanted);
    expect(Math.abs((cell?.y ?? 0) - (at("T4")?.y ?? 99))).toBeLessThan(3);
    expect(Math.abs((cell?.x ?? 0) - (at("9h")?.x ?? 99))).toBeLessThan(1);
  });

  it("leaves out a campaign step without data", () => {
    const chart: Chart = {
      ...inVietnamese,
      kind: "campaign-funnel",
      members: 10,
      called: 8,
      reached: null,
      surveyed: 2,
    };
    const texts = textsOf(drawSvg(chart)).map(({ text }) => text);
    expect(texts).toContain("Đã gọi");
    expect(texts).not.toContain("Nghe máy");
    expect(texts.join(" ")).not.toMatch(/null|NaN/);
  });
});

describe("the font", () => {
  const weights: Weight[] = [400, 600, 700];
  const write = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><text x="10" y="28" font-family="Be Vietnam Pro" font-size="20">${text}</text></svg>`;

  it.each(weights)("has every Vietnamese letter, in weight %i", (weight) => {
    const letters = [...VIETNAMESE, ...VIETNAMESE.toUpperCase(), ..."0123456789.,%–…·₫"];
    expect(letters.filter((letter) => !faceOf(weight).has(letter))).toEqual([]);
  });

  it("draws each letter as itself, and nothing when the font is not loaded", () => {
    const drawn = [...VIETNAMESE].map((letter) =>
      Buffer.from(pixelsOf(write(letter)).pixels).toString("base64"),
    );
    expect(new Set(drawn).size).toBe([...VIETNAMESE].length);
    expect(inkBox(pixelsOf(write("Đ"), []))).toBeNull();
    expect(inkBox(pixelsOf(write("Đ")))).not.toBeNull();
  });

  it("reports the widths of drawn text", () => {
    const text = "Đánh giá";
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><text x="10" y="40" font-family="Be Vietnam Pro" font-size="40">${text}</text></svg>`;
    const box = inkBox(pixelsOf(svg, [FONT_FILES[400]]));
    const drawn = (box?.right ?? 0) - (box?.left ?? 0);
    const told = faceOf(400).width(text, 40);
    expect(Math.abs(told - drawn) / told).toBeLessThan(0.06);
  });
});

describe("the colours", () => {
  it.each([COLOR.ink, COLOR.muted, COLOR.accent])("%s is readable on white", (color) => {
    expect(contrast(color, COLOR.ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("keep the number of every cell readable, and get darker step by step, even without colour", () => {
    for (const [index, fill] of HEAT.entries()) {
      expect(contrast(fill, index < 3 ? COLOR.ink : COLOR.ground)).toBeGreaterThanOrEqual(4.5);
      const lighter = HEAT[index - 1] ?? COLOR.track;
      expect(luminance(fill)).toBeLessThan(luminance(lighter) * 0.92);
    }
  });
});

it("a chart is drawn at twice its layout size", () => {
  const chart = samples.funnel as Chart;
  const height = Number(/height="(\d+)"/.exec(drawSvg(chart))?.[1]);
  expect(pngSize(paint(chart))).toEqual({ width: 2 * WIDTH, height: 2 * height });
});

/** Returns the contrast of two colours (WCAG 2.2, 1.4.3). */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
