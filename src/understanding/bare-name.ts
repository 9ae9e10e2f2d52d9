import { fold } from "./fold.ts";
import { mayBeName } from "./person-name.ts";
import { MIDDLE_NAMES, SURNAMES } from "./usual-names.ts";

/** Words before a name that only say that it is another one: "là Trần Thị Bình", "cho Bình". */
const BEFORE: ReadonlySet<string> = new Set(
  "a ah à ua ủa y ý e em da dạ la là cho cua của phai phải moi mới for to it is khach khách ten tên".split(
    " ",
  ),
);
/** "Cho" and "for" lead to whom something is for. */
const FOR: ReadonlySet<string> = new Set(["cho", "for", "của", "cua", "khách", "khach"]);
const BEHIND: ReadonlySet<string> = new Set(
  "moi mới dung đúng ma mà nha nhe nhé a ạ co cơ chu chứ kia em e do đó instead please".split(" "),
);
const MOST_WORDS = 5;

/**
 * Returns the name of a person that nothing but words of a correction introduces: `"Trần Thị Bình"`, `"là tran thi binh"`,
 * `"cho Bình"`. It begins with a family name, or "cho" stands before it. Null for any other text.
 */
export function bareName(clause: string): string | null {
  const words = clause.match(/[\p{L}\p{M}]+/gu) ?? [];
  // Signs and digits are part of no name.
  if (words.join(" ") !== clause.trim().replace(/(?<![\s.!])[\s.!]+$/u, "")) return null;
  const start = words.findIndex((word) => !BEFORE.has(word));
  const end = words.findLastIndex((word) => !BEHIND.has(word)) + 1;
  const name = start < 0 ? [] : words.slice(start, end);
  const [family = ""] = name;
  const isFor = FOR.has(words[start - 1] ?? "");
  const isCapital = name.every((word) => /^\p{Lu}/u.test(word));
  const written = name.join(" ");
  const isClear =
    isCapital || (name.length > 2 && (MIDDLE_NAMES.has(fold(name[1] ?? "")) || mayBeName(written)));
  const isFull = name.length > 1 && SURNAMES.has(fold(family)) && isClear;
  const isName = isFull || (isFor && isCapital && name.length > 0 && mayBeName(written));
  return isName && name.length <= MOST_WORDS ? written : null;
}
