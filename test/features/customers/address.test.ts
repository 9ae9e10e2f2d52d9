import { describe, expect, it } from "vitest";
import { parseAddress } from "../../../src/features/customers/address.ts";

const parts = (line: string) => {
  const { houseNumber, street, ward, district, city } = parseAddress(line);
  return [houseNumber, street, ward, district, city];
};

describe("an address typed as people write it", () => {
  it.each([
    [
      "12 Cộng Hòa, Phường 12, Quận Tân Bình, TP HCM",
      ["12", "Cộng Hòa", "Phường 12", "Quận Tân Bình", "Thành phố Hồ Chí Minh"],
    ],
    [
      "số 12/3A đường Nguyễn Kiệm, P.3, Q. Gò Vấp, TP.HCM, Việt Nam",
      ["12/3A", "Nguyễn Kiệm", "Phường 3", "Quận Gò Vấp", "Thành phố Hồ Chí Minh"],
    ],
    [
      "45 Lý Thường Kiệt, p7, q10, sài gòn",
      ["45", "Lý Thường Kiệt", "Phường 7", "Quận 10", "Thành phố Hồ Chí Minh"],
    ],
    ["18 ngõ 5 Láng Hạ, Đống Đa, Hà Nội", ["18", "ngõ 5 Láng Hạ", null, "Đống Đa", "Thành phố Hà Nội"]],
    [
      "9 Võ Văn Ngân, Phường Linh Chiểu, Thành phố Thủ Đức, TP HCM",
      ["9", "Võ Văn Ngân", "Phường Linh Chiểu", "Thành phố Thủ Đức", "Thành phố Hồ Chí Minh"],
    ],
    [
      "Tổ 3, Xã Tân Phú, Huyện Châu Thành, Tỉnh Đồng Tháp",
      [null, "Tổ 3", "Xã Tân Phú", "Huyện Châu Thành", "Tỉnh Đồng Tháp"],
    ],
    // Since July 2025 there are no districts.
    [
      "7 Hùng Vương, Phường Sài Gòn, TP HCM",
      ["7", "Hùng Vương", "Phường Sài Gòn", null, "Thành phố Hồ Chí Minh"],
    ],
    ["TP HCM", [null, null, null, null, "Thành phố Hồ Chí Minh"]],
    ["21 Trần Phú", ["21", "Trần Phú", null, null, null]],
    ["", [null, null, null, null, null]],
  ])("“%s” is split into its parts", (line, expected) => {
    expect(parts(line)).toEqual(expected);
  });

  it("keeps the whole typed text in its line when no word names the parts", () => {
    expect(parts("Chung cư Sky, Cộng Hòa, Phường 12, Tân Bình, TP HCM").slice(2)).toEqual([
      "Phường 12",
      "Tân Bình",
      "Thành phố Hồ Chí Minh",
    ]);
  });
});
