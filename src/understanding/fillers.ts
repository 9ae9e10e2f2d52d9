import { fold } from "./fold.ts";
import { FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";

/** Words around a value that say nothing of it, with their accents: "giúp em nhé", "đi bot", "được không". */
const FILLERS = new Set(
  `giúp giùm dùm hộ cho với nhé nhe nha nhá nhen nghen nghe hen hí hỉ hè ạ á ah luôn liền ngay đi em e anh chị c mình mk tôi tui tớ t bot bốt ad bạn con bé nữa thôi cái coi rồi r mọi người ơi lẹ đó đây ấy này nè nhỉ đấy chế sếp cháu bác cô chú dì hả hen cấy pls plz please thanks now vs zậy vậy z hộ gấp_ dùng_ cả nhà là thì mà của ở trong cũng mới_ nhờ hãy xin và va hoặc để for to the a an of it kìa kia nhanh trước_ tạm xong_ sau_ hôm_ trên dưới_ qua_ giúp_`
    .split(/\s+/)
    .filter((word) => word !== "" && !word.endsWith("_")),
);
const FOLDED = new Set([...FILLERS].map(fold));
/** A value may begin with one of the others: "cái quạt", "đi trễ". */
const BEGINS = new Set(
  [...FOLDED].filter((word) => !/^(?:cai|di|roi|r|con|ban|be|nua|thoi|co|moi|it|trong|a|k)$/.test(word)),
);
const ENDS = new Set(
  [...FOLDED].filter((word) => !/^(?:la|thi|ma|cua|o|trong|cung|va|for|to|the|a|an|of|nha)$/.test(word)),
);

/** "Hay" (often) without an accent is another word. */
const ONLY_ACCENTED = new Set(["hay"]);

/** True for a filler. A word with accents must be the same: "nhà" is not "nha". */
function isFiller(written: string, folded: ReadonlySet<string>): boolean {
  const lower = written.toLowerCase();
  const plain = fold(lower);
  if (!folded.has(plain)) return plain === "nha" && lower === "nha";
  return lower === plain ? !ONLY_ACCENTED.has(plain) : FILLERS.has(lower);
}

/** `"với "quạt kêu to" giúp em nhé"` → `""quạt kêu to""` */
export function withoutFillers(text: string): string {
  return withoutFillersAtEnd(withoutFillersAtStart(text));
}

/** "Không ai nghe": the verb, and not "nghe" as a polite end. */
const NOT_HEARD = /(?<!\p{L})(?:ai|không|khong|ko|k|hông|hong|hok|chưa|chua) nghe[\s.?!]{0,8}$/iu;

export function withoutFillersAtEnd(text: string): string {
  let left = text.trim();
  for (;;) {
    left = left.replace(
      /[\s,]{1,4}(?:được|đc|dc|duoc) (?:không|khong|ko|k|hông|hong|hok|chưa)[\s.?!]{0,8}$/iu,
      "",
    );
    const word = /(?:^|[\s,.!?;:–—-])(\p{L}{1,40})[\s.!?,;:😅🙏🎉~–—-]{0,12}$/u.exec(left);
    if (!word?.[1] || !isFiller(word[1], ENDS) || NOT_HEARD.test(left))
      return left.replace(/(?<![\s,;:–—-])[\s,;:–—-]+$/, "");
    left = left.slice(0, word.index).trimEnd();
  }
}

const ADDRESSED = new RegExp(`^(?:${FORMS_OF_ADDRESS_WRITTEN}|chi|dì) \\p{Lu}\\p{Ll}`, "u");

function withoutFillersAtStart(text: string): string {
  let left = text.replace(/^[\s,.:;!?–—-]+/, "");
  for (;;) {
    const word = /^(\p{L}+)(?=[\s,.:;]|$)[\s,.:;!?]*/u.exec(left);
    // A capital begins a name: "Anh Thư", "chị Bình".
    if (!word?.[1] || word[1] !== word[1].toLowerCase() || !isFiller(word[1], BEGINS)) return left;
    if (ADDRESSED.test(left)) return left;
    left = left.slice(word[0].length);
  }
}
