/** Abbreviations of the shop's staff. */
const SHORT: readonly (readonly [word: string, short: string])[] = [
  ["khách hàng", "kh"],
  ["khách", "kh"],
  ["sản phẩm", "sp"],
  ["đơn hàng", "đh"],
  ["đơn", "đh"],
  ["giao dịch", "gd"],
  ["danh sách", "ds"],
  ["danh sách", "list"],
  ["chiến dịch", "cd"],
  ["báo cáo", "bc"],
  ["phân khúc", "pk"],
  ["nhãn", "tag"],
  ["phiếu", "ticket"],
  ["tạo", "add"],
  ["thêm", "add"],
  ["xoá", "del"],
];

/** Returns a command's name with its abbreviated forms: `"tạo khách mới"` → itself, `"tạo kh mới"`, `"add kh mới"`. */
export function withAbbreviations(name: string): string[] {
  const names = [name];
  for (const [word, short] of SHORT) {
    if (!name.includes(word)) continue;
    for (const one of [...names]) {
      const written = ` ${one} `.replace(` ${word} `, ` ${short} `).trim();
      if (!names.includes(written)) names.push(written);
    }
  }
  return names;
}
