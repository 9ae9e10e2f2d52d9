import type { Random } from "../random.ts";

const SURNAMES = [
  "Nguyễn",
  "Nguyễn",
  "Nguyễn",
  "Trần",
  "Trần",
  "Lê",
  "Lê",
  "Phạm",
  "Hoàng",
  "Huỳnh",
  "Phan",
  "Vũ",
  "Võ",
  "Đặng",
  "Bùi",
  "Đỗ",
  "Hồ",
  "Ngô",
  "Dương",
  "Lý",
  "Đoàn",
  "Trịnh",
];
const MEN = ["Văn", "Đức", "Minh", "Quốc", "Hữu", "Thanh", "Gia", "Xuân"];
const MENS_GIVEN = [
  "An",
  "Bảo",
  "Cường",
  "Dũng",
  "Đạt",
  "Hải",
  "Hiếu",
  "Hùng",
  "Huy",
  "Khoa",
  "Long",
  "Nam",
  "Nghĩa",
  "Phúc",
  "Quân",
  "Sơn",
  "Thắng",
  "Trung",
  "Tuấn",
  "Việt",
];
const WOMEN = ["Thị", "Thị", "Ngọc", "Thu", "Kim", "Phương", "Bích", "Khánh"];
const WOMENS_GIVEN = [
  "Anh",
  "Bình",
  "Chi",
  "Dung",
  "Giang",
  "Hà",
  "Hằng",
  "Hạnh",
  "Hương",
  "Lan",
  "Linh",
  "Loan",
  "Mai",
  "Ngân",
  "Nhung",
  "Oanh",
  "Quỳnh",
  "Thảo",
  "Trang",
  "Yến",
];
const COMPANY_KINDS = [
  "Công ty TNHH",
  "Công ty Cổ phần",
  "Doanh nghiệp tư nhân",
  "Cửa hàng",
  "Hộ kinh doanh",
];
const COMPANY_NAMES = [
  "Ánh Dương",
  "An Phát",
  "Bách Việt",
  "Đại Lộc",
  "Hồng Hà",
  "Hưng Thịnh",
  "Minh Long",
  "Nam Phong",
  "Phú Quý",
  "Sao Mai",
  "Tân Tiến",
  "Thiên Ân",
  "Trường Thành",
  "Vạn Xuân",
];

/** Returns a person's name with the gender the CRM stores: 0 male, 1 female. */
export function inventPerson(random: Random): { name: string; gender: 0 | 1 } {
  const gender = random.chance(0.55) ? 1 : 0;
  const middle = random.pick(gender === 1 ? WOMEN : MEN);
  const given = random.pick(gender === 1 ? WOMENS_GIVEN : MENS_GIVEN);
  return { name: `${random.pick(SURNAMES)} ${middle} ${given}`, gender };
}

export function inventCompany(random: Random): string {
  return `${random.pick(COMPANY_KINDS)} ${random.pick(COMPANY_NAMES)}`;
}

/** Returns `"binh.tran"` for `"Trần Thị Bình"`, as people build their e-mail addresses. */
export function mailboxOf(name: string): string {
  const words = stripAccents(name).toLowerCase().split(" ");
  return `${words.at(-1)}.${words[0]}`;
}

/** Returns `"tran-thi-binh"` for `"Trần Thị Bình"`, the form of `normalize` in a session. */
export function slugOf(name: string): string {
  return stripAccents(name).toLowerCase().replaceAll(" ", "-");
}

function stripAccents(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D");
}
