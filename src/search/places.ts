/**
 * The cities that people write in several ways, each with one word that stands for it. The word is used in stored
 * addresses and in searches, so that "sg" finds "Thành phố Hồ Chí Minh".
 */
const CITIES: readonly [RegExp, string][] = [
  [
    /(?<![\p{L}\d])(?:(?:tp|thành phố|thanh pho)[. ]{0,2})?(?:hồ chí minh|ho chi minh|hcm|sài gòn|sai gon|saigon|sg)(?![\p{L}\d])/giu,
    " hcm ",
  ],
  [
    /(?<![\p{L}\d])(?:(?:tp|thành phố|thanh pho)[. ]{0,2})?(?:hà nội|ha noi|hanoi|hn)(?![\p{L}\d])/giu,
    " hanoi ",
  ],
  [
    /(?<![\p{L}\d])(?:(?:tp|thành phố|thanh pho)[. ]{0,2})?(?:hải phòng|hai phong|hp)(?![\p{L}\d])/giu,
    " haiphong ",
  ],
  [
    /(?<![\p{L}\d])(?:(?:tp|thành phố|thanh pho)[. ]{0,2})?(?:đà nẵng|da nang|danang|đn)(?![\p{L}\d])/giu,
    " danang ",
  ],
];

/** Writes each city with its word: `"Bình sg"` → `"Bình hcm"`. */
export function withCities(text: string): string {
  return CITIES.reduce((left, [city, word]) => left.replace(city, word), text);
}

const DISTRICT = /(?<![\p{L}\d])(?:quận|quan|q)[. ]{0,2}(\d{1,2})(?![\p{L}\d])/giu;

/** Writes a numbered district as one word: "Quận 4", "Q.4" and "q 4" are `"q4"`. */
export function withDistricts(text: string): string {
  return text.replace(DISTRICT, " q$1 ");
}
