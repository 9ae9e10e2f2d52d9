import { numberBefore2018 } from "../phone-numbers.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";

const MOBILE_PREFIXES = [
  "32",
  "33",
  "34",
  "35",
  "36",
  "37",
  "38",
  "39",
  "56",
  "58",
  "70",
  "76",
  "77",
  "78",
  "79",
  "81",
  "82",
  "83",
  "84",
  "85",
  "86",
  "88",
  "89",
  "90",
  "91",
  "93",
  "94",
  "96",
  "97",
  "98",
];

/** Returns a mobile that no customer has yet, nine digits: `"867123456"`. */
export function inventNumber(world: World): string {
  for (;;) {
    const number = drawMobile(world.random);
    if (!world.hasSubscriber(number)) return number;
  }
}

function drawMobile(random: Random): string {
  return random.pick(MOBILE_PREFIXES) + String(random.whole(0, 9_999_999)).padStart(7, "0");
}

/** Returns the number in one of the forms that people type: `"0867.123.456"`, `"+84867123456"`. */
export function formatLikePeople(national: string, random: Random): string {
  const old = numberBefore2018(national);
  if (old !== null && random.chance(0.25)) return writeOld(old, random);

  const [a, b, c] = [national.slice(0, 3), national.slice(3, 6), national.slice(6)];
  if (random.chance(0.45)) return `0${national}`;
  return random.pick([
    `84${national}`,
    `+84${national}`,
    `0${a} ${b} ${c}`,
    `0${a}.${b}.${c}`,
    `0${a}-${b}-${c}`,
    `+84 ${a} ${b} ${c}`,
    ` 0${national} `,
  ]);
}

function writeOld(old: string, random: Random): string {
  const [a, b, c] = [old.slice(0, 3), old.slice(3, 6), old.slice(6)];
  return random.pick([`0${old}`, `0${old}`, `0${a} ${b} ${c}`, `0${a}.${b}.${c}`, `84${old}`]);
}
