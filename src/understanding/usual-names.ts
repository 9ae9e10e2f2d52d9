/** Usual family names, folded. */
export const SURNAMES: ReadonlySet<string> = new Set(
  "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan trinh lam mai truong luong dao cao ha ta ton chau to thai quach luu kieu vuong".split(
    " ",
  ),
);
/** The usual middle names, folded: without capitals, they tell a name from other words. */
export const MIDDLE_NAMES: ReadonlySet<string> = new Set(["thi", "van"]);
/** Given names that read like words of a request without their accents: "tuấn" and "tuần". */
export const GIVEN_NAMES = new Set(
  "thanh thành tuấn tuan vân văn dung dũng hằng tiên tiến hiền hiển hiếu quân thư thông châu chính chiến diễm đông khôi lê lệ lợi lực nhân nhàn tài tân thắng thơ thọ trà triệu trúc trực tú tư vĩ vũ giang duy đăng đan dân danh điền đình gia hân hồng kiệm lam lâm liên nghi như phi thăng triều trọng trường".split(
    " ",
  ),
);
