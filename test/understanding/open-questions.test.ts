import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { valuesOfForm } from "../../src/bot/forms/values.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { readAmendment } from "../../src/understanding/amendment.ts";
import { assents, isEmojiOnly, stops } from "../../src/understanding/answers-to-question.ts";

const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const registry = createCommands({} as CataloguePorts);

interface Turn {
  say: string;
  expected: string;
  args?: Record<string, unknown>;
}

const folder = join(import.meta.dirname, "corpus/train");
const conversations: Turn[][] = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
  .filter((line) => line.trim() !== "")
  .map((line) => JSON.parse(line).turns);

const expects = ({ expected }: Turn, what: string) => expected.split("|").includes(what);
const turnsOf = (what: string) => conversations.flat().filter((turn) => expects(turn, what));

/** Returns the share of the turns for which this holds, and the others. */
function share(turns: readonly Turn[], holds: (turn: Turn) => boolean) {
  const missed = turns.filter((turn) => !holds(turn)).map(({ say }) => say);
  return { share: 1 - missed.length / turns.length, missed };
}

describe("the conversations of the corpus", () => {
  it("drop a question where they should", () => {
    const { share: held, missed } = share(turnsOf("cancel"), ({ say }) => stops(say) && !assents(say));
    expect(held, missed.join("\n")).toBeGreaterThan(0.95);
  });

  it("are told that typed words confirm nothing where they should", () => {
    const { share: held, missed } = share(turnsOf("remind"), ({ say }) => assents(say));
    expect(held, missed.join("\n")).toBeGreaterThan(0.95);
  });

  it("change the right fields of a question, or are asked what to change", () => {
    const counts = { right: 0, asked: 0, nothing: [] as string[], wrong: [] as string[] };
    for (const turns of conversations) changesIn(turns, counts);
    const all = counts.right + counts.asked + counts.nothing.length + counts.wrong.length;
    expect(counts.right / all, counts.nothing.join("\n")).toBeGreaterThan(0.7);
    // Nothing may be changed but what was said: a changed order line stands for a discount.
    expect(counts.wrong.filter((text) => !/%|giam|giảm|bớt/u.test(text))).toEqual([]);
  });
});

/** Reads the changes of one conversation, each on the question that its writes and changes so far have asked. */
function changesIn(
  turns: readonly Turn[],
  counts: { right: number; asked: number; nothing: string[]; wrong: string[] },
) {
  let open: { command: string; args: Readonly<Record<string, string>> } | null = null;
  for (const turn of turns) {
    const command = registry.find(turn.expected.split("|")[0] ?? "");
    if (command?.effect === "write") open = { command: command.name, args: valuesIn(turn, command.name) };
    if (open === null || command !== null || !expects(turn, "change")) continue;
    const { command: kind, args } = open;
    const grammar = registry.grammars.find(({ name }) => name === kind);
    if (grammar === undefined) continue;
    const read = readAmendment(turn.say, { command: grammar, args, context });
    const wanted = Object.keys(turn.args ?? {})
      .toSorted()
      .join();
    if (read.kind === "values" && Object.keys(read.args).toSorted().join() === wanted) counts.right++;
    else if (read.kind === "values") counts.wrong.push(turn.say);
    else if (read.kind === "unclear") counts.asked++;
    else counts.nothing.push(turn.say);
    if (read.kind === "values") open = { command: kind, args: { ...args, ...read.args } };
  }
}

/** Returns the values that a turn asks for, with a record in place of "@last". */
function valuesIn({ args = {} }: Turn, name: string): Readonly<Record<string, string>> {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(text).join("\n");
    if (value !== null && typeof value === "object") {
      const { quantity, product } = value as { quantity?: number; product?: string };
      return `${quantity} x ${product === "@last" ? "MUC12A" : product}`;
    }
    return String(value).replace("@last", "0867123456");
  };
  const command = registry.get(name);
  const raw: Record<string, string> = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, text(value)]),
  );
  const ticket = command.arguments.find(({ kind, required }) => kind === "ticket" && required);
  if (ticket !== undefined && args[ticket.name] === undefined) raw[ticket.name] = "17464";
  return valuesOfForm(command, raw, "vi", context).args;
}

describe("a form that takes any text", () => {
  it.each([
    "huỷ giúp em",
    "thôi không tạo nữa",
    "bỏ đi",
    "dạ không đủ điểm rồi, bot huỷ giúp em ạ",
    "never mind, drop it",
  ])("is dropped by %s", (text) => expect(stops(text, true)).toBe(true));

  it.each([
    "không vào điện",
    "đừng gọi trước 9h",
    "Huỷ lịch hẹn lắp máy",
    "khách không nhận hàng nữa",
    "bỏ sót phụ kiện khi giao",
    "dừng giữa chừng khi giặt",
    "hàng đã kiểm, không cần mở",
    "Anh Huy báo máy hỏng",
  ])("is not dropped by %s", (text) => expect(stops(text, true)).toBe(false));
});

describe("an emoji", () => {
  it.each([
    ["👍", true],
    ["😂😂 !", true],
    ["-", false],
    ["?", false],
    ["ok 👍", false],
  ])("alone in %s: %s", (text, isAlone) => expect(isEmojiOnly(text)).toBe(isAlone));
});

describe("a change of a ticket that is about to be created", () => {
  const command = registry.grammars.find(({ name }) => name === "ticket");
  const args = { customer: "customer:476", title: "máy in hỏng", priority: "High" };
  const read = (text: string) => command && readAmendment(text, { command, args, context });

  it.each([
    ["sửa thành gấp", { priority: "Urgent" }],
    ["số 0900 000 001 mới đúng", { customer: "+84900000001" }],
    ["à nhầm, 0900000001", { customer: "+84900000001" }],
    ["ko phải, số 0900 000 001 cơ", { customer: "+84900000001" }],
    ["đổi tiêu đề thành Máy in kẹt giấy, mực lem", { title: "Máy in kẹt giấy, mực lem" }],
    ["để ưu tiên thấp với sửa tên phiếu thành gọi lại", { priority: "Low", title: "gọi lại" }],
  ])("is read from “%s”", (text, values) =>
    expect(read(text)).toMatchObject({ kind: "values", args: values }),
  );

  it.each([
    "0900 000 001",
    "xem phiếu 17464",
    "tạo phiếu cho 0900 000 001: máy hỏng",
    "còn mấy điểm",
    "phiếu 17464",
  ])("is none in %s", (text) => expect(read(text)).toEqual({ kind: "none" }));

  it("is never read in part", () => {
    expect(read("nhầm, phải là cái hôm qua, 0900 000 001")).toEqual({ kind: "unclear" });
    expect(read("sai rồi, mức cao, với cả cái kia nữa")).toEqual({ kind: "unclear" });
  });
});
