import { fold, foldWithPositions, typedText } from "./fold.ts";
import { FORMS_OF_ADDRESS, FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import type { CommandGrammar } from "./grammar.ts";
import { mayBeName } from "./person-name.ts";

const ADDRESSED = `(?:${FORMS_OF_ADDRESS_WRITTEN}|em|chi|a|c) `;
/** Relatives whose words mean nothing else. */
const RELATIVE =
  "mẹ|vợ|(?:mẹ|bố) (?:vợ|chồng)|(?:con|em|anh|chị|bạn) (?:trai|gái)|con (?:dâu|rể)|em (?:dâu|rể)|người (?:nhà|thân)|hàng xóm|đồng nghiệp|mother|mom|mum|father|dad|wife|husband|son|daughter|sister|brother|friend";
/** Words that are relatives behind "cho" or "khách", or before "của": "ba" is also three, and "bố trí" is to arrange. */
const MAYBE_RELATIVE =
  "má|bố|chồng|ba|cha|con|cháu|bạn|me|ma|bo|vo|chong|chau|ban|con (?:trai|gai)|em (?:trai|gai)|nguoi (?:nha|than)";
/** Words before a name that make it somebody else's: "mẹ chị ", "vợ ", "bạn của ", "khác tên ". */
const OF_OTHER =
  `(?<!\\p{L})(?:(?:${RELATIVE}) (?:(?:của|cua|of) )?(?:${ADDRESSED})?` +
  `|(?:${MAYBE_RELATIVE}) (?:của|cua) (?:${ADDRESSED})?` +
  `|(?:cho|của|cua|khách|khach|kh|for) (?:${MAYBE_RELATIVE}) ${ADDRESSED}` +
  `|(?:khác|khac) (?:tên|ten) (?:là |la )?(?:${ADDRESSED})?)`;
/** Right before a name, "another" says the same. "Another ticket for her" names her. */
const BEFORE = new RegExp(`(?:${OF_OTHER}|(?<!\\p{L})(?:another|other|different) )$`, "iu");
const BEFORE_ANY = new RegExp(`${OF_OTHER}(?= ?[\\p{L},])`, "iu");
/** Behind "khác", in which the person differs: "chị Linh khác tầng" is one who works elsewhere, and not another Linh. */
const DIFFERING =
  "tầng|tang|phòng|phong|nhà|nhóm|nhom|đội|tổ|bộ phận|bo phan|chi nhánh|chi nhanh|cửa hàng|cua hang|quận|quan|huyện|huyen|tỉnh|tinh|phường|phuong|khu|toà|tòa";
/** Words behind a name that make it somebody else's: "Linh khác", "Linh's mother". */
const BEHIND = new RegExp(
  `^(?: (?:khác|khac)(?! (?:${DIFFERING})(?!\\p{L}))|['’]s (?:${RELATIVE}))(?!\\p{L})`,
  "iu",
);
/** "Anh huy " before "chị linh": two people. */
const BESIDE_OTHER = new RegExp(
  `(?<!\\p{L})(?:${FORMS_OF_ADDRESS}) (?<other>\\p{L}+) (?:${FORMS_OF_ADDRESS}) $`,
  "u",
);
/** A name, and without its accent the word for cancelling. */
const HUY = "huy";
const CLUE_CHARS = 40;

/** True if a text says who somebody else is by a name, "vợ Huy". A comma may stand for words that point: "vợ anh ấy". */
export function namesSomebodyElse(text: string): boolean {
  return BEFORE_ANY.test(text.normalize("NFC"));
}

/** Leaves out a customer whose name only says who somebody else is, so that the bot asks. */
export function withoutSomebodyElse(
  args: Readonly<Record<string, string>>,
  { arguments: all }: CommandGrammar,
  text: string,
): Readonly<Record<string, string>> {
  const whom = all.find(({ kind }) => kind === "customer")?.name ?? "";
  const { [whom]: customer, ...others } = args;
  return customer !== undefined && isSomebodyElse(text, customer) ? others : args;
}

/**
 * True if a text names a customer only to say who somebody else is: Linh in "mẹ chị Linh" and in "chị Linh khác".
 * @param customer the customer as it was read: `"name:Linh"`
 */
export function isSomebodyElse(text: string, customer: string): boolean {
  if (!customer.startsWith("name:")) return false;
  const passage = foldWithPositions(text);
  const name = fold(customer.slice("name:".length));
  const places = placesOf(name, passage.text);
  return (
    places.length > 0 &&
    places.every((at) => {
      const before = typedText(passage, Math.max(0, at - CLUE_CHARS), at);
      const end = at + name.length;
      const behind = typedText(passage, end, end + CLUE_CHARS);
      return BEFORE.test(before) || BEHIND.test(behind) || isBesideOther(before);
    })
  );
}

function isBesideOther(before: string): boolean {
  const other = BESIDE_OTHER.exec(fold(before))?.groups?.other;
  return other !== undefined && (other === HUY || mayBeName(other));
}

/** Returns where a name stands as whole words. */
function placesOf(name: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = [text[at - 1] ?? " ", text[at + name.length] ?? " "];
    if (!around.some((letter) => /[\p{L}\p{N}]/u.test(letter))) places.push(at);
  }
  return places;
}
