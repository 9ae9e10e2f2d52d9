import type { Address } from "../../crm/customer.ts";
import { fold } from "../../understanding/fold.ts";

/** An address in the parts that AntCRM keeps. */
export type AddressParts = Omit<Address, "line">;

/**
 * Splits a typed address into its parts, from the house to the city: `"12 Cộng Hòa, P.12, Q. Tân Bình, TP HCM"` → house
 * number `12`, street `Cộng Hòa`, ward `Phường 12`, district `Quận Tân Bình`, city `Thành phố Hồ Chí Minh`.
 * Abbreviations are written out, because AntCRM compares the names with its own catalogue: src/crm/API.md#addresses. A
 * part without such a word is read by its position: the city is last, the district before it, then the ward. Since July
 * 2025 there may be no district: "Phường Sài Gòn, TP HCM" has none.
 */
export function parseAddress(line: string): AddressParts {
  const parts = line
    .normalize("NFC")
    .split(/[,;\n]+/)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => part !== "" && !isCountry(part));
  const found: { ward: string | null; district: string | null; city: string | null } = {
    ward: null,
    district: null,
    city: null,
  };
  const unnamed: string[] = [];
  // The parts are read from the city backwards: "Thành phố Thủ Đức" before "TP HCM" is a district.
  for (const part of parts.toReversed()) {
    const city = cityOf(part);
    const district = DISTRICT.exec(part);
    const ward = WARD.exec(part);
    if (found.city === null && city !== null) found.city = city;
    else if (found.district === null && (district !== null || city !== null)) {
      found.district = district ? writtenOut(district, DISTRICTS) : part;
    } else if (found.ward === null && ward !== null) found.ward = writtenOut(ward, WARDS);
    else unnamed.unshift(part);
  }
  const [first, ...others] = unnamed;
  if (found.city === null) found.city = others.pop() ?? null;
  if (found.ward === null && found.district !== null) found.ward = others.pop() ?? null;
  if (found.district === null) found.district = others.pop() ?? null;
  if (found.ward === null) found.ward = others.pop() ?? null;
  return { ...houseAndStreet([first, ...others].filter(Boolean).join(", ")), ...found, country: "Vietnam" };
}

/** Patterns of the names and abbreviations of each kind of place, with the full name to write. */
type Kinds = readonly (readonly [pattern: string, name: string])[];

const DISTRICTS: Kinds = [
  ["quận|quan|q\\.?", "Quận"],
  ["huyện|huyen|h\\.", "Huyện"],
  ["thị xã|thi xa|tx\\.?", "Thị xã"],
  ["district|dist\\.?", "Quận"],
];
const WARDS: Kinds = [
  ["phường|phuong|p\\.?", "Phường"],
  ["xã|xa", "Xã"],
  ["thị trấn|thi tran|tt\\.?", "Thị trấn"],
  ["ward", "Phường"],
];

/**
 * Creates the pattern for a kind of place followed by its name: `"Q. Tân Bình"`, `"p12"`. A blank, a dot or a number
 * separates the two.
 */
const kindPattern = (kinds: Kinds) =>
  new RegExp(
    `^(?<kind>${kinds.map(([pattern]) => pattern).join("|")})(?:\\s+|(?<=\\.)\\s*|(?=\\d))(?<name>\\S.*)$`,
    "iu",
  );
const DISTRICT = kindPattern(DISTRICTS);
const WARD = kindPattern(WARDS);

function writtenOut({ groups = {} }: RegExpExecArray, kinds: Kinds): string {
  const { kind = "", name = "" } = groups;
  const [, full = kind] = kinds.find(([pattern]) => new RegExp(`^(?:${pattern})$`, "iu").test(kind)) ?? [];
  return `${full} ${name}`;
}

/** Full names of cities by their usual names without accents. */
const CITIES: Readonly<Record<string, string>> = {
  "ho chi minh": "Thành phố Hồ Chí Minh",
  hcm: "Thành phố Hồ Chí Minh",
  hcmc: "Thành phố Hồ Chí Minh",
  "sai gon": "Thành phố Hồ Chí Minh",
  sg: "Thành phố Hồ Chí Minh",
  "ha noi": "Thành phố Hà Nội",
  hn: "Thành phố Hà Nội",
  "da nang": "Thành phố Đà Nẵng",
  "hai phong": "Thành phố Hải Phòng",
  "can tho": "Thành phố Cần Thơ",
  hue: "Thành phố Huế",
};
const CITY = /^(?:thành phố|thanh pho|tp\.?|t\.p\.?)\s*(?<name>\S.*)$/iu;
const PROVINCE = /^(?:tỉnh|tinh|t\.)\s*(?<name>\S.*)$/iu;

function cityOf(part: string): string | null {
  const city = CITY.exec(part)?.groups?.name;
  const known = CITIES[fold(city ?? part).replace(/ city$/, "")];
  if (known !== undefined) return known;
  if (city !== undefined) return `Thành phố ${city}`;
  const province = PROVINCE.exec(part)?.groups?.name;
  return province === undefined ? null : `Tỉnh ${province}`;
}

function isCountry(part: string): boolean {
  return /^(?:viet ?nam|vn)$/.test(fold(part));
}

/** Splits `"12/3A Cộng Hòa"` into house number and street. `"Chung cư Sky, Cộng Hòa"` has no number. */
function houseAndStreet(text: string): Pick<AddressParts, "houseNumber" | "street"> {
  const match =
    /^(?:số nhà|số|so nha|so)? ?(?<house>\p{L}?\d[\p{L}\d/.-]*) ?,? (?:đường |duong )?(?<street>.+)$/iu.exec(
      text.replace(/\s+/g, " "),
    );
  const { house = null, street = null } = match?.groups ?? {};
  if (house !== null) return { houseNumber: house, street };
  return { houseNumber: null, street: text === "" ? null : text };
}
