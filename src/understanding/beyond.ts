import { fold } from "./fold.ts";
import { wholeWords } from "./word-chars.ts";

const words = (pattern: string) => wholeWords(pattern, "u");

/** What people ask for and AntCRM's API cannot do, by the key of the answer. The first one counts. */
const SUBJECTS: readonly (readonly [subject: string, said: RegExp])[] = [
  ["convert", words("lead|khach(?: hang)? tiem nang")],
  ["points", words("diem|points?|doi qua|luot doi|cong tay|tra qua|tra lai qua")],
  ["merge", words("gop|nhap chung|merge|tach")],
  ["undo", words("hoan tac|undo")],
  ["comment", words("comment|binh luan")],
  [
    "assign",
    words(
      "assign|reassign|phan cong|(?:giao|gan|chuyen)(?: lai)? (?:(?:phieu|ticket|viec|p) ?)?#?\\d{3,9}|giao (?:phieu|viec)",
    ),
  ],
  [
    "message",
    words(
      "(?:nhan|gui|goi|rep|tra loi|call|text|message|send|reply|email)(?: \\p{L}+){0,4} (?:cho|khach|kh|so|to|customer)|sms|zns|zalo",
    ),
  ],
];

/** Returns what a request is about that AntCRM's API cannot do: `"points"` for "cộng tay 50 điểm cho chị Bình". */
export function beyondIn(text: string): string {
  const folded = fold(text);
  return SUBJECTS.find(([, said]) => said.test(folded))?.[0] ?? "other";
}
