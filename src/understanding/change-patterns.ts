import { anyOf, fieldsOf, splitterOf } from "./changed-fields.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import type { ArgumentGrammar, CommandGrammar } from "./grammar.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** A kind of record that people change. */
interface Changeable {
  command: string;
  /** The argument that identifies the record. */
  which: string;
  called: string;
  /** The form of a key that needs no word before it: `"đổi email 0867123456 thành …"`. */
  looks?: RegExp;
  /** The form of a key that a note or a tag needs no word before: it is a customer's, and an order's number is longer. */
  noted?: RegExp;
  /** The field that a move changes: `"chuyển phiếu 17464 sang Đang xử lý"`. */
  moves?: string;
}

const CHANGEABLE: readonly Changeable[] = [
  { command: "editticket", which: "ticket", called: "(?:the )?(?:phieu|ticket)(?: so)?", moves: "status" },
  {
    command: "editdeal",
    which: "deal",
    called: "(?:the )?(?:don hang|don|dh|giao dich|gd|co hoi|deal|order)(?: so)?",
    moves: "stage",
  },
  {
    command: "editproduct",
    which: "product",
    called: "(?:the )?(?:san pham|sp|mat hang|product)",
    looks: /^[a-z]*\d[a-z0-9._-]*$/,
  },
  {
    command: "editcustomer",
    which: "customer",
    called: "(?:the )?(?:khach hang|khach|kh|lead|customer)(?: so)?",
    looks: /^[+(]?\d[\d .()-]{8,}$|@/,
    noted: /^#?[1-9]\d{0,2}$/,
  },
];

const VERB =
  "(?:sua|doi|thay doi|thay|chuyen|cap nhat|dat|tang|giam|ha|set|change|update|move|edit)(?: lai| the)?";
const INTO = "(?:thanh|sang|la|len|xuong|con|ve|to|into|as)";
const OF = "(?:(?:cua|cho|o|of|for|on) )?";
/** "Ghi chú 500 cái": a number before one of these words counts. */
const UNIT = `(?:k|tr|trieu|nghin|ngan|dong|vnd|d|diem|cai|chiec|hop|thung|bo|lan|ngay|gio|h|p|phut|don|phieu|%)(?![${WORD_CHARS}])`;
const WHICH = "(?:(?<called>#called) ?)?(?<which>[^\\n]{1,60}?)";
const VALUE = "(?<value>[^\\n]{1,500})";

/** The verbs that add values to a list, and those that remove them. */
const ADD = "(?:them|bo sung|add)";
const REMOVE = "(?:bo|xoa|go|remove|delete)";
const LISTS = ["phones", "emails", "tags"];
/** Behind "bỏ nhãn", these begin no tag. */
const NO_TAG = `(?:khach(?! \\p{L}{2,9}(?: \\p{L}{2,9})? (?:cua|khoi) )|kh|phieu|cua|khoi|cho|nay|do|di|het|nao|gi|la|vao|ra|cu)(?![${WORD_CHARS}])`;
/** "Bỏ nhãn VIP vào …" adds it, and "bỏ nhãn VIP rồi" tells. */
/** "Nhãn VIP bỏ nhãn", "nhãn VIP thì gỡ luôn": the verb stands behind the tag. */
const REMOVED_BEHIND = `(?: thi)? (?<verb>${REMOVE})(?<object> (?:cai )?(?:nhan|the|tags?))?(?: (?:di|luon))*`;

export interface Pattern {
  kind: "change" | "append" | "add" | "remove";
  pattern: RegExp;
}

export interface ChangeReader {
  record: Changeable;
  command: CommandGrammar;
  which: ArgumentGrammar;
  patterns: readonly Pattern[];
  fieldCalled: ReadonlyMap<string, ArgumentGrammar>;
  /** Matches a field's name inside the record's key, where its value would be read as the key. */
  furtherIn: RegExp;
  split: ReturnType<typeof splitterOf>;
}

/** Returns what reads the changes of a kind of record, for each kind whose command there is. */
export function changeReadersOf(commands: readonly CommandGrammar[]): ChangeReader[] {
  return CHANGEABLE.flatMap((record) => readerOf(record, commands));
}

function readerOf(record: Changeable, commands: readonly CommandGrammar[]): ChangeReader[] {
  const command = commands.find(({ name }) => name === record.command);
  const which = command?.arguments.find(({ name }) => name === record.which);
  if (!command || !which) return [];
  const fieldCalled = fieldsOf(command, which.name);
  const split = splitterOf(fieldCalled);
  const furtherIn = new RegExp(
    `[^${WORD_CHARS}](?:${[...fieldCalled.keys()].join("|")})(?![${WORD_CHARS}])`,
    "u",
  );
  return [
    { record, command, which, fieldCalled, furtherIn, split, patterns: patternsOf(record, fieldCalled) },
  ];
}

function patternsOf({ called, moves, noted }: Changeable, fieldCalled: ReadonlyMap<string, ArgumentGrammar>) {
  const names = (of: (argument: ArgumentGrammar) => boolean) =>
    anyOf([...fieldCalled].flatMap(([name, argument]) => (of(argument) ? [name] : [])));
  const field = `(?<field>${names(() => true)})`;
  const which = WHICH.replace("#called", called);
  const whole = (kind: Pattern["kind"], pattern: string): Pattern => ({
    kind,
    pattern: new RegExp(`^${pattern}$`, "du"),
  });
  const singles = names(({ name }) => !LISTS.includes(name));
  const dates = names(({ kind }) => kind === "date");
  const lists = names(({ name }) => LISTS.includes(name));
  const item = `(?<field>${lists}) ${VALUE.replace("}", "}?")}`;
  const tags = names(({ name }) => name === "tags");
  const tag = `(?<field>${tags}) (?<value>(?!${NO_TAG})[^\\n]{1,60}?)`;
  // "Gỡ thẻ" names a tag, and "remove the" does not.
  const removesTag = `${REMOVE}(?<!(?:remove|delete)(?= the )) ${tag}`;
  const listEdits = (kind: "add" | "remove", verb: string, links: string) => [
    whole(kind, `${verb} ${item} (?:${links}) ${which}`),
    whole(kind, `${which} ${verb} (?<field>${lists}) ${VALUE}`),
    // No word stands between them if the record is named by its kind: "xoá nhãn vip kh 0867…".
    whole(kind, `${verb} ${item} (?=(?:${called}) )${which}`),
  ];
  const texts = names(({ kind }) => kind === "lines");
  const notes = noted === undefined ? "" : names(({ name }) => name === "note");
  return [
    // "thêm vào nội dung phiếu 16001: …": it goes below what stands there.
    ...(texts === ""
      ? []
      : [whole("append", `(?:ghi )?${ADD}(?: vao| vo| to)? (?<field>${texts}) ${OF}${which} ?: ?${VALUE}`)]),
    // "ghi chú 476 khách thích màu xanh"
    ...(notes === ""
      ? []
      : [whole("change", `(?<field>${notes}) ${OF}(?<which>#?[1-9]\\d{2})(?! ?${UNIT}) ${VALUE}`)]),
    // "đổi email khách 0867… thành …", "cập nhật địa chỉ khách 476: …", "ghi chú khách 476: …"
    whole("change", `${VERB} ${field} ${OF}${which}(?: ${INTO} | ?: ?)${VALUE}`),
    // Lists need a verb: "tag customer 476: VIP" may mean to add a value.
    whole("change", `(?<field>${singles}) ${OF}${which} ?: ?${VALUE}`),
    whole("change", `${which} (?<field>${singles}) ?: ?${VALUE}`),
    ...(dates === "" ? [] : [whole("change", `${which} (?<field>${dates}) ${VALUE}`)]),
    // "chuyển phiếu 17464 sang trạng thái Đang xử lý", "khách 476 đổi email …"
    whole("change", `${VERB} ${which} (?:${INTO} )?${field}(?: ${INTO} | ?: ?| )${VALUE}`),
    whole("change", `${which} ${VERB} ${field}(?: ${INTO} | ?: ?| )${VALUE}`),
    ...(moves === undefined
      ? []
      : [
          whole("change", `(?:chuyen|doi|move|change) ${which} (?:${INTO}|(?=qua )) ?${VALUE}`),
          whole("change", `${which} (?:chuyen(?: ${INTO})?|(?:doi|move)(?: ${INTO}|(?= qua ))) ${VALUE}`),
        ]),
    ...(lists === ""
      ? []
      : [
          ...listEdits("add", ADD, "cho|vao|to|for"),
          ...listEdits("remove", REMOVE, "cua|khoi|o|cho|of|from"),
          // "bỏ nhãn VIP của chị Bình", and "bỏ nhãn VIP" of the customer that was shown.
          whole(
            "remove",
            `${removesTag} (?:cua|khoi|o|cho|of|from) (?<who>(?<address>khach |(?:${FORMS_OF_ADDRESS}|a|c|di) )?[^\\n]{1,40})`,
          ),
          whole("remove", removesTag),
          // "khách 476 nhãn VIP bỏ nhãn", "nhãn VIP gỡ luôn"
          whole("remove", `${which} (?:co )?(?<field>${tags}) (?<value>[^\\n]{1,60}?)${REMOVED_BEHIND}`),
          whole("remove", `(?:(?:${called}) (?:co )?)?(?!the )${tag}${REMOVED_BEHIND}`),
        ]),
  ];
}
