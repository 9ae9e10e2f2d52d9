import { fold } from "./fold.ts";

/** What a text asks again, with another value: `"còn hôm qua thì sao"`, `"low thôi"`. */
export interface NewValue {
  /** The value, without the words around it: `"hôm qua"`. */
  value: string;
  /**
   * How clearly the words around it ask for the same again. `"clear"`: "hôm qua thì sao", "what about Lan". `"likely"`:
   * "dưới 1 triệu thôi", "hôm qua nữa". `"none"`: "tuần trước".
   */
  asksAgain: "clear" | "likely" | "none";
}

/** Words before a new value that ask again, and those that only lead up to it. */
const BEFORE = {
  asking: words("còn thế vậy rứa và what how about chỉ only just lọc filter"),
  other: words(
    "rồi r à ah ờ ừ uh mà and xem coi của cho theo thêm show me giờ in for of from those cái mấy những lại quay",
  ),
};
/** The same behind it. */
const BEHIND = {
  asking: words("sao s răng nào thôi nữa cùng cũng too only chứ"),
  other: words(
    "thì luôn nhé nhe nha nhỉ đi ạ a em e chi hả hở vậy z v nè then please pls i as well ones one hè hí thế đó",
  ),
};
/** "Hôm qua thì sao", "what about yesterday", "còn anh Minh". */
const CLEAR =
  /(?<!\p{L})thi (?:sao|s|rang|the nao)(?!\p{L})|^\W*(?:and |roi |r )?(?:what|how) about |^\W*(?:va |roi |r )?con (?!\p{L}+ (?:nua|thoi))/u;
/** A longer text says more than a value. */
const MOST_WORDS = 9;

/** Reads a text as a value for what was asked before. Null for a text that says too much or too little. */
export function readNewValue(text: string): NewValue | null {
  const all = [...text.matchAll(/[^\s,;!?…]+/g)];
  const forms = all.map(([word]) =>
    word
      .toLowerCase()
      .normalize("NFC")
      .replace(/(?<![.:])[.:]{1,3}$/, ""),
  );
  if (all.length === 0 || all.length > MOST_WORDS) return null;
  const first = forms.findIndex((form) => !isIn(form, BEFORE.asking) && !isIn(form, BEFORE.other));
  const last = forms.findLastIndex((form) => !isIn(form, BEHIND.asking) && !isIn(form, BEHIND.other));
  if (first < 0 || last < first) return null;
  const [start, end] = [all[first], all[last]];
  const value = text.slice(start?.index, (end?.index ?? 0) + (end?.[0].length ?? 0));
  const isAsking =
    forms.slice(0, first).some((form) => isIn(form, BEFORE.asking)) ||
    forms.slice(last + 1).some((form) => isIn(form, BEHIND.asking));
  return { value, asksAgain: CLEAR.test(fold(text)) ? "clear" : isAsking ? "likely" : "none" };
}

/** True for a word of the list as it is spelled, or typed without accents: "chị" is not "chỉ". */
function isIn(form: string, list: Words): boolean {
  return list.spelled.has(form) || list.plain.has(form);
}

interface Words {
  spelled: ReadonlySet<string>;
  plain: ReadonlySet<string>;
}

function words(list: string): Words {
  const spelled = list.split(" ");
  return { spelled: new Set(spelled), plain: new Set(spelled.map(fold)) };
}
