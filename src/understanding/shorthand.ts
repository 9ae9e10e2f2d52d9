/**
 * What people write short or in dialect, with what it stands for: `meant: written written`. Words are compared as they were
 * typed, in lower case and with their accents: "chị" is never "chi". A short form with several meanings is not here.
 */
const TABLE = `
khong: ko k kg hok hong hông hem hum kh0ng kô khg hk khoong
duoc: dc đc dk đk dx đx
roi: r rui rùi ròi gòi goy rồy
gi: j zì zi ji
vay: z zậy zay v dậy dzậy dzay rứa
em: e
minh: mk mik mìn
toi: tui tau
moi nguoi: mn mng
khach: kh ks
so dien thoai: sdt sđt
dien thoai: đt dt
don hang: đh dh
san pham: sp
chien dich: ctkm cd
danh gia: đg dg
bao cao: bc
tai khoan: tk
bao nhieu: bn bnh bnhieu nhiu nhiêu baonhieu
nhu the nao: ntn tnao
tin nhan: tn
nhan tin: nt
lam: lm lamf
voi: vs vơi
qua: wa wá qa wua
bay gio: bh chừ
hom nay: hnay hn
hom qua: hqua hq
sinh nhat: sn
dia chi: dchi đchi đ/c
nguoi: ng
nhan vien: nv
quan ly: ql qly
quan tri vien: qtv
huong dan: hd hdsd
thong tin: tt ttin
phai: fai
phieu: fieu fiếu fiu
nha: nhóa nhoa nhen nghen nhak nhe nhé nhá nhaa hen hén
cung: cx cug
ok: oke okie oki okay ô-kê
lam on: pls plz please
cam on: tks thks thanks thank thx ty cmon cámơn
giup: giùm gium dùm dum hộ jup júp zúp zup giúp
kiem tra: check ktra ck
xem: coi coy ngó
ha: hả hã hử hở
vao: dzô vô zô zo dzo
dau: mô
sao: răng s
nay: ni
do: nớ
ngay: bữa
luc: hồi
truoc: trc trk
biet: bít biet bik pit bjt
`;

/** `"ko"` → `["khong"]`, `"sđt"` → `["so", "dien", "thoai"]` */
export const SHORTHAND: ReadonlyMap<string, readonly string[]> = new Map(
  TABLE.trim()
    .split("\n")
    .flatMap((line) => {
      const [meant = "", written = ""] = line.split(": ");
      return written.split(" ").map((short) => [short, meant.split(" ")] as const);
    }),
);
