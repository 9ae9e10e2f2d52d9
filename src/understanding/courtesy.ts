import { fold } from "./fold.ts";

/** What people say that asks for nothing. */
export type Courtesy = "thanks" | "greeting" | "assent";

/** Whom it is said to, and what makes it warmer. */
const BESIDE =
  "(?: (?:em|anh|chi|ban|bac|co|chu|bot|shop|ad|oi|nhe|nha|nhieu|lam|a|da|moi nguoi|there|bot|all|so much|very much|a lot|you))*";

const SAID: readonly (readonly [Courtesy, RegExp])[] = [
  ["thanks", new RegExp(`^(?:da |vang |ok |oke )*(?:cam on|thanks|thank|thx|tks|tk)${BESIDE}$`)],
  ["greeting", new RegExp(`^(?:da |em )*(?:alo+|hello|hi|hey|chao|xin chao)${BESIDE}$`)],
  [
    "assent",
    new RegExp(
      `^(?:(?:ok|oke|okay|okie|oki|uh|um|u|da|vang|yes|yep|dong y|xac nhan|duoc(?: roi)?|roi)(?: |$))+${BESIDE.trim()}$`,
    ),
  ],
];

/** Longer texts say something. */
const MOST_CHARS = 40;

/**
 * What a text says that is nothing but courtesy: `"cảm ơn em nhé"` → `"thanks"`, `"alo"` → `"greeting"`, `"ok"` →
 * `"assent"`; null for anything else, `"cảm ơn, tạo phiếu cho 0867…"` too.
 */
export function courtesyOf(text: string): Courtesy | null {
  if (text.length > MOST_CHARS) return null;
  const said = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return SAID.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}
