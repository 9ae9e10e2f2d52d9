/** The shop's products as one long table of names and prices in VND. */

/** A family's articles share the head of their codes and names: `["CHAO", "Chảo", [["gang đúc 24cm", 590_000]]]`. */
type Family = readonly [
  code: string,
  name: string,
  kinds: readonly (readonly [kind: string, price: number])[],
];

export const FAMILIES: readonly Family[] = [
  [
    "SMTV",
    "Smart Tivi",
    [
      ["Samsung 50 inch 4K", 9_490_000],
      ["LG 55 inch 4K", 11_990_000],
      ["Sony 65 inch", 18_900_000],
      ["TCL 32 inch", 3_690_000],
      ["Xiaomi A Pro 43 inch", 6_290_000],
    ],
  ],
  [
    "TULANH",
    "Tủ lạnh",
    [
      ["Panasonic 255L", 8_990_000],
      ["Aqua 130L", 4_290_000],
      ["Samsung 380L", 12_490_000],
      ["Toshiba 180L", 5_590_000],
      ["LG 519L hai cánh", 15_990_000],
    ],
  ],
  [
    "MAYGIAT",
    "Máy giặt",
    [
      ["LG 9kg cửa trước", 7_990_000],
      ["Aqua 8kg cửa trên", 4_690_000],
      ["Electrolux 10kg", 9_890_000],
      ["Toshiba 7kg", 4_190_000],
      ["Samsung 8.5kg", 6_490_000],
    ],
  ],
  [
    "DIEUHOA",
    "Điều hoà",
    [
      ["Daikin 1 HP", 9_290_000],
      ["Panasonic 1.5 HP", 12_890_000],
      ["Casper 1 HP", 5_490_000],
      ["LG 2 HP inverter", 15_490_000],
      ["Mitsubishi 1 HP", 8_990_000],
    ],
  ],
  [
    "NCDIEN",
    "Nồi cơm điện",
    [
      ["Sharp 1.8L", 690_000],
      ["Cuckoo 1.5L", 2_490_000],
      ["Toshiba 1L", 1_190_000],
      ["Sunhouse 1.8L nắp gài", 590_000],
      ["tách đường 3L", 1_390_000],
    ],
  ],
  [
    "BEPGA",
    "Bếp ga",
    [
      ["đôi Rinnai", 1_290_000],
      ["đơn mini Namilux", 350_000],
      ["âm Paloma", 4_890_000],
      ["hồng ngoại đơn", 690_000],
      ["nướng không khói", 1_150_000],
    ],
  ],
  [
    "BEPDT",
    "Bếp từ",
    [
      ["đơn Kangaroo", 890_000],
      ["đôi Hafele", 9_900_000],
      ["đôi Bosch", 14_500_000],
      ["ba vùng nấu Malloca", 12_900_000],
      ["du lịch mini", 650_000],
    ],
  ],
  [
    "LVSONG",
    "Lò vi sóng",
    [
      ["Sharp 20L", 1_490_000],
      ["Panasonic 25L có nướng", 2_790_000],
      ["Electrolux 23L", 1_990_000],
      ["Samsung 28L", 3_290_000],
    ],
  ],
  [
    "LONUONG",
    "Lò nướng",
    [
      ["Sanaky 50L", 1_690_000],
      ["Sunhouse 35L", 1_290_000],
      ["âm tủ Bosch 66L", 13_900_000],
      ["mini 10L", 750_000],
    ],
  ],
  [
    "MAYXAY",
    "Máy xay sinh tố",
    [
      ["Philips 2L", 1_090_000],
      ["Sunhouse 1.5L", 450_000],
      ["cầm tay Bosch", 990_000],
      ["công suất lớn 2.2L", 1_790_000],
      ["mini cá nhân", 320_000],
    ],
  ],
  [
    "MAYEP",
    "Máy ép",
    [
      ["chậm Hurom", 5_990_000],
      ["hoa quả Kuvings", 7_490_000],
      ["cam bán tự động", 590_000],
      ["mía gia đình", 3_290_000],
    ],
  ],
  [
    "AMSIEU",
    "Ấm siêu tốc",
    [
      ["inox 1.8L", 290_000],
      ["thuỷ tinh 1.7L", 390_000],
      ["giữ nhiệt Tefal", 790_000],
      ["gấp gọn du lịch", 450_000],
    ],
  ],
  [
    "BINHTHUY",
    "Bình thuỷ điện",
    [
      ["Zojirushi 3L", 2_190_000],
      ["Panasonic 2.2L", 1_590_000],
      ["Tiger 4L", 2_690_000],
    ],
  ],
  [
    "MHUTBUI",
    "Máy hút bụi",
    [
      ["robot Xiaomi", 4_990_000],
      ["cầm tay không dây", 2_390_000],
      ["Hitachi 2000W", 3_490_000],
      ["giường nệm diệt khuẩn", 1_490_000],
    ],
  ],
  [
    "BANLA",
    "Bàn là",
    [
      ["hơi nước Philips", 890_000],
      ["khô Panasonic", 390_000],
      ["hơi nước đứng", 1_690_000],
      ["du lịch gấp gọn", 490_000],
    ],
  ],
  [
    "QUATMAT",
    "Quạt",
    [
      ["trần Panasonic", 2_890_000],
      ["treo tường Senko", 420_000],
      ["điều hoà hơi nước 40L", 2_490_000],
      ["hộp Asia", 520_000],
      ["tích điện Sunhouse", 990_000],
      ["bàn mini USB", 150_000],
    ],
  ],
  [
    "LOCKK",
    "Máy lọc không khí",
    [
      ["Xiaomi 4 Lite", 2_690_000],
      ["Sharp 23m²", 3_290_000],
      ["Coway 33m²", 5_490_000],
      ["ô tô mini", 890_000],
    ],
  ],
  [
    "MLNUOC",
    "Máy lọc nước",
    [
      ["nóng lạnh Karofi", 8_490_000],
      ["Kangaroo 10 lõi", 5_990_000],
      ["để gầm AO Smith", 9_690_000],
      ["tạo kiềm Mutosi", 7_290_000],
      ["đầu vòi", 890_000],
    ],
  ],
  [
    "BINHNL",
    "Bình nóng lạnh",
    [
      ["Ariston 15L", 2_290_000],
      ["Ferroli 20L", 2_590_000],
      ["trực tiếp Panasonic", 3_290_000],
      ["năng lượng mặt trời 180L", 7_900_000],
    ],
  ],
  [
    "MAYINVP",
    "Máy in",
    [
      ["phun màu Epson L3250", 4_290_000],
      ["laser Canon LBP2900", 3_490_000],
      ["hoá đơn K80", 1_290_000],
      ["mã vạch Xprinter", 1_690_000],
      ["đa năng Brother", 4_990_000],
    ],
  ],
  [
    "MUCIN",
    "Mực in",
    [
      ["Epson 003 đen", 190_000],
      ["Canon 303", 350_000],
      ["Brother TN-2385", 490_000],
      ["Epson 003 bộ 4 màu", 690_000],
    ],
  ],
  [
    "GIAYIN",
    "Giấy in",
    [
      ["A4 Double A 70gsm", 85_000],
      ["A4 IK Plus 80gsm", 92_000],
      ["nhiệt K80 thùng 50 cuộn", 590_000],
      ["decal A4 100 tờ", 120_000],
    ],
  ],
  [
    "NOIINOX",
    "Bộ nồi",
    [
      ["inox 3 đáy Fivestar", 1_290_000],
      ["inox 5 món Elmich", 2_490_000],
      ["chống dính Tefal", 1_890_000],
      ["gang tráng men", 2_190_000],
    ],
  ],
  [
    "CHAO",
    "Chảo",
    [
      ["chống dính 26cm", 290_000],
      ["sâu lòng 28cm Elmich", 490_000],
      ["gang đúc 24cm", 590_000],
      ["vuông nướng 28cm", 390_000],
    ],
  ],
  [
    "36",
    "Lõi lọc nước",
    [
      ["số 1 PP 5 micron", 60_000],
      ["số 2 than hoạt tính", 90_000],
      ["số 3 CTO", 90_000],
      ["RO 80 GPD", 450_000],
      ["khoáng bộ 5 lõi", 650_000],
    ],
  ],
  [
    "LOA",
    "Loa",
    [
      ["kéo karaoke 40cm", 3_290_000],
      ["bluetooth mini", 690_000],
      ["thanh soundbar 2.1", 2_990_000],
      ["vi tính 2.0", 390_000],
    ],
  ],
  [
    "CAMERA",
    "Camera",
    [
      ["wifi trong nhà 2MP", 490_000],
      ["ngoài trời 3MP", 890_000],
      ["chuông cửa có hình", 1_690_000],
    ],
  ],
  [
    "DV",
    "Dịch vụ",
    [
      ["lắp đặt điều hoà", 450_000],
      ["vệ sinh máy giặt", 350_000],
      ["lắp đặt máy lọc nước", 250_000],
      ["bảo trì định kỳ 12 tháng", 990_000],
    ],
  ],
];

export const COMBOS: readonly (readonly [name: string, price: number])[] = [
  ["Combo bếp từ đôi và bộ nồi inox", 4_290_000],
  ["Combo tivi và loa thanh", 9_490_000],
  ["Combo máy giặt và bàn là", 8_590_000],
  ["Combo tân gia: tủ lạnh, máy giặt, bếp từ", 17_900_000],
  ["Combo văn phòng: máy in và 5 ram giấy", 4_890_000],
  ["Combo nhà bếp: nồi chiên và máy xay", 2_690_000],
  ["Combo lọc nước kèm 2 bộ lõi", 6_290_000],
  ["Combo lọc không khí hai phòng", 5_900_000],
  ["Combo điều hoà trọn gói lắp đặt", 9_690_000],
  ["Combo ấm siêu tốc và bình thuỷ điện", 1_790_000],
  ["Combo cà phê sáng: ấm và máy xay", 1_250_000],
  ["Combo bếp nướng cuối tuần", 1_490_000],
  ["Combo camera 4 mắt kèm đầu ghi", 2_990_000],
  ["Combo quạt mùa hè", 1_290_000],
];
