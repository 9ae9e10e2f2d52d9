import { type Passage, TAKEN, take, typed } from "./fold.ts";
import { CODE, UNIT } from "./order-words.ts";

/** "Số lượng MUC12A đơn 3503 thành 5", "số lượng còn 1". Behind the number stands no sum and no product. */
const NEW_QUANTITY = new RegExp(
  `(?<!\\p{L})(?<label>so luong|sl|qty|quantity)(?<between>[^\\n,;.]{0,60}?) (?<into>(?:thanh|len|xuong|con|sang|ve|to) (?<count>[1-9]\\d{0,3}))(?=$|[,;!\\n${TAKEN}]|\\.(?!\\d)| ${TAKEN}| (?:${UNIT}|thoi|nha|nhe|di|giup|gium|em|luon|lun|cho|cua|trong|o|don|va)(?!\\p{L}))`,
  "du",
);
/** The only words between them: a product's code, and what says which order. */
const BETWEEN = new RegExp(
  `^(?:${CODE}|#?\\d{3,6}|${TAKEN}+|cua|cho|o|trong|cai|sp|san|pham|ma|mon|don|hang|dh|giao|dich|lai|nay|do|no|of|for|in|order|chi|la)$`,
  "u",
);
const NAMED = new RegExp(`(?<= )${CODE}(?= |$)`, "u");

/** Takes the new quantity of the only product of an order, `"3"`, or of a named one, whose line leaves the others as they are. */
export function takeNewQuantity(passage: Passage, args: Record<string, string>): void {
  const match = NEW_QUANTITY.exec(passage.free);
  const { between = "", count = "" } = match?.groups ?? {};
  const words = between.split(" ").filter((word) => word !== "");
  if (match === null || args.lines !== undefined || !words.every((word) => BETWEEN.test(word))) return;
  const places = match.indices?.groups ?? {};
  const code = NAMED.exec(between);
  const from = (places.between?.[0] ?? 0) + (code?.index ?? 0);
  const to = from + (code?.[0].length ?? 0);
  const product = typed(passage, from, to).toUpperCase();
  if (product === "") args.quantity = count;
  else {
    args.lines = JSON.stringify([{ quantity: Number(count), product, value: null, discount: null }]);
    args.keeps = "yes";
  }
  take(passage, from, to);
  // The order's own number may stand between them.
  for (const [start, end] of [places.label, places.into].flatMap((place) => (place ? [place] : [])))
    take(passage, start, end);
}
