/** A way to ask that is not built on a command's name. */
export interface Sentence {
  /** The command's name; a sentence of a command that is not there is never tried. */
  command: string;
  /** Folded words; what stands around them are the arguments. */
  pattern: RegExp;
}

const words = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, "u");

/** The few true patterns. Everything else comes from the aliases: a new command needs no line here. */
export const SENTENCES: readonly Sentence[] = [
  {
    command: "customer",
    pattern: words(
      "(?:la )?so (?:dien thoai )?(?:nay )?(?:la )?cua (?:ai|khach nao|nguoi nao)|(?:cua|la) (?:ai|khach nao)" +
        "|whose (?:phone )?(?:number|e-?mail) is|whose is|who (?:has|uses|called from|called)|(?:vua )?goi (?:den|toi|vao) la ai",
    ),
  },
  {
    command: "redemptions",
    pattern: words(
      "(?:da|tung) (?:doi|nhan) (?:duoc )?(?:nhung |cac )?(?:qua gi|gi|qua nao|nhung gi|bao nhieu qua|may qua)" +
        "|what (?:gifts )?(?:has|did)(?= .*redeem)|gifts? (?:has|did)|(?:gift|redemption) history(?: of| for)?|lich su (?:qua|nhan qua)",
    ),
  },
  {
    command: "ratings",
    pattern: words(
      "khach(?: hang)? (?:noi gi|danh gia (?:the nao|ra sao)|phan hoi(?: the nao| gi)?|co hai long khong)|(?:customer )?(?:feedback|reviews)" +
        "|how (?:did|do|have) customers rate(?:d)?(?: us)?|muc do hai long",
    ),
  },
  {
    command: "ticket",
    pattern: words(
      "(?:ghi nhan|bao) (?:loi|su co)(?: cho| cua)?|(?:lap|ghi|len) (?:mot |1 )?(?:phieu|ticket)|(?:open|log|raise|file) (?:an? )?(?:new )?(?:ticket|issue)",
    ),
  },
  // A number with its sign, or alone, is a ticket that is there; "ticket 9457: máy in hỏng" is a new one.
  {
    command: "show",
    pattern: words("(?:phieu|ticket)(?= ?# ?[1-9]\\d{0,9}(?:[^\\p{L}\\p{N}]|$)| [1-9]\\d{0,9}[\\s.!?]*$)"),
  },
  { command: "redeem", pattern: words("(?:tang|phat) qua|redeem(?: an?| the)?(?: gift)?(?: code)?") },
];
