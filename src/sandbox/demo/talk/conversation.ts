import type { DrawnButton } from "../drawing.ts";
import type { Transcript } from "../transcript.ts";
import { within } from "../within.ts";
import { bare } from "./orders.ts";
import type { FormShown, Seat, Shown } from "./seat.ts";

/** Somebody sits somewhere and talks with the bot, turn by turn. */
export interface Conversation {
  readonly seat: Seat;
  /** How many buttons can be pressed now; they are numbered from 1 in each turn. */
  readonly buttons: number;
  /** Is a question open, one with a way to cancel it? */
  readonly isAsked: boolean;
  /** The form that waits to be filled. */
  readonly form: FormShown | undefined;
  /** Changes person or platform, and tells what that person sees there. */
  sitDown(seat: Seat): void;
  says(text: string): Promise<void>;
  clicks(number: number): Promise<void>;
  submits(form: FormShown, values: Readonly<Record<string, string>>): Promise<void>;
  closes(form: FormShown): Promise<void>;
}

const ANSWER_MS = 15_000;
/** So many lines tell what a person sees where they sit down. */
const LINES_SEEN = 6;

export function createConversation(
  seats: readonly Seat[],
  first: Seat,
  transcript: Transcript,
): Conversation {
  let seat = first;
  let pressable: { shown: Shown; buttonId: string; label: string }[] = [];
  let form: FormShown | undefined;
  let startedAt = 0;
  let answered = () => {};
  for (const one of seats) one.watch((shown) => show(one, shown));

  function show(from: Seat, shown: Shown): void {
    if (from !== seat) return;
    const number = ({ id, label }: DrawnButton) =>
      `[${pressable.push({ shown, buttonId: id, label })}] ${label}`;
    const isPressable = !shown.form && !shown.isAside;
    transcript.answers(shown.drawing, {
      audience: shown.audience,
      ms: performance.now() - startedAt,
      ...(isPressable ? { buttonText: number } : {}),
    });
    if (shown.isAside) {
      transcript.line();
      return;
    }
    form = shown.form;
    answered();
  }

  /** Does something and waits until the bot, or the platform itself, has answered. */
  async function turn(deed: () => Promise<string | undefined>): Promise<void> {
    pressable = [];
    form = undefined;
    startedAt = performance.now();
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    try {
      const note = await deed();
      if (note) transcript.line(`   ${note}`);
      else await within(ANSWER_MS, "bot chưa trả lời · the bot has not answered", answer);
    } catch (error) {
      transcript.line(`   ${error instanceof Error ? error.message : String(error)}`);
    }
    transcript.line();
  }

  return {
    get seat() {
      return seat;
    },
    get buttons() {
      return pressable.length;
    },
    get isAsked() {
      return pressable.some(({ label }) => ["huy", "cancel"].includes(bare(label)));
    },
    get form() {
      return form;
    },
    sitDown(next) {
      seat = next;
      pressable = [];
      const seen = seat.view().slice(-LINES_SEEN);
      transcript.line(`\n   ${seat.person} · ${seat.platform} · ${seat.place}`);
      transcript.line(`   ${seat.person} thấy ở đây · sees here:`);
      for (const line of seen.length > 0 ? seen : ["(chưa có gì · nothing)"]) transcript.line(`     ${line}`);
      transcript.line();
    },
    says: (text) => turn(() => seat.says(text)),
    async clicks(number) {
      const button = pressable[number - 1];
      if (button) await turn(() => button.shown.click(button.buttonId));
    },
    submits: (open, values) => turn(() => open.submit(values)),
    async closes(open) {
      form = undefined;
      await open.close();
      transcript.line("   đã đóng biểu mẫu · the form is closed\n");
    },
  };
}
