import type { ArgumentGrammar, ArgumentKind, CommandGrammar } from "../../../src/understanding/grammar.ts";
import type { Sample } from "../corpus.ts";
import { oneOf, type Random } from "./random.ts";

/** Values as people type them, for arguments that follow a command's name. */
const VALUES: Partial<Record<ArgumentKind, readonly string[]>> = {
  customer: [
    "0912345678",
    "0987 654 321",
    "chị Hoa",
    "Nguyễn Văn Long",
    "binh@example.com",
    "Lan",
    "anh Tuấn",
    "khách 4821",
  ],
  ticket: ["17464", "#9457", "16001", "số 18230"],
  deal: ["3503", "#3521", "3788"],
  product: ["TIVI01", "MUC12A", "QUAT-05"],
  code: ["DAUMAY01", "VOUCHER50", "LY02"],
  number: ["2", "số 3", "1"],
  range: ["hôm nay", "tuần này", "tháng trước", "từ 1/10 tới 15/10"],
};
const ENDINGS = ["", "", "", " giúp em", " đi", " nhé", " nha", " với ạ", " giùm", " dùm cái"];
const DENIALS = ["không", "đừng", "khoan", "ko", "chưa cần", "thôi khỏi"];
const REPORTS = [" rồi", " rồi nha", " hôm qua rồi", " xong rồi", " lúc nãy rồi"];
const QUESTIONS = [" chưa", " chưa em", " rồi hả", " chưa vậy", " xong chưa"];

/**
 * Returns the texts that a command brings with it: its examples, and each of its names alone and with a value, as
 * requests. The names of a command that writes are also denied, reported and asked about. What answers such a question is
 * not said.
 */
export function namedTexts(command: CommandGrammar, random: Random): Sample[] {
  const values = valuesOf(command.arguments);
  const sample = (text: string, act: string, expected: readonly string[]): Sample => ({
    ...{ text, act, expected, args: {}, style: [], file: "names" },
  });
  const examples = (command.examples ?? []).map((text) => sample(text, "request", [command.name]));
  const named = command.aliases
    .filter((alias) => /\p{L}{2}/u.test(alias))
    .flatMap((alias) => {
      const withValue = values.length > 0 ? `${alias} ${oneOf(values, random)}` : alias;
      const requests = [alias, `${withValue}${oneOf(ENDINGS, random)}`];
      const asked = requests.map((text) => sample(text, "request", [command.name]));
      if (!command.writes || !alias.includes(" ")) return asked;
      return [
        ...asked,
        sample(`${oneOf(DENIALS, random)} ${withValue}`, "denial", ["none"]),
        sample(`${withValue}${oneOf(REPORTS, random)}`, "report", ["none"]),
        sample(`${withValue}${oneOf(QUESTIONS, random)}`, "question", []),
      ];
    });
  return [...examples, ...named];
}

/** Returns values for the first argument that has to be there, or that may be. */
function valuesOf(all: readonly ArgumentGrammar[]): readonly string[] {
  const first =
    all.find(({ required, kind }) => required && VALUES[kind]) ?? all.find(({ kind }) => VALUES[kind]);
  return first === undefined ? [] : (VALUES[first.kind] ?? []);
}
