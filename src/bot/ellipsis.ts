import type { RecordKind, ShownRecord } from "../cards/card.ts";
import { asksWhatSomebodyDid, leavesOutWho, namesNothing } from "../understanding/about-one.ts";
import { isClearChange, readAmendment } from "../understanding/amendment.ts";
import type { CommandRead, Understanding } from "../understanding/grammar.ts";
import { recordNumbersIn } from "../understanding/numbers.ts";
import { type Args, type Command, type CommandArgument, isComplete } from "./command.ts";
import { type Conversation, isLastShown } from "./conversation.ts";
import {
  argumentFor,
  hasReachable,
  mayStand,
  type Pointed,
  type PointingPorts,
  settled,
  written,
} from "./pointing.ts";

/** A longer text is a story, and not a request that leaves its record out. */
const ELLIPSIS_WORDS = 7;
/** Arguments of a list that may be asked of one customer too: "có phiếu nào đang mở không". */
const OF_ONE = new Set(["state"]);

/**
 * Completes a request that leaves its record out: "còn mấy điểm?" or "mua gì rồi" after a customer. A text that alone is
 * no request may be one about the record last shown: "đóng luôn đi" after a ticket.
 */
export function understandEllipsis(
  text: string,
  understood: Understanding,
  conversation: Conversation,
  ports: PointingPorts,
): Pointed | null {
  if (namesOther(text, conversation)) return null;
  if (understood.kind === "command") {
    const command = ports.registry.get(understood.command);
    const found =
      completed(command, understood, conversation) ?? ofCustomer(text, command, understood, conversation);
    if (found !== null && !isOfWhole(found) && mayStand(found, text, ports)) return found;
    if (!understood.isUncertain && isComplete(command, understood.args)) return null;
  }
  if (hasReachable(text) || text.split(/\s+/).length > ELLIPSIS_WORDS) return null;
  return withRecordBehind(text, understood, conversation, ports) ?? changeOfShown(text, conversation, ports);
}

/** A shorter number may count something. */
const NUMBER_CHARS = 3;

/** True if the text names a ticket or an order by a number that was not shown: "đơn 4099 sao bị huỷ". */
function namesOther(text: string, { records }: Conversation): boolean {
  const numbers = recordNumbersIn(text).filter(({ length }) => length >= NUMBER_CHARS);
  return numbers.length > 0 && !records.some(({ reference }) => numbers.includes(reference));
}

/** Reads a text as a change of the record last shown: "lên gấp" after a ticket, "giá 400k" after a product. */
function changeOfShown(text: string, conversation: Conversation, ports: PointingPorts): Pointed | null {
  const record = conversation.records.find(({ kind }) => isLastShown(kind, conversation));
  if (record === undefined || !ports.isRequest(text, true)) return null;
  for (const grammar of ports.registry.grammars) {
    const command = ports.registry.get(grammar.name);
    const argument = command.edits ? argumentFor(command, record.kind) : null;
    if (argument === null) continue;
    const args = { [argument.name]: record.reference };
    const change = readAmendment(text, { command: grammar, args, context: ports.reading() });
    if (change.kind !== "values" || change.isGuess || change.args[argument.name] !== undefined) continue;
    if (!isClearChange(text, change.args, grammar)) continue;
    const recalled = [record];
    return {
      kind: "command",
      command,
      recalled,
      ignored: null,
      isCertain: true,
      args: { ...change.args, ...args },
    };
  }
  return null;
}

/** Understands a text with the record last shown written behind it. */
function withRecordBehind(
  text: string,
  understood: Understanding,
  conversation: Conversation,
  ports: PointingPorts,
): Pointed | null {
  for (const record of conversation.records) {
    const meant = ports.understand(`${text} ${written(record, true)}`);
    const pointed = settled(meant, [{ record, said: "" }], ports.registry);
    if (pointed === null || pointed.ignored !== null || isOnlyOpened(pointed, record)) continue;
    if (isOfWhole(pointed)) continue;
    if (pointed.command.effect === "write" && !isLastShown(record.kind, conversation)) continue;
    if (namesRecordOf(pointed.command, understood, record.kind)) continue;
    if (mayStand(pointed, text, ports)) return pointed;
  }
  return null;
}

/** True if a write's text names the record itself: "tạo phiếu cho chị bình" right after another customer's card. */
function namesRecordOf(command: Command, understood: Understanding, kind: RecordKind): boolean {
  if (command.effect !== "write" || understood.kind !== "command") return false;
  const named = understood.args[argumentFor(command, kind)?.name ?? ""];
  return understood.command === command.name && named !== undefined && !namesNothing(named);
}

/** True for a write that says nothing but which record, as a deletion does: "xoá" alone names none. */
function isOfWhole({ command, args }: Pointed): boolean {
  const isAlone = Object.keys(args).length === 1 && isComplete(command, args);
  return command.effect === "write" && !command.edits && isAlone;
}

/** True if the record's own number would have been understood the same. */
function isOnlyOpened(
  { command, args }: Extract<Pointed, { kind: "command" }>,
  record: ShownRecord,
): boolean {
  const isAlone = Object.keys(args).length === 1;
  return isAlone && (command.edits || command.standalone.length > 0 || command.name === record.kind);
}

/** Puts the record last shown in the place of the only argument that a command needs and lacks. */
function completed(command: Command, understood: CommandRead, conversation: Conversation): Pointed | null {
  const args = saying(command, understood.args);
  const [missing, ...others] = command.arguments.filter(
    ({ name, required }) => required && args[name] === undefined,
  );
  if (missing === undefined || others.length > 0) return null;
  return filled(command, { ...understood, args }, missing, conversation);
}

/** Limits a list to the customer last shown, if the text leaves out whose it is. */
function ofCustomer(
  text: string,
  command: Command,
  understood: CommandRead,
  conversation: Conversation,
): Pointed | null {
  const customer = argumentFor(command, "customer");
  if (customer === null || customer.required || command.effect === "write") return null;
  if (!leavesOutWho(text) || !isLastShown("customer", conversation)) return null;
  const args = saying(command, understood.args);
  if (args[customer.name] !== undefined) return null;
  // "120 điểm đổi được gì" says how many, and asks for nobody's points.
  if (command.arguments.some(({ name, kind }) => kind === "points" && args[name] !== undefined)) return null;
  const isOfOne = Object.keys(args).every((name) => OF_ONE.has(name)) || asksWhatSomebodyDid(text);
  return isOfOne ? filled(command, { ...understood, args }, customer, conversation) : null;
}

/** Leaves out a record's name that consists of words of a question: "giá nhiêu" names no product. */
function saying(command: Command, args: Args): Args {
  const names = new Set(RECORDS.flatMap((kind) => argumentFor(command, kind)?.name ?? []));
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => !names.has(name) || !namesNothing(value)),
  );
}

const RECORDS: readonly RecordKind[] = ["customer", "product", "campaign"];

function filled(
  command: Command,
  { args, ignored, isUncertain }: CommandRead,
  argument: CommandArgument,
  { records }: Conversation,
): Pointed | null {
  const record = records.find(({ kind }) => argumentFor(command, kind)?.name === argument.name);
  if (record === undefined) return null;
  return {
    kind: "command",
    command,
    args: { ...args, [argument.name]: record.reference },
    recalled: [record],
    ignored: ignored ?? null,
    isCertain: !isUncertain,
  };
}
