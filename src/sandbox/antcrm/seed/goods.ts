import { COMBOS, FAMILIES } from "./price-list.ts";

/** One article of the shop. */
export interface Article {
  /** The code in the CRM. */
  code: string;
  /** The shop's own code. */
  ownCode: string;
  name: string;
  /** VND. */
  price: number;
  type: "product" | "combo";
}

function combo(code: string, name: string, price: number): Article {
  return { ...product(code, name, price), type: "combo" };
}

function product(code: string, name: string, price: number): Article {
  return { code, ownCode: code, name, price, type: "product" };
}

/** The articles that exist in every world, for the named customers. */
export const NAMED_ARTICLES: readonly Article[] = [
  product("MAYIN01", "Máy in HP LaserJet", 4_520_000),
  product("MUC12A", "Hộp mực 12A", 390_000),
  product("NOICHIEN", "Nồi chiên không dầu 5L", 1_890_000),
  product("QUATDUNG", "Quạt đứng Senko", 450_000),
  product("TIVI01", "Tivi 43 inch", 6_990_000),
  product("BAOHANH", "Gói bảo hành mở rộng", 700_000),
  product("LOCNUOC", "Máy lọc nước RO", 5_400_000),
  product("BEPTU", "Bếp từ đôi", 3_250_000),
  combo("CBMAYIN", "Combo máy in và hộp mực", 4_790_000),
];

/** All other products. Codes are texts, sometimes of digits, as in the sample: src/crm/API.md#get-products */
export const OTHER_ARTICLES: readonly Article[] = [
  ...FAMILIES.flatMap(([code, family, kinds]) =>
    kinds.map(([kind, price], index) => product(numbered(code, index), `${family} ${kind}`, price)),
  ),
  ...COMBOS.map(([name, price], index) => combo(numbered("COMBO", index), name, price)),
].map((article, index) => ({ ...article, ownCode: `SP-${String(index + 1).padStart(4, "0")}` }));

/** Returns `"SMTV02"` for the second of its family. */
function numbered(code: string, index: number): string {
  return code + String(index + 1).padStart(2, "0");
}
