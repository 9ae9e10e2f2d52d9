import type { SeenView } from "../../slack/person/client-view.ts";
import type { Field } from "../fields.ts";
import type { Transcript } from "../transcript.ts";
import { normalized } from "./console-commands.ts";
import { promptFor, questionsOf, readAnswer } from "./form.ts";
import type { Screen } from "./screen.ts";

/** Answers by block_id; or the person closed the form; or the input ended. */
type Filled = Readonly<Record<string, string>> | "cancelled" | "ended";

/** Asks for the fields of a form in order. */
export async function fillForm(view: SeenView, screen: Screen, transcript: Transcript): Promise<Filled> {
  const values: Record<string, string> = {};
  transcript.line(
    "   Enter giữ nguyên, “huỷ” đóng biểu mẫu · Enter keeps the current value, “cancel” closes the form",
  );
  for (const field of questionsOf(view)) {
    const answer = await askField(field, screen, transcript);
    if (typeof answer === "string") return answer;
    if (answer.value !== undefined) values[field.blockId] = answer.value;
  }
  return values;
}

async function askField(
  field: Field,
  screen: Screen,
  transcript: Transcript,
): Promise<{ value: string | undefined } | "cancelled" | "ended"> {
  for (;;) {
    const line = await screen.ask(`   ${promptFor(field)}: `);
    if (line === null) return "ended";
    if (["huy", "cancel"].includes(normalized(line))) return "cancelled";
    try {
      return { value: readAnswer(field, line) };
    } catch (error) {
      transcript.line(`   ${(error as Error).message}`);
    }
  }
}
