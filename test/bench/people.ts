/*
 * Invented customers of Vietnamese shops. They are always the same: `people(n, seed)` is the beginning of `people(m, seed)`
 * for n < m. The file is long because it holds its lists of names and places.
 */

export interface Person {
  number: number;
  name: string;
  phones: string[];
  emails: string[];
  district: string;
  street: string;
  city: string;
  tags: string[];
  touchedAt: number;
}

interface Table {
  items: string[];
  old: string[];
  iy: string[];
  plain: string[];
  sums: Float64Array;
  total: number;
}

/** Returns an item of a list at a place that exists. */
function at<T>(list: ArrayLike<T>, place: number): T {
  return list[place] as T;
}

function stripAccents(s: string): string {
  return s
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .normalize("NFC");
}
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/;
// modern "Hoà, Thuý" -> old "Hòa, Thúy" (only open syllables, not after q)
function oldTone(s: string): string {
  return s
    .split(" ")
    .map((w: string) => {
      const [, start = "", vowels = ""] = /^(.*?)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$/i.exec(w) ?? [];
      if (vowels === "" || (/q$/i.test(start) && /^u/i.test(vowels))) return w;
      const second = at(vowels, 1).normalize("NFD");
      const tone = TONE.exec(second);
      if (!tone) return w;
      return start + (at(vowels, 0) + tone[0]).normalize("NFC") + second.replace(TONE, "").normalize("NFC");
    })
    .join(" ");
}
const IY: { [k: string]: string } = { ý: "í", ỳ: "ì", ỷ: "ỉ", ỹ: "ĩ", ỵ: "ị", y: "i" };
function swapIY(s: string): string {
  return s
    .split(" ")
    .map((w: string) => {
      const [, start = "", vowel = ""] = /^(l|m|k|h|s|v|t|qu)([yýỳỷỹỵ])$/i.exec(w) ?? [];
      return vowel === "" ? w : start + IY[vowel.toLowerCase()];
    })
    .join(" ");
}
function make(tiers: [number, string][], sep: string = " "): Table {
  const items: string[] = [],
    weights: number[] = [],
    seen = new Map<string, number>();
  for (const [w, text] of tiers)
    for (const raw of text.split(sep)) {
      const x = raw.trim();
      if (!x || seen.has(x)) continue;
      seen.set(x, 1);
      items.push(x.normalize("NFC"));
      weights.push(w);
    }
  const sums = new Float64Array(items.length);
  let total = 0;
  weights.forEach((w: number, i: number) => {
    total += w;
    sums[i] = total;
  });
  return {
    items,
    old: items.map(oldTone),
    iy: items.map(swapIY),
    plain: items.map(stripAccents),
    sums,
    total,
  };
}

// ---- names ----
const SURNAMES = make(
  [
    [380, "Nguyễn"],
    [110, "Trần"],
    [95, "Lê"],
    [68, "Phạm"],
    [45, "Phan"],
    [26, "Hoàng,Huỳnh"],
    [21, "Đặng,Vũ,Võ"],
    [20, "Bùi"],
    [14, "Đỗ"],
    [13, "Hồ,Ngô"],
    [10, "Dương"],
    [7, "Trương"],
    [6, "Đinh,Lý"],
    [5, "Đoàn,Trịnh,Lâm,Mai,Đào"],
    [4, "Cao,Hà,Lương,Phùng"],
    [2.6, "Tô,Tạ,Thái,Lưu,Châu,Vương"],
    [1.6, "Quách,Tăng,Kiều,Chu,Đàm,Tống,Từ,Triệu,Hứa,La,Diệp,Thạch,Mạc"],
    [
      0.8,
      "Nghiêm,Khổng,Thân,Bạch,Ninh,Nông,Doãn,Giang,Kim,Văn,Đồng,Viên,Lục,Thi,Trang,Cù,Lại,Chử,Bành,Tiêu,Ông,Sơn,Danh,Trà,Phí",
    ],
    [
      0.4,
      "Tôn Thất,Tôn Nữ,Âu Dương,Âu,Bế,Ma,Lò,Quàng,Cầm,Ung,Phó,Đái,Nhan,Khưu,Lăng,Quản,Mầu,Vi,Hầu,Giáp,Công Tằng Tôn Nữ,Vừ,Giàng,Sùng,Lường,Hàng,Kha,Cung,Thiều,Sầm,Ngạc,Uông,Liêu,Quan,Trì,Tào,Tôn,Tưởng,Thẩm,Biện,Yên",
    ],
  ],
  ",",
);
const FEMALE = make([
  [30, "Hương Linh Anh Trang Hà Thảo Lan Hằng Nga Huyền Phương Ngọc Thuỷ Hoa Mai"],
  [
    15,
    "Thu Hạnh Hiền Vân Nhung Yến Dung Trinh Tuyết Loan Oanh Hồng Nhi My Vy Thuý Quỳnh Trâm Ngân Chi Liên Tâm Hoà Thanh Bình Minh Xuân Hoài",
  ],
  [
    7,
    "Giang Châu Thư Uyên Nguyệt Duyên Phượng Tiên Như Diễm Thuỳ Trúc Hân Hiếu Quyên Thương Diệp Tú Đào Cúc Huệ Nhàn Thơm Sen Lệ Bích Nhân Khánh Hậu Kiều Thắm Thoa Hường Hảo Trà Cẩm Mỹ Trân Thơ Ánh Lam Nương Khuyên Vi Ly Thi Lý Ngà Hải An",
  ],
  [
    2.5,
    "Ân Nhã Khuê Diệu Dịu Mận Lựu Phúc Ái Ý Nhiên Băng Tuyền Đan Thục Sương Hiên Gấm Hợi Tý Tươi Mơ Na Lài Bưởi Chúc Lượng Nữ Dương Mẫn Ngoan Nết Xoan Bông Thêu Chinh Nhật Quế Hoàn Vui Viên San Sang Xuyến Thuần Toàn Nguyên Lương Lê Vẹn Sáu Bảy Tám Út Thy Tường Kim Yên Quý Điệp Lành Thoan Hạ Thiên Nụ",
  ],
  [
    0.8,
    "Đoan Khả Miên Hiển Thạch Nghi Sa Ni Tịnh Quy Sim Nhạn Ngần Luyến Én Nhớ Thì Lụa Nhâm Chiên Mỵ Vỹ Bé Tĩnh Cát Đài Lĩnh Y Mến Thiện Thao Hoè Thoại Gái Đượm Ngát Nhài Đẹp",
  ],
]);
const MALE = make([
  [
    30,
    "Hùng Dũng Tuấn Minh Anh Nam Hải Long Sơn Hưng Cường Thành Huy Đức Hiếu Hoàng Quân Phong Bình Tùng Trung",
  ],
  [
    15,
    "Khoa Phúc Thắng Tân Kiên Duy Việt Thịnh Khánh Quang Đạt Nghĩa Tài Lâm An Vinh Bảo Vũ Toàn Hậu Phát Tâm Khang Trường Thái Linh Nhân Hà Mạnh Tiến Hoà Phước Đông Lộc Tú Dương",
  ],
  [
    7,
    "Giang Thiện Quốc Chiến Công Khôi Kiệt Hào Luân Nguyên Ngọc Nhật Thông Trí Tín Triều Quyết Quý Thuận Định Lợi Chung Danh Đại Thọ Tính Tường Vương Đăng Hiệp Hoài Xuân Hiển Khải Kỳ Luật Lực Mẫn Sang Sáng Thanh Thuỷ Trọng Vĩ Văn Tình Thạch Thức Tiệp Trực Cảnh Chương Cương Bách Bằng Biên Đoàn",
  ],
  [
    2.5,
    "Đô Du Dân Ân Bá Bắc Ca Canh Chính Chí Chức Dần Diện Điền Điệp Độ Đệ Đồng Hân Hán Hạnh Hội Hợp Huân Huấn Khiêm Khương Kha Lãm Lân Liêm Lượng Mười Năm Nhất Nho Ninh Pháp Phi Phú Phương Phụng Sỹ Sự Tấn Tạo Thân Thế Thiên Thương Thường Tiên Tỉnh Toản Toại Tôn Tráng Tuân Tuyên Tuyến Ước Uy Viễn Viên Vịnh Vượng Xướng Ý Yên Út Hồ Lương Lai Nhã Thụ Hữu Hy Lý Thuỵ Khoẻ",
  ],
  [
    0.8,
    "Đề Đạo Khuê Khuyến Kính Lĩnh Lưu Mừng Nghiêm Nghị Ngạn Ngữ Phan Quỳ Sanh Sử Tập Thăng Thể Thi Tịnh Toán Trác Triết Triệu Trình Trứ Tuất Tý Vạn Vận Vĩnh Xinh Cần Chất Đỉnh Đính Giáp Giỏi Hách Hinh Hoạt Hoán Khiết Quyền Tuyển Soái Đương Kháng Thao Khuynh",
  ],
]);
const MIDF = make([
  [100, "Thị"],
  [16, "Ngọc Thanh Thu Kim"],
  [9, "Minh Phương Bích Hồng Mỹ Thuỳ Khánh Quỳnh"],
  [5, "Tuyết Diệu Như Bảo Xuân Mai Lan Hoài Cẩm Ánh Hoàng"],
  [
    2.2,
    "Ái Diễm Tường Trúc Yến Vân Hà Thảo Kiều Trà Hải Gia An Linh Nhã Tú Uyên Thuý Thuỷ Lệ Huyền Hương Anh Châu Thiên Mộng Tố Đan Cát Nhật Trang Tâm Bạch Nguyệt Ý Thục",
  ],
  [
    0.6,
    "Song Đoan Tiểu Thái Vĩnh Việt Hiền Phúc Lam Băng Hạnh Khả Mẫn Hạ Thạch Lý Huệ Liên Oanh Vy Giáng Quế",
  ],
]);
const MIDM = make([
  [60, "Văn"],
  [18, "Đức Minh Hữu Quang Hoàng Thanh Ngọc"],
  [10, "Xuân Đình Công Quốc Anh Tuấn Trọng Thế Duy"],
  [6, "Bá Tiến Mạnh Việt Gia Trung Nhật Thành Phúc Bảo Chí Viết"],
  [3, "Khắc Sỹ Hồng Hải Vĩnh Đăng Tấn Phước Huy Thiện Hùng Cao Trường Phú Sơn Hoài An Tùng Bình Kim Nam"],
  [
    0.8,
    "Như Lâm Nguyên Khánh Mậu Doãn Đại Hưng Thái Cảnh Phi Tử Quý Tường Kiến Danh Lê Trí Khải Thuận Long Dương Thiên Nhân Mộng Sĩ Tôn Hà",
  ],
]);
const FOREIGN_FIRST =
  "John David Michael James Robert Emma Sophie Anna Maria Jean-Pierre Hans Kenji Yuki Min-jun Ji-woo Soo-ah Wei Xiaoming Priya Raj Olga Ivan Pedro Lucía François Zoë Tom Kevin Jessica Peter Mark Paul Julia Chloé Lars Björn Mehmet Fatima Ahmed Thomas Daniel Sarah Laura Somchai Nattaya Sokha Chanthy".split(
    " ",
  );
const FOREIGN_LAST =
  "Smith Johnson Brown Taylor O'Brien McDonald Dubois Lefèvre Müller Schneider Tanaka Suzuki Yamamoto Kim Park Lee Choi Chen Wang Zhang Lim Tan Singh Sharma Ivanov Petrova García Fernández Rossi Silva Jones Williams Davis Wilson Clark van-den-Berg Nielsen Hansen Yılmaz Hassan Chanthavong Srisai Sok Chea Walker Hall Young King".split(
    " ",
  );
const WESTERN_NICK =
  "Ken Jenny Tony Kevin Kelly Tommy Cindy Lily Andy Jessica Henry Emily Bella Peter David Sunny Ruby Cherry Elly Ivy Leo Harry Alex Amy Tina Lisa Vivian Windy Daisy Hannah".split(
    " ",
  );
const ETHNIC = [
  "H'Hen Niê",
  "H'Lim Êban",
  "Y Moan Ayun",
  "Y Thịnh Mlô",
  "Ksor Phước",
  "Rơ Châm Hlơi",
  "Siu Y Bleo",
  "K'Brếp",
  "Giàng A Páo",
  "Vừ Thị Mỷ",
  "Sùng A Lềnh",
  "Lò Văn Inh",
  "Thạch Sô Phia",
  "Danh Kim Huôn",
  "Hồ A Rịa",
  "Đinh Y Hrơi",
  "Chamaléa Thị Nghiêm",
  "Kpă Thuý",
  "Nay Djruêng",
  "Bùi H'Ring",
];
const NICK_A = "Bé Mẹ Bố Má Ba Shop Tạp\u00a0hoá Cậu Mợ Bà Út Ku"
  .split(" ")
  .map((x: string) => x.replace("\u00a0", " "));
const NICK_B = [
  "Na",
  "Bắp",
  "Bống",
  "Sóc",
  "Tôm",
  "Cà Rốt",
  "Tí",
  "Ken",
  "Bo",
  "Bin",
  "Su Hào",
  "Mít",
  "Xoài",
  "Nấm",
  "Gạo",
  "Thỏ",
  "Gấu",
  "Khoai",
  "Cốm",
  "Bông",
  "Miu",
  "Sushi",
  "Kem",
  "Dâu Tây",
  "Cherry",
  "Kiến",
  "Voi",
  "Tép",
  "Chuột",
  "Mì Tôm",
  "Bánh Bao",
  "Nghé",
  "Ốc",
  "Hến",
  "Bơ",
  "Đậu",
  "Cún",
  "Coca",
  "Rùa",
  "Ớt",
];
const NICK_AFTER = [
  "Cua",
  "sửa xe",
  "thợ điện",
  "Cận",
  "Còi",
  "Béo",
  "Đen",
  "bánh mì",
  "trà sữa",
  "Sài Gòn",
  "gạo",
  "nước mía",
  "rửa xe",
  "vật liệu",
  "gym",
  "xe ôm",
  "nail",
  "tóc",
  "spa",
  "cá kiểng",
  "hột vịt lộn",
  "Mập",
  "Lùn",
  "máy lạnh",
  "cơm tấm",
  "bún bò",
  "hải sản",
  "cà phê",
  "áo cưới",
  "photocopy",
];
const FORMS_F = ["Chị", "Chị", "Chị", "C.", "C", "Cô", "Cô", "Em", "Bác", "Dì", "Mrs", "Bà"];
const FORMS_M = ["Anh", "Anh", "Anh", "A.", "A", "Chú", "Chú", "Em", "Bác", "Cậu", "Mr", "Ông"];
const NOTES = [
  "kế toán",
  "giao chiều",
  "nhà đối diện chợ",
  "nợ 200k",
  "khách quen",
  "bạn chị Lan",
  "gọi trước",
  "ship sau 5h",
  "hẻm xe hơi",
  "chung cư",
  "lấy sỉ",
  "vợ anh Tuấn",
  "em cô Hoà",
  "bảo vệ",
  "ktx",
  "tầng 3",
  "mới",
  "đổi size",
  "zalo",
  "fb",
];
const EMOJI = ["🌸", "❤️", "🍀", "⭐", "👶", "🐰", "🔥", "🌻", "💎", "✨"];

// ---- companies ----
const CO_TYPES = make(
  [
    [30, "Công ty TNHH"],
    [14, "Cty TNHH"],
    [10, "Công ty Cổ phần"],
    [8, "Công ty CP"],
    [6, "CTY CP,DNTN,Công ty TNHH MTV,Cửa hàng,Shop,HKD"],
    [
      3,
      "Nhà thuốc,Tạp hoá,Quán,Trường Mầm non,Văn phòng Luật sư,Nha khoa,Siêu thị,Khách sạn,Nhà hàng,Xưởng may,Garage,Phòng khám,Hợp tác xã,Spa,Salon",
    ],
  ],
  ",",
);
const CO_TRADES =
  "Thương mại,TM DV,TM-DV,Xây dựng,XD TM,Xuất nhập khẩu,XNK,Dịch vụ Vận tải,Logistics,Thực phẩm,Dược phẩm,Nội thất,Cơ khí,Bao bì,Quảng cáo,May mặc,Du lịch,Bất động sản,Điện lạnh,Thiết bị Y tế,Công nghệ,In ấn,Nông sản,Thuỷ sản,Mỹ phẩm,Viễn thông".split(
    ",",
  );
const CO_A =
  "Minh,Hoàng,Gia,Đại,Tân,Thiên,Phú,Vạn,An,Nam,Việt,Kim,Hải,Long,Thành,Hưng,Bảo,Đức,Quang,Trường,Á,Sao,Thịnh,Phúc,Ngọc,Thái,Đông,Song,Nhật,Hồng,Tiến,Anh,Khang,Toàn,Vĩnh,Hà,Sơn,Trung,Thuận,Tín,Cửu,Lạc,Hợp,Đất,Mai,Ánh,Phương,Tuấn,Huy,Lộc,Tường,Nguyên,Duy,Trí,Bình,Hoà,Thuỷ,Mỹ,Liên,Tam".split(
    ",",
  );
const CO_B =
  "Phát,Gia,Thành,Long,An,Khang,Hưng,Thịnh,Phúc,Lộc,Tiến,Việt,Minh,Châu,Nam,Dương,Vàng,Đạt,Tín,Nghĩa,Phong,Sơn,Hải,Quang,Đức,Thái,Bảo,Toàn,Cường,Hoà,Lợi,Vinh,Hà,Sinh,Thiên,Vượng,Mỹ,Ngọc,Nguyên,Anh,Tâm,Kỳ,Tường,Phú,Thuận,Xanh,Đô,Trí,Vương,Lâm".split(
    ",",
  );
const CO_TAIL = [
  "Sài Gòn",
  "Hà Nội",
  "Miền Nam",
  "Miền Trung",
  "Bình Dương",
  "Việt Nam",
  "Group",
  "68",
  "79",
  "2",
  "Chi nhánh 2",
  "Đà Nẵng",
  "Cần Thơ",
  "Tây Đô",
  "Plus",
  "Food",
];

// ---- places ----
interface City {
  name: string;
  spell: string[];
  weight: number;
  districts: string[];
  streets: string[];
}
const COMMON =
  "Trần Hưng Đạo,Lê Lợi,Nguyễn Huệ,Hùng Vương,Quang Trung,Lý Thường Kiệt,Nguyễn Trãi,Lê Duẩn,Phan Chu Trinh,Phan Bội Châu,Hai Bà Trưng,Bà Triệu,Ngô Quyền,Trần Phú,Nguyễn Du,Lê Hồng Phong,Nguyễn Thị Minh Khai,Điện Biên Phủ,Võ Nguyên Giáp,Phạm Văn Đồng,Trường Chinh,Nguyễn Văn Cừ,Hoàng Văn Thụ,Lê Thánh Tôn,Lý Tự Trọng,Võ Thị Sáu,Đinh Tiên Hoàng,Lê Đại Hành,Nguyễn Công Trứ,Nguyễn Đình Chiểu,Hoàng Diệu,Phan Đình Phùng,Trần Quang Khải,Trần Nhật Duật,Yết Kiêu,Chu Văn An,Tôn Đức Thắng,Nguyễn Thái Học,Phạm Ngũ Lão,Bùi Thị Xuân,Nguyễn Tri Phương,Lạc Long Quân,Âu Cơ,An Dương Vương,Nguyễn Bỉnh Khiêm,Lê Quý Đôn,Mạc Đĩnh Chi,Hàm Nghi,Huyền Trân Công Chúa,Nguyễn Khuyến,Tú Xương,Hồ Xuân Hương,Nguyễn Viết Xuân,Nguyễn Văn Trỗi,Cách Mạng Tháng 8,30 Tháng 4,3 Tháng 2,19 Tháng 5,Huỳnh Thúc Kháng,Phan Huy Ích,Ngô Gia Tự,Lương Thế Vinh,Lý Nam Đế,Trần Cao Vân,Đoàn Thị Điểm,Ngô Thì Nhậm,Hồ Tùng Mậu,Tố Hữu,Xuân Diệu,Hàn Mặc Tử,Tôn Thất Tùng,Đặng Văn Ngữ,Phan Đăng Lưu,Nguyễn An Ninh".split(
    ",",
  );
const CITIES: City[] = [
  {
    name: "TP.HCM",
    spell: [
      "TP.HCM",
      "TP.HCM",
      "TP.HCM",
      "TP. Hồ Chí Minh",
      "Hồ Chí Minh",
      "Hồ Chí Minh",
      "TP HCM",
      "HCM",
      "Sài Gòn",
      "Thành phố Hồ Chí Minh",
    ],
    weight: 34,
    districts:
      "Quận 1,Quận 3,Quận 4,Quận 5,Quận 6,Quận 7,Quận 8,Quận 10,Quận 11,Quận 12,Bình Thạnh,Gò Vấp,Tân Bình,Tân Phú,Phú Nhuận,Bình Tân,Thủ Đức,Quận 2,Quận 9,Hóc Môn,Củ Chi,Nhà Bè,Bình Chánh,Cần Giờ".split(
        ",",
      ),
    streets:
      "Cộng Hoà,Lê Văn Sỹ,Nguyễn Thị Thập,Huỳnh Tấn Phát,Xô Viết Nghệ Tĩnh,Nguyễn Oanh,Lê Đức Thọ,Lê Văn Thọ,Thống Nhất,Bạch Đằng,Nơ Trang Long,Nguyễn Xí,Ung Văn Khiêm,Nguyễn Gia Trí,Kha Vạn Cân,Võ Văn Ngân,Đặng Văn Bi,Lê Văn Việt,Đỗ Xuân Hợp,Nguyễn Duy Trinh,Mai Chí Thọ,Thảo Điền,Trần Não,Tên Lửa,Kinh Dương Vương,Hậu Giang,Hồng Bàng,Luỹ Bán Bích,Âu Cơ,Tân Sơn Nhì,Gò Dầu,Tân Hương,Bàu Cát,Phổ Quang,Hoàng Hoa Thám,Út Tịch,Nguyễn Kiệm,Phan Xích Long,Hoa Lan,Lê Quang Định,Bùi Hữu Nghĩa,Nguyễn Cư Trinh,Bùi Viện,Đề Thám,Cô Giang,Cô Bắc,Tôn Đản,Đoàn Văn Bơ,Khánh Hội,Bến Vân Đồn,Tạ Quang Bửu,Phạm Hùng,Dương Bá Trạc,Tùng Thiện Vương,Phạm Thế Hiển,Sư Vạn Hạnh,Tô Hiến Thành,Thành Thái,Lãnh Binh Thăng,Tô Ký,Nguyễn Ảnh Thủ,Hà Huy Giáp,Tân Kỳ Tân Quý,Bình Long,Tỉnh Lộ 10,Quốc Lộ 13,Đinh Bộ Lĩnh,D2,Số 7,Lâm Văn Bền,Trần Xuân Soạn".split(
        ",",
      ),
  },
  {
    name: "Hà Nội",
    spell: ["Hà Nội", "Hà Nội", "Hà Nội", "Hà Nội", "TP Hà Nội", "HN"],
    weight: 24,
    districts:
      "Ba Đình,Hoàn Kiếm,Đống Đa,Hai Bà Trưng,Cầu Giấy,Thanh Xuân,Hoàng Mai,Long Biên,Tây Hồ,Hà Đông,Nam Từ Liêm,Bắc Từ Liêm,Gia Lâm,Đông Anh,Sóc Sơn,Thanh Trì,Hoài Đức,Thường Tín,Mê Linh,Sơn Tây".split(
        ",",
      ),
    streets:
      "Xuân Thuỷ,Cầu Giấy,Hồ Tùng Mậu,Trần Duy Hưng,Nguyễn Chí Thanh,La Thành,Tây Sơn,Chùa Bộc,Thái Hà,Xã Đàn,Khâm Thiên,Kim Mã,Đội Cấn,Thuỵ Khuê,Hoàng Quốc Việt,Nguyễn Khánh Toàn,Láng Hạ,Láng,Giảng Võ,Lê Văn Lương,Khuất Duy Tiến,Nguyễn Xiển,Vũ Trọng Phụng,Khương Trung,Khương Đình,Bạch Mai,Minh Khai,Đại La,Giải Phóng,Trương Định,Tam Trinh,Lĩnh Nam,Nguyễn Hữu Thọ,Linh Đàm,Định Công,Kim Giang,Tố Hữu,Mỗ Lao,Văn Quán,Ngọc Lâm,Nguyễn Văn Linh,Ngô Xuân Quảng,Cổ Linh,Hàng Bông,Hàng Đào,Hàng Gai,Hàng Bạc,Lò Đúc,Phố Huế,Mỹ Đình,Lê Đức Thọ,Hàm Nghi,Cổ Nhuế,Xuân Đỉnh,Phú Diễn".split(
        ",",
      ),
  },
  {
    name: "Đà Nẵng",
    spell: ["Đà Nẵng", "Đà Nẵng", "TP. Đà Nẵng"],
    weight: 6,
    districts: "Hải Châu,Thanh Khê,Sơn Trà,Ngũ Hành Sơn,Liên Chiểu,Cẩm Lệ,Hoà Vang".split(","),
    streets:
      "Nguyễn Văn Linh,Ông Ích Khiêm,Hoàng Sa,Trường Sa,Ngô Văn Sở,Âu Cơ,Hải Phòng,Núi Thành,2 Tháng 9,Cách Mạng Tháng 8,Tôn Đản,Nguyễn Tất Thành,Dũng Sĩ Thanh Khê,Hà Huy Tập,Châu Thị Vĩnh Tế".split(
        ",",
      ),
  },
  {
    name: "Hải Phòng",
    spell: ["Hải Phòng", "Hải Phòng", "HP"],
    weight: 5,
    districts: "Hồng Bàng,Lê Chân,Ngô Quyền,Kiến An,Hải An,Đồ Sơn,Thuỷ Nguyên,An Dương,Vĩnh Bảo".split(","),
    streets: "Lạch Tray,Cầu Đất,Tô Hiệu,Đà Nẵng,Thiên Lôi,Miếu Hai Xã,Văn Cao,Chợ Con".split(","),
  },
  {
    name: "Cần Thơ",
    spell: ["Cần Thơ", "TP Cần Thơ"],
    weight: 4,
    districts: "Ninh Kiều,Cái Răng,Bình Thuỷ,Ô Môn,Thốt Nốt,Phong Điền".split(","),
    streets: "Mậu Thân,30 Tháng 4,Đại lộ Hoà Bình,Trần Văn Khéo,Cái Sơn Hàng Bàng,Nguyễn Văn Linh".split(","),
  },
  {
    name: "Bình Dương",
    spell: ["Bình Dương"],
    weight: 5,
    districts: "Thủ Dầu Một,Dĩ An,Thuận An,Bến Cát,Tân Uyên,Bàu Bàng".split(","),
    streets: "Đại lộ Bình Dương,Thủ Khoa Huân,DT743,Mỹ Phước Tân Vạn,Yersin,Nguyễn An Ninh,Phú Lợi".split(
      ",",
    ),
  },
  {
    name: "Đồng Nai",
    spell: ["Đồng Nai"],
    weight: 4,
    districts: "Biên Hoà,Long Khánh,Long Thành,Nhơn Trạch,Trảng Bom,Vĩnh Cửu".split(","),
    streets: "Phạm Văn Thuận,Đồng Khởi,Bùi Hữu Nghĩa,Võ Thị Sáu,Nguyễn Ái Quốc,Dương Tử Giang".split(","),
  },
  {
    name: "Khánh Hoà",
    spell: ["Khánh Hoà", "Khánh Hòa"],
    weight: 2.5,
    districts: "Nha Trang,Cam Ranh,Ninh Hoà,Diên Khánh,Vạn Ninh".split(","),
    streets: "23 Tháng 10,2 Tháng 4,Thái Nguyên,Hòn Chồng,Củ Chi,Tháp Bà".split(","),
  },
  {
    name: "Huế",
    spell: ["Huế", "TP Huế", "Thừa Thiên Huế"],
    weight: 2,
    districts: "Phú Xuân,Thuận Hoá,Hương Thuỷ,Hương Trà,Phú Vang".split(","),
    streets: "Bến Nghé,Chi Lăng,An Hoà,Kim Long,Hà Nội,Đống Đa,Bà Huyện Thanh Quan".split(","),
  },
  {
    name: "Nghệ An",
    spell: ["Nghệ An"],
    weight: 2,
    districts: "Vinh,Cửa Lò,Nghi Lộc,Diễn Châu,Quỳnh Lưu,Đô Lương".split(","),
    streets: "Phong Định Cảng,Lê Mao,Nguyễn Sỹ Sách,Đại lộ Lê Nin,Mai Hắc Đế".split(","),
  },
  {
    name: "Thanh Hoá",
    spell: ["Thanh Hoá", "Thanh Hóa"],
    weight: 2,
    districts: "Sầm Sơn,Bỉm Sơn,Quảng Xương,Hoằng Hoá,Đông Sơn,Thọ Xuân".split(","),
    streets: "Đại lộ Lê Lợi,Hạc Thành,Lê Lai,Tống Duy Tân,Dương Đình Nghệ".split(","),
  },
  {
    name: "Quảng Ninh",
    spell: ["Quảng Ninh"],
    weight: 2,
    districts: "Hạ Long,Cẩm Phả,Uông Bí,Móng Cái,Vân Đồn".split(","),
    streets: "Kênh Liêm,Cao Xanh,Giếng Đồn,Hậu Cần,Bãi Cháy".split(","),
  },
  {
    name: "Lâm Đồng",
    spell: ["Lâm Đồng"],
    weight: 1.8,
    districts: "Đà Lạt,Bảo Lộc,Đức Trọng,Di Linh,Lâm Hà".split(","),
    streets: "Mai Anh Đào,3 Tháng 4,Phù Đổng Thiên Vương,Khe Sanh,Hồ Tùng Mậu,Ankroet".split(","),
  },
  {
    name: "Vũng Tàu",
    spell: ["Bà Rịa - Vũng Tàu", "Vũng Tàu", "BRVT"],
    weight: 1.8,
    districts: "Vũng Tàu,Bà Rịa,Phú Mỹ,Long Điền,Xuyên Mộc,Côn Đảo".split(","),
    streets: "Thuỳ Vân,Hạ Long,Ba Cu,Bình Giã,Lê Hồng Phong".split(","),
  },
  {
    name: "Đắk Lắk",
    spell: ["Đắk Lắk", "Đăk Lăk", "Daklak"],
    weight: 1.5,
    districts: "Buôn Ma Thuột,Buôn Hồ,Cư M'gar,Krông Pắc,Ea H'leo,Ea Kar".split(","),
    streets: "Y Jút,Y Ngông,Phan Chu Trinh,Amí Đoan,Mai Hắc Đế".split(","),
  },
  {
    name: "Bình Định",
    spell: ["Bình Định"],
    weight: 1.3,
    districts: "Quy Nhơn,An Nhơn,Hoài Nhơn,Tuy Phước,Phù Cát".split(","),
    streets: "An Dương Vương,Tây Sơn,Xuân Diệu,Hoàng Văn Thụ,Đống Đa".split(","),
  },
  {
    name: "Long An",
    spell: ["Long An"],
    weight: 1.3,
    districts: "Tân An,Bến Lức,Đức Hoà,Cần Giuộc,Cần Đước".split(","),
    streets: "Châu Thị Kim,Nguyễn Đình Chiểu,Quốc Lộ 1A,Hùng Vương".split(","),
  },
  {
    name: "Kiên Giang",
    spell: ["Kiên Giang"],
    weight: 1,
    districts: "Rạch Giá,Phú Quốc,Hà Tiên,Hòn Đất,Châu Thành".split(","),
    streets: "Trần Khánh Dư,Mạc Cửu,Lạc Hồng,Tôn Đức Thắng".split(","),
  },
  {
    name: "Bắc Ninh",
    spell: ["Bắc Ninh"],
    weight: 1.3,
    districts: "Từ Sơn,Yên Phong,Quế Võ,Thuận Thành,Tiên Du".split(","),
    streets: "Lý Thái Tổ,Nguyễn Đăng Đạo,Kinh Dương Vương,Bình Than".split(","),
  },
  {
    name: "Thái Nguyên",
    spell: ["Thái Nguyên"],
    weight: 1,
    districts: "Sông Công,Phổ Yên,Đồng Hỷ,Phú Bình,Đại Từ".split(","),
    streets: "Hoàng Văn Thụ,Bến Oánh,Lương Ngọc Quyến,Bắc Kạn".split(","),
  },
];
const CITY_SUMS = new Float64Array(CITIES.length);
{
  let t = 0;
  CITIES.forEach((c: City, i: number) => {
    t += c.weight;
    CITY_SUMS[i] = t;
  });
}

// ---- phones, mail, tags ----
const PREFIXES = make([
  [10, "090 091 098 097"],
  [7, "093 094 096 086 035 038 037 036 033 034 039"],
  [4, "089 088 032 070 079 077 076 078 083 084 085 081 082"],
  [1.2, "092 056 058 052 059 099"],
]);
const OLD: { [k: string]: string } = {
  "032": "0162",
  "033": "0163",
  "034": "0164",
  "035": "0165",
  "036": "0166",
  "037": "0167",
  "038": "0168",
  "039": "0169",
  "070": "0120",
  "079": "0121",
  "077": "0122",
  "076": "0126",
  "078": "0128",
  "083": "0123",
  "084": "0124",
  "085": "0125",
  "081": "0127",
  "082": "0129",
  "056": "0186",
  "058": "0188",
  "059": "0199",
};
const MAILS = make([
  [70, "gmail.com"],
  [10, "yahoo.com yahoo.com.vn"],
  [5, "hotmail.com outlook.com"],
  [3, "icloud.com fpt.com.vn"],
  [1, "vnn.vn viettel.com.vn student.hcmus.edu.vn sinhvien.hust.edu.vn vietcombank.com.vn"],
]);
const TAGS = make(
  [
    [10, "VIP,khách quen,khách sỉ,Facebook,Zalo"],
    [6, "thân thiết,mới,Shopee,TikTok,đại lý,COD"],
    [3, "bom hàng,nợ,bảo hành,đổi trả,ưu tiên,chuyển khoản,livestream,cộng tác viên,mẹ và bé"],
    [1, "khó tính,xuất hoá đơn,sinh nhật,giao tối,người nhà,báo chí,KOL,trả góp,hàng dễ vỡ,không gọi điện"],
  ],
  ",",
);

const NOW = Date.UTC(2026, 10, 28, 3, 0, 0);
const SPAN = 4 * 365.25 * 86400000;

function rng(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
export function* people(count: number, seed: number): Generator<Person> {
  const r = rng(seed);
  const index = (sums: Float64Array, x: number): number => {
    let lo = 0,
      hi = sums.length - 1;
    while (lo < hi) {
      const m = (lo + hi) >> 1;
      if (at(sums, m) > x) hi = m;
      else lo = m + 1;
    }
    return lo;
  };
  const roll = (t: Table): number => index(t.sums, r() * t.total);
  const one = <T>(a: readonly T[]): T => at(a, (r() * a.length) | 0);
  const digits = (n: number): string => {
    let s = "";
    for (let i = 0; i < n; i++) s += (r() * 10) | 0;
    return s;
  };
  let lastPhone = "0903123456";

  const mobile = (): string => {
    const p = at(PREFIXES.items, roll(PREFIXES));
    const k = r();
    if (k < 0.02) {
      const d = ((r() * 10) | 0).toString();
      return p + digits(4) + d + d + d;
    }
    if (k < 0.03)
      return p + digits(3) + one(["6789", "8888", "1234", "7979", "6868", "3939", "2345", "1990", "5678"]);
    return p + digits(7);
  };
  const spell = (p: string): string => {
    if (p[1] === "2") return r() < 0.5 ? p : `${p.slice(0, 3)} ${p.slice(3, 7)} ${p.slice(7)}`;
    const k = r();
    if (k < 0.7) return p;
    if (k < 0.76) return `84${p.slice(1)}`;
    if (k < 0.83) return `+84${p.slice(1)}`;
    if (k < 0.85) return `+84 ${p.slice(1, 4)} ${p.slice(4, 7)} ${p.slice(7)}`;
    if (k < 0.9) return `${p.slice(0, 4)}.${p.slice(4, 7)}.${p.slice(7)}`;
    if (k < 0.945) return `${p.slice(0, 4)} ${p.slice(4, 7)} ${p.slice(7)}`;
    if (k < 0.955) return `${p.slice(0, 3)}-${p.slice(3, 6)}-${p.slice(6)}`;
    if (k < 0.96) return `(${p.slice(0, 4)}) ${p.slice(4, 7)} ${p.slice(7)}`;
    const old = OLD[p.slice(0, 3)];
    if (!old) return p;
    return k < 0.985 ? old + p.slice(3) : `${old} ${p.slice(3, 6)} ${p.slice(6)}`;
  };

  for (let i = 0; i < count; i++) {
    // place
    let district = "",
      street = "",
      city = "";
    const hasPlace = r() < 0.6;
    if (hasPlace) {
      const c = at(CITIES, index(CITY_SUMS, r() * at(CITY_SUMS, CITY_SUMS.length - 1)));
      city = one(c.spell);
      // earlier districts and streets of a city are busier
      district = at(c.districts, (r() ** 1.25 * c.districts.length) | 0);
      if (district.startsWith("Quận ")) {
        const k = r();
        if (k < 0.1) district = `Q${district.slice(5)}`;
        else if (k < 0.18) district = `Q.${district.slice(5)}`;
        else if (k < 0.2) district = `quận ${district.slice(5)}`;
      } else {
        const k = r();
        if (k < 0.06)
          district =
            (c.name === "TP.HCM" || c.name === "Hà Nội" || c.name === "Đà Nẵng" ? "Quận " : "TX ") + district;
        else if (k < 0.09) district = `Q. ${district}`;
      }
      const s =
        r() < (c.streets.length > 40 ? 0.62 : 0.3)
          ? one(c.streets)
          : at(COMMON, (r() ** 1.3 * COMMON.length) | 0);
      const k = r();
      const n = 1 + ((r() ** 2 * 600) | 0);
      if (k < 0.45) street = `${n} ${s}`;
      else if (k < 0.62) street = `${n}/${1 + ((r() * 90) | 0)} ${s}`;
      else if (k < 0.68) street = `Số ${n} đường ${s}`;
      else if (k < 0.74)
        street = `${(c.name === "Hà Nội" || c.name === "Hải Phòng" ? "Ngõ " : "Hẻm ") + n} ${s}`;
      else if (k < 0.78) street = `${n + one(["A", "B", "C", "Bis"])} ${s}`;
      else if (k < 0.82) street = `P${1 + ((r() * 25) | 0)}0${1 + ((r() * 9) | 0)} CC ${s}`;
      else street = s;
      const v = r();
      if (v < 0.06) {
        street = stripAccents(street);
        district = stripAccents(district);
        city = stripAccents(city);
      } else if (v < 0.09) {
        street = street.toLowerCase();
        district = district.toLowerCase();
        city = city.toLowerCase();
      } else if (v < 0.4) {
        street = oldTone(street);
        district = oldTone(district);
        city = oldTone(city);
      }
    } else if (r() < 0.08)
      city = one(at(CITIES, index(CITY_SUMS, r() * at(CITY_SUMS, CITY_SUMS.length - 1))).spell);

    // name
    const style = r();
    let name = "",
      mailWords: string[] = [],
      company = false;
    if (style < 0.05) {
      company = true;
      const t = at(CO_TYPES.items, roll(CO_TYPES));
      const a = one(CO_A);
      let b = one(CO_B);
      if (b === a) b = "Phát";
      const trade = r() < 0.55 && /^(C|DNTN|HKD)/.test(t) ? `${one(CO_TRADES)} ` : "";
      const third = r() < 0.12 ? ` ${one(CO_B)}` : "";
      const tail = r() < 0.16 ? ` ${one(CO_TAIL)}` : "";
      name = `${t} ${trade}${a} ${b}${third}${tail}`;
      const v = r();
      if (v < 0.12) name = name.toUpperCase();
      else if (v < 0.18) name = stripAccents(name);
      else if (v < 0.4) name = oldTone(name);
      mailWords = [stripAccents(a).toLowerCase(), stripAccents(b).toLowerCase()];
    } else if (style < 0.06) {
      const k = r();
      if (k < 0.12) name = one(ETHNIC);
      else if (k < 0.75) name = `${one(FOREIGN_FIRST)} ${one(FOREIGN_LAST)}`;
      else if (k < 0.9) name = `${one(WESTERN_NICK)} ${at(SURNAMES.items, roll(SURNAMES))}`;
      else
        name = `${one(FOREIGN_FIRST)} ${at(FEMALE.items, roll(FEMALE))} ${at(SURNAMES.items, roll(SURNAMES))}`;
      mailWords = stripAccents(name)
        .toLowerCase()
        .replace(/[^a-z ]/g, "")
        .split(" ");
    } else {
      const female = r() < 0.56;
      const G = female ? FEMALE : MALE,
        M = female ? MIDF : MIDM;
      // spelling habit of whoever typed this record
      const habit = r();
      const pick = (t: Table, j: number): string =>
        at(habit < 0.42 ? t.old : habit > 0.9 ? t.iy : t.items, j);
      const pool = r() < 0.05 ? (female ? MALE : FEMALE) : G;
      const given = pick(pool, roll(pool));
      const surname = pick(SURNAMES, roll(SURNAMES));
      let middle = pick(M, roll(M));
      const d = r();
      if (d < (female ? 0.3 : 0.14)) {
        let second = pick(M, roll(M));
        if (second === "Thị" || second === middle) second = female ? "Ngọc" : "Minh";
        if (second !== middle) middle = second === "Văn" ? `${second} ${middle}` : `${middle} ${second}`;
      } else if (d < 0.36 && d > 0.33)
        middle = `${one(["Nguyễn", "Lê", "Trần", "Hoàng", "Phan", "Vũ", "Đặng", "Huỳnh", "Đỗ", "Hồ"])} ${middle}`;
      else if (d > 0.965) middle = "";
      if (middle === given || middle.endsWith(` ${given}`)) middle = female ? "Thị" : "Văn";
      if (middle === given) middle = "Ngọc";
      name = middle ? `${surname} ${middle} ${given}` : `${surname} ${given}`;
      mailWords = stripAccents(name).toLowerCase().split(" ");
      if (style < 0.08) {
        const form = one(female ? FORMS_F : FORMS_M);
        const k = r();
        const q =
          r() < 0.25
            ? one(["Q1", "Q3", "Q7", "Q10", "Gò Vấp", "Hà Đông", "Dĩ An", "Cầu Giấy", "BT", "Thủ Đức"])
            : city && district && district.length < 11
              ? district.replace(/^(Quận |quận |Q\.)(?=\d)/, "Q")
              : one(["Q2", "Q4", "Q8", "TB", "GV"]);
        const core = r() < 0.35 && middle ? `${middle.split(" ").pop()} ${given}` : given;
        if (k < 0.4) name = `${form} ${core} (${q})`;
        else if (k < 0.6) name = `${form} ${core} - ${q}`;
        else if (k < 0.8) name = `${form} ${core} ${one(NOTES)}`;
        else if (k < 0.9) name = `${name} (${one(NOTES)})`;
        else name = `${form} ${name}`;
      } else if (style < 0.095) {
        const k = r();
        if (k < 0.45) name = `${given} ${one(NICK_AFTER)}`;
        else if (k < 0.8) name = `${one(NICK_A)} ${one(NICK_B)}`;
        else name = `${one(WESTERN_NICK)} ${surname}`;
        mailWords = stripAccents(name)
          .toLowerCase()
          .replace(/[^a-z ]/g, "")
          .split(" ");
      } else if (style < 0.11) {
        name = `${given} ${surname}`;
        if (r() < 0.3 && middle) name = `${middle.split(" ").pop()} ${given} ${surname}`;
      }
      const v = r();
      if (v < 0.08) name = stripAccents(name);
      else if (v < 0.12) name = name.toUpperCase();
      else if (v < 0.15) name = name.toLowerCase();
      else if (v < 0.16) name = name.normalize("NFD");
      else if (v < 0.166) name = name.replace(" ", "  ");
      else if (v < 0.169) name = `${name} `;
      else if (v < 0.173) name = `${name} ${one(EMOJI)}`;
      else if (v < 0.174) name = one(EMOJI) + name + one(EMOJI);
    }

    // phones
    const phones: string[] = [];
    const pk = r();
    if (pk >= 0.03) {
      const landline = company && r() < 0.3;
      let p = landline ? `${one(["028", "024"])}3${digits(7)}` : mobile();
      if (r() < 0.003) p = lastPhone;
      if (!landline) lastPhone = p;
      phones.push(spell(p));
      if (pk > 0.96) phones.push(spell(mobile()));
    }
    // e-mail
    const emails: string[] = [];
    if (r() < 0.3) {
      const w = mailWords,
        g = w[w.length - 1] || "khach",
        s = w[0] || "kh";
      const year = String(60 + ((r() * 50) | 0)).slice(-2);
      if (company)
        emails.push(
          `${one(["info", "contact", "kinhdoanh", "sales", "ketoan", "lienhe", "cskh"])}@${s}${g}${one([".vn", ".com.vn", ".com", "group.vn", "corp.com.vn"])}`,
        );
      else {
        const k = r();
        let local = "";
        if (k < 0.18) local = `${g}.${s}${r() < 0.5 ? "" : digits(2)}`;
        else if (k < 0.4) local = g + s + year;
        else if (k < 0.58) local = w.join("") + (r() < 0.6 ? digits(2 + ((r() * 3) | 0)) : "");
        else if (k < 0.72)
          local =
            s +
            w
              .slice(1, -1)
              .map((x: string) => x[0] || "")
              .join("") +
            g +
            digits(2);
        else if (k < 0.84)
          local =
            g +
            w
              .slice(0, -1)
              .map((x: string) => x[0] || "")
              .join("") +
            year;
        else if (k < 0.92) local = `${w.slice(-2).join("")}.${s}${digits(2)}`;
        else if (k < 0.97)
          local =
            one(["be", "meo", "iu", "kute", "shop", "cucai", "nhok", "mit", "bong", "sun"]) +
            (r() < 0.5 ? "_" : "") +
            g +
            digits(3);
        else local = `${g}_${s}.19${year}`;
        emails.push(`${r() < 0.02 ? local.toUpperCase() : local}@${at(MAILS.items, roll(MAILS))}`);
      }
      if (r() < 0.03) emails.push(`${g + digits(4)}@gmail.com`);
    }
    // tags
    const tags: string[] = [];
    if (r() < 0.2) {
      tags.push(at(TAGS.items, roll(TAGS)));
      if (r() < 0.25) {
        const t = at(TAGS.items, roll(TAGS));
        if (t !== tags[0]) tags.push(t);
      }
    }
    const u = r();
    const touchedAt = Math.floor(NOW - SPAN * u * u);
    yield { number: i + 1, name, phones, emails, district, street, city, tags, touchedAt };
  }
}
