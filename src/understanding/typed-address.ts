import { type Finding, type Passage, take, typed } from "./fold.ts";

/** "12 Lê Lợi", "45/2B Nguyễn Trãi", "nhà 12 Lê Lợi": a house number and a street, behind a pause or another value. */
const HOUSE =
  /(?<=[,;\n\uffff]\s{0,2}(?:(?:nha|o|dc|d\/c) )?)(?:so )?\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?){0,3} (?!(?:cai|chiec|bo|hop|thung|con|may|goi|nguoi|lan|ngay|tuan|thang|nam|tuoi|gio|diem|trieu)(?!\p{L}))\p{L}/gu;
const ENDS = /[;\n\uffff]|(?<=\p{L}{3})\.(?=\s|$)/u;
/** Words of a place: a number and a word alone may be anything. */
const PLACE =
  /(?<!\p{L})(?:phuong|quan|huyen|tinh|xa|thi tran|thi xa|thanh pho|duong|ngo|hem|thon|[pqx] ?\. ?\p{L}|[pq] ?\.? ?\d{1,2}|tp ?\.? ?\p{L}|hcm|hn|ha noi|sai gon|da nang|can tho|hai phong|hue)(?!\p{L}{3})/u;

/** Finds an address that nothing introduces: `"…, 12 Lê Lợi, P. Bến Nghé, Q.1"` → `"12 Lê Lợi, P. Bến Nghé, Q.1"`. */
function findTypedAddress(passage: Passage): Finding | null {
  for (const { index: start } of passage.free.matchAll(HOUSE)) {
    const room = passage.free.slice(start);
    const parts = room.slice(0, ENDS.exec(room)?.index ?? room.length).split(",");
    const rest = parts.findIndex((part, index) => index > 0 && !PLACE.test(part));
    const written = parts.slice(0, rest < 0 ? parts.length : rest).join(",");
    if (!PLACE.test(written)) continue;
    const end = start + written.trimEnd().length;
    return { start, end, value: typed(passage, start, end) };
  }
  return null;
}

/** Takes an address that stands among the other values: "Lê Văn Tám 0912 345 678, 12 Lê Lợi, Q.1". */
export function takeAddress(passage: Passage, args: Record<string, string>): void {
  const found = args.addresses === undefined ? findTypedAddress(passage) : null;
  if (found === null) return;
  args.addresses = found.value;
  take(passage, found.start, found.end);
}
