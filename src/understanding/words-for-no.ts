/**
 * The words for no before a verb or a noun, folded, with their usual short and misspelt forms: "không lấy", "ko phải". They
 * are alternatives of a pattern. "Chưa" (not yet) and "đừng" (do not) are others.
 */
export const NO = "khong|ko|k|hong|hok";
