import type { Random } from "../random.ts";
import type { Address } from "../records.ts";

interface Ward {
  ward: string;
  district: string;
  city: string;
  /** Of the General Statistics Office. */
  cityCode: string;
  streets: readonly string[];
}

const HO_CHI_MINH = { city: "Thành phố Hồ Chí Minh", cityCode: "79" };
const HA_NOI = { city: "Thành phố Hà Nội", cityCode: "01" };
const DA_NANG = { city: "Thành phố Đà Nẵng", cityCode: "48" };

/** Wards in the three levels (ward, district, province) that the CRM's addresses have. */
const WARDS: readonly Ward[] = [
  {
    ward: "Phường Bến Nghé",
    district: "Quận 1",
    ...HO_CHI_MINH,
    streets: ["Lê Lợi", "Nguyễn Huệ", "Đồng Khởi"],
  },
  { ward: "Phường Bến Thành", district: "Quận 1", ...HO_CHI_MINH, streets: ["Lê Thánh Tôn", "Nguyễn Trãi"] },
  { ward: "Phường 12", district: "Quận Tân Bình", ...HO_CHI_MINH, streets: ["Cộng Hòa", "Trường Chinh"] },
  { ward: "Phường 3", district: "Quận Gò Vấp", ...HO_CHI_MINH, streets: ["Nguyễn Kiệm", "Phạm Văn Đồng"] },
  {
    ward: "Phường 25",
    district: "Quận Bình Thạnh",
    ...HO_CHI_MINH,
    streets: ["Điện Biên Phủ", "Ung Văn Khiêm"],
  },
  {
    ward: "Phường Thảo Điền",
    district: "Thành phố Thủ Đức",
    ...HO_CHI_MINH,
    streets: ["Xuân Thủy", "Quốc Hương"],
  },
  {
    ward: "Phường Tân Phong",
    district: "Quận 7",
    ...HO_CHI_MINH,
    streets: ["Nguyễn Hữu Thọ", "Nguyễn Thị Thập"],
  },
  { ward: "Phường 14", district: "Quận 10", ...HO_CHI_MINH, streets: ["Tô Hiến Thành", "Thành Thái"] },
  { ward: "Phường Hàng Bạc", district: "Quận Hoàn Kiếm", ...HA_NOI, streets: ["Hàng Bạc", "Hàng Bè"] },
  {
    ward: "Phường Dịch Vọng Hậu",
    district: "Quận Cầu Giấy",
    ...HA_NOI,
    streets: ["Duy Tân", "Trần Thái Tông"],
  },
  { ward: "Phường Láng Hạ", district: "Quận Đống Đa", ...HA_NOI, streets: ["Láng Hạ", "Thái Hà"] },
  { ward: "Phường Quảng An", district: "Quận Tây Hồ", ...HA_NOI, streets: ["Xuân Diệu", "Tô Ngọc Vân"] },
  {
    ward: "Phường Bách Khoa",
    district: "Quận Hai Bà Trưng",
    ...HA_NOI,
    streets: ["Tạ Quang Bửu", "Trần Đại Nghĩa"],
  },
  { ward: "Phường Hải Châu I", district: "Quận Hải Châu", ...DA_NANG, streets: ["Bạch Đằng", "Trần Phú"] },
  {
    ward: "Phường Mỹ An",
    district: "Quận Ngũ Hành Sơn",
    ...DA_NANG,
    streets: ["Châu Thị Vĩnh Tế", "Ngũ Hành Sơn"],
  },
  {
    ward: "Phường Xuân Khánh",
    district: "Quận Ninh Kiều",
    city: "Thành phố Cần Thơ",
    cityCode: "92",
    streets: ["30 Tháng 4", "Mậu Thân"],
  },
  {
    ward: "Phường Lạch Tray",
    district: "Quận Ngô Quyền",
    city: "Thành phố Hải Phòng",
    cityCode: "31",
    streets: ["Lạch Tray"],
  },
  {
    ward: "Phường Vĩnh Ninh",
    district: "Thành phố Huế",
    city: "Tỉnh Thừa Thiên Huế",
    cityCode: "46",
    streets: ["Ngô Quyền", "Lý Thường Kiệt"],
  },
  {
    ward: "Phường Lộc Thọ",
    district: "Thành phố Nha Trang",
    city: "Tỉnh Khánh Hòa",
    cityCode: "56",
    streets: ["Trần Phú", "Nguyễn Thiện Thuật"],
  },
  {
    ward: "Phường 10",
    district: "Thành phố Đà Lạt",
    city: "Tỉnh Lâm Đồng",
    cityCode: "68",
    streets: ["Trần Hưng Đạo", "Hùng Vương"],
  },
  {
    ward: "Phường Tân Phong",
    district: "Thành phố Biên Hòa",
    city: "Tỉnh Đồng Nai",
    cityCode: "75",
    streets: ["Đồng Khởi", "Nguyễn Ái Quốc"],
  },
  {
    ward: "Phường Thắng Tam",
    district: "Thành phố Vũng Tàu",
    city: "Tỉnh Bà Rịa - Vũng Tàu",
    cityCode: "77",
    streets: ["Thùy Vân", "Hoàng Hoa Thám"],
  },
  {
    ward: "Phường Minh An",
    district: "Thành phố Hội An",
    city: "Tỉnh Quảng Nam",
    cityCode: "49",
    streets: ["Trần Phú", "Nguyễn Thái Học"],
  },
];

/** Returns a house in a street of a ward that exists; houses in alleys are written `"48/12"`. */
export function inventAddress(random: Random): Address {
  const { ward, district, city, cityCode, streets } = random.pick(WARDS);
  const house = String(random.whole(1, 420));
  return {
    street: random.chance(0.3) ? `${house}/${random.whole(1, 60)}` : house,
    streetName: random.pick(streets),
    wards: ward,
    state: district,
    city,
    cityCode,
    country: { code: "VN", name: "Vietnam" },
  };
}
