/**
 * The cities that people write in several ways, each with one word that stands for it. The word is used in stored
 * places and in searches, so that "sg" finds "Thành phố Hồ Chí Minh".
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
  [
    /(?<![\p{L}\d])(?:bà rịa[ -]{1,3}vũng tàu|ba ria[ -]{1,3}vung tau|brvt|vũng tàu|vung tau)(?![\p{L}\d])/giu,
    " vungtau ",
  ],
  [/(?<![\p{L}\d])(?:thừa thiên[ -]{1,3}huế|thua thien[ -]{1,3}hue)(?![\p{L}\d])/giu, " hue "],
  // "Cần" and "giờ" are words of requests.
  [/(?<![\p{L}\d])(?:cần giờ|can gio)(?![\p{L}\d])/giu, " cangio "],
];

/** The words that stand for cities: "hcm", "danang". */
export const CITY_WORDS: ReadonlySet<string> = new Set(CITIES.map(([, word]) => word.trim()));

/** Forms of companies, which stand in their names: "Công ty TNHH Hải Phú" is "cty tnhh Hải Phú". */
const COMPANIES: readonly [RegExp, string][] = [
  [/(?<!\p{L})(?:công ty|cong ty|công ti|cong ti|cti|c\.ty)(?!\p{L})/giu, "cty"],
  [/(?<!\p{L})(?:trách nhiệm hữu hạn|trach nhiem huu han)(?!\p{L})/giu, "tnhh"],
  [/(?<!\p{L})(?:một thành viên|mot thanh vien)(?!\p{L})/giu, "mtv"],
  [/(?<!\p{L})(?:cổ phần|co phan)(?!\p{L})/giu, "cp"],
  [/(?<!\p{L})(?:hợp tác xã|hop tac xa)(?!\p{L})/giu, "htx"],
  [/(?<!\p{L})(?:hộ kinh doanh|ho kinh doanh)(?!\p{L})/giu, "hkd"],
  [/(?<!\p{L})(?:doanh nghiệp tư nhân|doanh nghiep tu nhan)(?!\p{L})/giu, "dntn"],
  [/(?<!\p{L})(?:bất động sản|bat dong san|bđs)(?!\p{L})/giu, "bds"],
];

/** Writes the form of a company with one word: `"Công ty CP Hải Phú"` → `"cty CP Hải Phú"`. */
export function withCompanies(text: string): string {
  return COMPANIES.reduce((left, [form, word]) => left.replace(form, word), text);
}

/** Writes each city with its word: `"Bình sg"` → `"Bình hcm"`. */
export function withCities(text: string): string {
  return CITIES.reduce((left, [city, word]) => left.replace(city, word), text);
}

const DISTRICT = /(?<![\p{L}\d])(?:quận|quan|q)[. ]{0,2}(\d{1,2})(?![\p{L}\d])/giu;

/** Writes a numbered district as one word: "Quận 4", "Q.4" and "q 4" are `"q4"`. */
export function withDistricts(text: string): string {
  return text.replace(DISTRICT, " q$1 ");
}

/** What stands before the name of a place: "Hẻm 119 Nguyễn Kiệm", "P906 CC Lê Lợi", "12/3 đường Lê Lợi", "TP. Huế". */
const BEFORE_PLACE =
  /^(?:(?:tp|tx|tt|thành phố|thanh pho|thị xã|thi xa|thị trấn|thi tran|quận|quan|q|huyện|huyen|h|phường|phuong|p|xã|xa|phố|pho|hẻm|hem|ngõ|ngo|ngách|ngach|số|so|đường|duong|cc|chung cư|chung cu)(?![\p{L}])|\S*\d\S*)[\s,.]*/iu;

/** Returns the name of a place without what stands before it: `"Xô Viết Nghệ Tĩnh"` for "Hẻm 12 đường Xô Viết Nghệ Tĩnh". */
export function placeName(place: string): string {
  const left = place.trim().replace(BEFORE_PLACE, "");
  return left === place.trim() ? left : placeName(left);
}
