/** One article of the shop. */
interface Article {
  code: string;
  name: string;
  /** VND. */
  price: number;
}

/** What stories are told about, in every world. */
export const STAPLES: readonly Article[] = [
  { code: "MAYIN01", name: "Máy in HP LaserJet", price: 4_520_000 },
  { code: "MUC12A", name: "Hộp mực 12A", price: 390_000 },
  { code: "NOICHIEN", name: "Nồi chiên không dầu 5L", price: 1_890_000 },
  { code: "QUATDUNG", name: "Quạt đứng Senko", price: 450_000 },
  { code: "TIVI43", name: "Tivi 43 inch", price: 6_990_000 },
  { code: "BAOHANH", name: "Gói bảo hành mở rộng", price: 700_000 },
  { code: "LOCNUOC", name: "Máy lọc nước RO", price: 5_400_000 },
  { code: "BEPTU", name: "Bếp từ đôi", price: 3_250_000 },
];
