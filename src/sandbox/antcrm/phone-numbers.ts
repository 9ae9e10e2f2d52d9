/** Old prefixes of 11-digit mobiles and their new ones of 2018, both without the 0. */
const RENUMBERED: Readonly<Record<string, string>> = {
  "120": "70",
  "121": "79",
  "122": "77",
  "126": "76",
  "128": "78",
  "123": "83",
  "124": "84",
  "125": "85",
  "127": "81",
  "129": "82",
  "162": "32",
  "163": "33",
  "164": "34",
  "165": "35",
  "166": "36",
  "167": "37",
  "168": "38",
  "169": "39",
  "186": "56",
  "188": "58",
  "199": "59",
};

/**
 * Returns the national significant number of a phone number in any form: `"0867 123 456"`, `"84867123456"`,
 * `"+84.867.123.456"` → `"867123456"`; `"0162 345 6789"` → `"323456789"`. A text without digits → `""`.
 */
export function nationalNumber(written: string): string {
  let digits = written.replace(/\D/g, "");
  if (digits.startsWith("0084")) digits = digits.slice(4);
  else if (digits.startsWith("84") && digits.length >= 11) digits = digits.slice(2);
  digits = digits.replace(/^0+/, "");

  const successor = digits.length === 10 ? RENUMBERED[digits.slice(0, 3)] : undefined;
  return successor === undefined ? digits : successor + digits.slice(3);
}

/** Returns the number before 2018, `"323456789"` → `"1623456789"`; null if its prefix did not change. */
export function numberBefore2018(national: string): string | null {
  for (const [old, successor] of Object.entries(RENUMBERED)) {
    if (national.startsWith(successor)) return old + national.slice(successor.length);
  }
  return null;
}
