import { isDictation, withoutSaidToBot } from "./dictation.ts";
import { fold } from "./fold.ts";

/**
 * Phrases without a meaning for the bot, with their accents. A phrase of several words is also recognised without
 * accents. A single word needs that spelling in the list, because it may be a name ("hàng", Hằng).
 */
type Phrases = ReadonlySet<string>;

/** Polite words before the command: "cho mình", "help me". */
const POLITE_START = spellings(`
  cho mình hỏi, cho em hỏi, cho tôi hỏi, cho hỏi, cho mình biết, cho em biết, cho tôi biết, cho biết
  cho mình, cho em, cho tôi, cho tớ, xin hỏi, xin chào, xin
  cho e hỏi, cho mk hỏi, cho e, cho mk, giúp e, giúp mk, nhờ ad, ad, check giúp e, check giúp em, check giúp mình, check giúp, xem giúp e, e muốn, mk muốn, e cần, mk cần
  giúp mình, giúp em, giúp tôi, giúp anh, giúp chị, giúp với, giùm mình, giùm em, giùm tôi, giúp, giup
  làm ơn, vui lòng, nhờ, nho, hãy, bạn ơi, bot ơi, em ơi, ad ơi, bot, chào, chao, alo, dạ, da
  ok, oke, okay, vâng, cảm ơn, cám ơn, cảm ơn em, cảm ơn bạn, thanks, thank you
  mình muốn, em muốn, tôi muốn, mình cần, em cần, tôi cần, muốn, muon, mún, mun, cần, can
  please, pls, plz, kindly, help me to, help me, can you, could you, would you, can i, could i, can we
  i want to, i need to, i'd like to, i would like to, i want, i need, let me, let's, hi, hello, hey
`);

/** Polite words after it: "nhé", "giúp em". */
const POLITE_END = spellings(`
  nhé, nhe, nha, nhá, ạ, á, nè, với, giùm, gium, dùm, dum, giúp, giup, hộ, đi
  giúp mình, giúp em, giúp tôi, giúp với, giùm mình, giùm em, giùm tôi, hộ mình, hộ em, hộ tôi
  giúp e, giùm e, dùm e, hộ e, giúp mk, cho e, cho mk, vs, nhen, nghen, nhak, nhoa
  cho mình, cho em, cho tôi, please, pls, plz, thanks, thank you, thx, for me, cảm ơn, cám ơn
`);

/** Words before a name: "khách hàng tên Lan", "của anh Tuấn". */
const LEAD_IN = spellings(`
  khách hàng, khách, khach, kh, hàng, hang, người, nguoi, có tên, tên là, tên, ten, ai là
  giúp mình, giúp em, giúp tôi, giùm mình, giùm em, giúp, giùm, hộ
  của, cua, cho, về, ve, với, là, la, thông tin, mã, ma, id, do
  số điện thoại, điện thoại, sđt, sdt, số, so, phone number, phone, email, e-mail, mail
  customers, customer, named, called, name, of, for, to, the, about, with, is, by, info
  anh, chị, chi, cô, chú, bác, bac, ông, ong, bà, mr, mrs, ms, mr., mrs., ms.
`);

/** Words of a question around a command's name and its values: "còn bao nhiêu", "xem", "how many". */
const QUESTION = spellings(`
  còn bao nhiêu, có bao nhiêu, được bao nhiêu, bao nhiêu, còn mấy, được mấy, mấy, còn, có
  xem lại, xem, tìm kiếm, tra cứu, kiểm tra, ktra, ds, tìm, tim, tra, cứu, kiếm, check, hỏi, lấy, mở
  tới đâu rồi, đến đâu rồi, tới đâu, đến đâu, xong chưa, đóng chưa, sao rồi, bao nhiu, bao nhiêu vậy, bn, nhiêu, nhiu, v, z, vay
  thế nào, như thế nào, ra sao, là gì, gì, gi, không, khong, ko, k, chưa, vậy, đang, hiện tại, hiện, này
  tổng số, tổng, số dư, danh sách, các, những, tất cả, mới nhất, gần đây, nào, ở, trong, ra, rồi
  tôi, em, mình, the, a, an, any, all, our, my, me, us, i, we, he, she, they
  how many, how much, how are, how is, what is, what are, what's, what, which, show me, show, list, get, give me
  display, open, look up, find, see, view, does, do, did, has, have, got, left, are, were, in, on, from
  balance, current, latest, there, chuyển sang, đổi sang, chuyển, sang, switch to, change to, speak, nói, dùng, use
`);

/**
 * Words beside a request that limit nothing: "mới", "gọi tới coi giúp mình là ai". A denial is none of them ("không",
 * "chưa"), unless it only ends a question: "đổi ko shop". Neither is who "của tôi" is about.
 */
const FILLER = spellings(`
  mới, moi, giao, tạo, tao, đổi, doi, lấy, lay, mở, mo, đọc, doc, coi, coi lại, xem, xem lại, xem thử, tra, tìm, tim, check, ktra
  kiểm tra, liệt kê, cho coi, cho xem, gửi, gui, show, see, view, get, open, details, chi tiết, thông tin, tình trạng
  gọi, goi, gọi tới, gọi đến, gọi vào, vừa gọi, mới gọi, đang gọi, đang chờ, là ai, la ai, là ai vậy, của ai, ai, là gì, gì, gi
  có gì, có, co, đang, dang, thì, thi, mà, rằng, đã, cái, cai, con, này, nay, nè, ni, đó, do, kia, ấy, á, đấy, vậy, vay, v, z, dzậy, zậy, thế
  đâu, đâu rồi, đâu hết, đâu hết rồi, ở đâu, hết, ra, vào, lên, liền, lien, luôn, luon, ngay, nhanh, lẹ, hè, hen, hở, hả, ha, à, ơi, oi, hén
  em, e, iem, anh, a, chị, chi, c, cô, chú, bạn, ban, bot, ad, admin, shop, sếp, má, mấy đứa, cả nhà, mọi người, mn, m.n
  giúp chị, giúp anh, giúp c, giúp a, giúp shop, giúp cái, giùm chị, giùm cái, dùm cái, hộ cái, vs, zúp, zùm
  rứa, rua, hí, hè, nghe, too, then, also, lun
  được, duoc, đc, dc, được không, được ko, đc ko, dc ko, không ạ, ko ạ, không em, ko em, ko e, không shop, ko shop, k shop
  không bot, ko bot, hông em, hông bot, không vậy, ko vậy, ko z, khách, khach, kh, số, so, sđt, sdt, đt, nhầm, nham, lộn, lon
`);

/** English words and abbreviations that are no name, even with a capital. */
const ALWAYS_LEAD_IN = spellings("customer, customers, mr, mrs, ms, mr., mrs., ms., email, phone, kh");

/** Ends with a polite word, but means "help". */
const NOT_POLITE = spellings("trợ giúp");

const LONGEST_PHRASE = 4;
/** The most phrases to remove: for each one the whole text is read again. */
const ROUNDS = 24;
const WORD = /[^\s,;:!?…"“”«»()]+/g;

/** @param list phrases separated by commas and line breaks */
function spellings(list: string): Phrases {
  const all = list
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
  const unaccented = all.filter((phrase) => phrase.includes(" ")).map(fold);
  return new Set([...all, ...unaccented]);
}

/** Removes polite words: `"Cho mình xem phiếu 17464 với ạ"` → `"xem phiếu 17464"`. A text of only these stays. */
export function withoutPoliteness(text: string): string {
  // The end comes first, so that "giúp em với ạ" becomes "giúp em" and not "với".
  return strippedStart(withoutPoliteEnd(text), (phrase) => POLITE_START.has(phrase.toLowerCase()));
}

/** `"máy in hỏng, gấp nhé ạ"` → `"máy in hỏng, gấp"`. A dictated text keeps the words that may be its own: "gửi đi". */
export function withoutPoliteEnd(text: string): string {
  return isDictation(text) ? withoutSaidToBot(text) : strippedEnd(text, isPoliteEnd);
}

/** `"khách hàng tên Lan"` → `"Lan"`. `"Anh Thư"` keeps both words, because a capital makes a name. */
export function withoutLeadIn(text: string): string {
  return strippedStart(text, isLeadIn);
}

/** Removes the words of a question from both ends: `"Lan còn bao nhiêu"` → `"Lan"`. The result may be empty. */
export function withoutQuestion(text: string): string {
  const isQuestion = (phrase: string) => QUESTION.has(phrase);
  const leadsUp = (phrase: string) => isQuestion(phrase) || isLeadIn(phrase);
  // An article ends nothing: "nguyen van an" is a name.
  return strippedEnd(
    strippedStart(text, leadsUp, true),
    (phrase) => phrase !== "an" && isQuestion(phrase),
    true,
  );
}

/** Removes the words that say nothing from both ends: `"giùm em loại nhập khẩu nha"` → `"loại nhập khẩu"`. It may be empty. */
export function withoutFiller(text: string): string {
  const isFiller = (phrase: string) =>
    [FILLER, POLITE_START, POLITE_END].some((list) => list.has(phrase.toLowerCase()));
  return strippedEnd(strippedStart(text, isFiller, true), isFiller, true);
}

/** True for words before a name. With a capital and no accent, they may be the name itself: Anh, An Hang. */
function isLeadIn(phrase: string): boolean {
  const lower = phrase.toLowerCase();
  if (!LEAD_IN.has(lower)) return false;
  return phrase[0] === lower[0] || fold(lower) !== lower || ALWAYS_LEAD_IN.has(lower);
}

function strippedStart(text: string, isSmall: (phrase: string) => boolean, mayEmpty = false): string {
  let left = text;
  for (let round = 0; round < ROUNDS; round++) {
    const words = firstWords(left);
    const length = [...words.keys()].reverse().find((index) => isSmall(phraseOf(words.slice(0, index + 1))));
    if (length === undefined) return left;
    const last = words[length];
    const after = left.slice((last?.index ?? 0) + (last?.[0].length ?? 0)).replace(/^[\s,.:!…]+/, "");
    if (!/[\p{L}\p{N}]/u.test(after)) return mayEmpty ? "" : left;
    left = after;
  }
  return left;
}

function strippedEnd(text: string, isSmall: (phrase: string) => boolean, mayEmpty = false): string {
  let left = text;
  for (let round = 0; round < ROUNDS; round++) {
    const standalone = left.replace(/(?<![\s,.!~…])[\s,.!~…]+$/, "");
    const words = lastWords(standalone);
    const from = [...words.keys()].find((index) => isSmall(phraseOf(words.slice(index))));
    if (from === undefined || NOT_POLITE.has(phraseOf(words.slice(-2)).toLowerCase())) return left;
    const before = standalone.slice(0, words[from]?.index ?? 0).trimEnd();
    if (!/[\p{L}\p{N}?]/u.test(before)) return mayEmpty ? "" : left;
    left = before;
  }
  return left;
}

/** True for polite words in small letters, or with accents: "cho Minh" names a person. */
function isPoliteEnd(phrase: string): boolean {
  if (POLITE_END.has(phrase)) return true;
  return POLITE_END.has(phrase.toLowerCase()) && ACCENT.test(phrase.normalize("NFD"));
}

/** Đ alone is none here, because it may begin a name: Võ Văn Đi. */
const ACCENT = /[\p{M}đ]/u;

function firstWords(text: string): RegExpExecArray[] {
  const words: RegExpExecArray[] = [];
  const pattern = new RegExp(WORD);
  while (words.length < LONGEST_PHRASE) {
    const match = pattern.exec(text);
    if (!match) break;
    // Only blanks may stand between the words of a phrase.
    const previous = words.at(-1);
    const gap = text.slice(previous ? previous.index + previous[0].length : 0, match.index);
    if (previous ? gap !== " " : /\S/.test(gap)) break;
    words.push(match);
  }
  return words;
}

function lastWords(text: string): RegExpExecArray[] {
  const tail = Math.max(0, text.length - 40);
  const words = [...text.slice(tail).matchAll(WORD)].slice(-LONGEST_PHRASE + 1);
  for (const word of words) word.index += tail;
  return words;
}

function phraseOf(words: readonly RegExpExecArray[]): string {
  return words.map((word) => word[0]).join(" ");
}

/** A text that asks for nothing. */
export type Courtesy = "thanks" | "greeting" | "assent";

/** Forms of address and intensifiers beside it. */
const BESIDE =
  "(?: (?:em|anh|chi|ban|bac|co|chu|bot|shop|ad|oi|nhe|nha|nhieu|lam|a|da|moi nguoi|there|bot|all|so much|very much|a lot|you))*";

const ASSENT =
  "(?:ok|oke|okay|okie|oki|uh|um|u|da|vang|yes|yep|dong y|xac nhan|duoc(?: roi)?|roi|(?:van )?tiep tuc(?: di)?|continue|go on(?: anyway)?)";

const SAID: readonly (readonly [Courtesy, RegExp])[] = [
  ["thanks", new RegExp(`^(?:da |vang |ok |oke )*(?:cam on|thanks|thank|thx|tks|tk)${BESIDE}$`)],
  [
    "thanks",
    new RegExp(
      `^(?:bot|em) (?:gioi|hay|xin|dinh|ngoan|tuyet(?: voi)?)(?: (?:qua|ghe|that|the|luon))*${BESIDE}$`,
    ),
  ],
  ["thanks", /^(?:good|nice|great) (?:bot|job|work)$|^well done(?: bot)?$/],
  ["greeting", new RegExp(`^(?:da |em )*(?:alo+|hello|hi|hey|chao|xin chao)${BESIDE}$`)],
  ["assent", new RegExp(`^${ASSENT}(?: ${ASSENT})*${BESIDE}$`)],
];

/** A longer text is more than courtesy. */
const MOST_CHARS = 40;

/**
 * Reads a text that is nothing but courtesy: `"cảm ơn em nhé"` → `"thanks"`, `"alo"` → `"greeting"`, `"ok"` →
 * `"assent"`. Null for any other text, `"cảm ơn, tạo phiếu cho 0867…"` too.
 */
export function courtesyOf(text: string): Courtesy | null {
  if (text.length > MOST_CHARS) return null;
  const said = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return SAID.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}
