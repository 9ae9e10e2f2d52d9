import type { CallsByHour } from "../chart.ts";
import { faceOf } from "../font.ts";
import {
  COLOR,
  type Element,
  font,
  HEAT,
  heading,
  type Layout,
  MARGIN,
  TEXT,
  textElement,
  WIDTH,
} from "../heading.ts";
import { chartWords } from "../messages.ts";
import { countable, type Numbers, numbersOf, WEEKDAYS } from "../numbers.ts";

/** More days than this are added up by weekday, because the rows would be too thin to read. */
const MOST_ROWS = 14;
/** The hours that are always shown. Hours outside them get columns if they had calls. */
const [FIRST_HOUR, LAST_HOUR] = [8, 20];
const ROW = 26;

interface HourRow {
  name: string;
  /** By hour, 0 to 23. */
  calls: number[];
}

/** Returns the calls by row and hour, and the hour with the most calls. */
export function callRows(chart: CallsByHour, numbers: Numbers) {
  const byWeekday = chart.days.length > MOST_ROWS;
  const rowKey = (day: Date) => (byWeekday ? String(numbers.weekdayIndex(day)) : numbers.dayKey(day));
  const rows = new Map<string, HourRow>(
    byWeekday
      ? WEEKDAYS[chart.locale].map((name, index) => [String(index), emptyRow(name)])
      : chart.days.map((day) => [rowKey(day), emptyRow(`${numbers.weekday(day)} ${numbers.dayMonth(day)}`)]),
  );
  for (const { day, hour, calls } of chart.cells) {
    const row = rows.get(rowKey(day));
    if (row?.calls[hour] !== undefined) row.calls[hour] += countable(calls);
  }
  const all = [...rows.values()];
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    all.reduce((sum, row) => sum + (row.calls[hour] ?? 0), 0),
  );
  const total = byHour.reduce((sum, calls) => sum + calls, 0);
  return { rows: all, byHour, total, busiest: total === 0 ? null : byHour.indexOf(Math.max(...byHour)) };
}

function emptyRow(name: string): HourRow {
  return { name, calls: Array.from({ length: 24 }, () => 0) };
}

export function layoutCallsByHour(chart: CallsByHour): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const { rows, byHour, total, busiest } = callRows(chart, numbers);
  const head = heading(chart.title, [
    { value: numbers.count(total), label: t.callsStat },
    {
      value: busiest === null ? "–" : t.hour(String(busiest), String(busiest + 1)),
      label: t.busiestStat,
    },
  ]);
  const hours = shownHours(byHour);
  const nameWidth = Math.ceil(Math.max(0, ...rows.map(({ name }) => faceOf(400).width(name, TEXT.small))));
  const left = MARGIN + nameWidth + 8;
  const width = WIDTH - MARGIN - left;
  const top = head.bottom + 34;
  const end = top + Math.max(1, rows.length) * ROW;
  return {
    height: end + 28 + MARGIN - 4,
    graphic: [
      ...head.graphic,
      ...(total === 0
        ? [textElement(t.noCalls, MARGIN, end + 10, TEXT.small, 400, COLOR.muted)]
        : legend(t, numbers, largest(rows), end + 12)),
    ],
    option: {
      grid: { left, width, top, height: end - top },
      xAxis: {
        ...plainAxis(),
        position: "top",
        data: hours.map((hour) => `${hour}h`),
        axisLabel: { interval: hours.length > 16 ? 1 : 0, margin: 6, color: COLOR.muted, ...font(TEXT.tick) },
      },
      yAxis: {
        ...plainAxis(),
        inverse: true,
        data: rows.map(({ name }, index) => `${index}:${name}`),
        axisLabel: {
          interval: 0,
          margin: 8,
          color: COLOR.ink,
          ...font(TEXT.small),
          formatter: (_: string, index: number) => rows[index]?.name ?? "",
        },
      },
      visualMap: { show: false, type: "piecewise", dimension: 2, pieces: shades(largest(rows)) },
      series: {
        type: "heatmap",
        itemStyle: { borderColor: COLOR.ground, borderWidth: 2, borderRadius: 4 },
        label: { show: true },
        data: cells(rows, hours, width / hours.length, numbers),
      },
    },
  };
}

function plainAxis() {
  return {
    type: "category",
    axisLine: { show: false },
    axisTick: { show: false },
    splitArea: { show: false },
  };
}

function largest(rows: readonly HourRow[]): number {
  return Math.max(0, ...rows.flatMap(({ calls }) => calls));
}

function shownHours(byHour: readonly number[]): number[] {
  const used = byHour.flatMap((calls, hour) => (calls > 0 ? [hour] : []));
  const [first, last] = [Math.min(FIRST_HOUR, ...used), Math.max(LAST_HOUR, ...used)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Returns five equal steps up to the highest figure. An hour without calls is pale grey. */
function shades(most: number) {
  return [
    { value: 0, color: COLOR.track },
    ...HEAT.map((color, index) => ({
      gt: (most * index) / HEAT.length,
      lte: (most * (index + 1)) / HEAT.length,
      color,
    })),
  ];
}

function cells(rows: readonly HourRow[], hours: readonly number[], cellWidth: number, numbers: Numbers) {
  const most = largest(rows);
  const sizePx = figureSize(rows, cellWidth, numbers);
  return rows.flatMap(({ calls }, y) =>
    hours.map((hour, x) => {
      const count = calls[hour] ?? 0;
      return {
        value: [x, y, count],
        label: {
          show: sizePx !== null && count > 0,
          formatter: numbers.short(count),
          color: count > (most * 3) / HEAT.length ? COLOR.ground : COLOR.ink,
          ...font(sizePx ?? TEXT.tick),
        },
      };
    }),
  );
}

/** Returns the text size at which all figures fit into their cells; null if none fits, and only shades are shown. */
function figureSize(rows: readonly HourRow[], cellWidth: number, numbers: Numbers): number | null {
  const widest = Math.max(
    0,
    ...rows.flatMap(({ calls }) => calls.map((count) => faceOf(400).width(numbers.short(count), 1))),
  );
  return [TEXT.tick, TEXT.tick - 1].find((sizePx) => widest * sizePx <= cellWidth - 4) ?? null;
}

/** Draws the legend of the shades, from few to many. */
function legend(t: { few: string; many: string }, numbers: Numbers, most: number, y: number): Element[] {
  const many = `${t.many} (${numbers.short(most)})`;
  const manyWidth = faceOf(400).width(many, TEXT.small);
  const right = WIDTH - MARGIN - manyWidth - 6;
  const swatches = HEAT.map((fill, index) => ({
    type: "rect",
    silent: true,
    shape: { x: right - (HEAT.length - index) * 18, y: y - 1, width: 16, height: 12, r: 3 },
    style: { fill },
  }));
  return [
    textElement(t.few, right - HEAT.length * 18 - 6, y - 1, TEXT.small, 400, COLOR.muted, "right"),
    ...swatches,
    textElement(many, WIDTH - MARGIN, y - 1, TEXT.small, 400, COLOR.muted, "right"),
  ];
}
