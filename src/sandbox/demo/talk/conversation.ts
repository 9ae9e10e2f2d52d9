import type { DrawnButton } from "../drawing.ts";
import type { Transcript } from "../transcript.ts";
import { within } from "../within.ts";
import type { ChatClient, FormShown, Shown } from "./chat-client.ts";
import { normalized } from "./console-commands.ts";

/** A person on one platform talks with the bot, turn by turn. */
export interface Conversation {
  readonly client: ChatClient;
  /** How many buttons can be clicked now; they are numbered from 1 in each turn. */
  readonly buttons: number;
  /** Whether a question with a cancel button is open. */
  readonly isAsked: boolean;
  /** The form that is open. */
  readonly form: FormShown | undefined;
  /** Changes person or platform, and shows what that person sees there. */
  switchTo(client: ChatClient): void;
  says(text: string): Promise<void>;
  clicks(number: number): Promise<void>;
  submits(form: FormShown, values: Readonly<Record<string, string>>): Promise<void>;
  closes(form: FormShown): Promise<void>;
}

const ANSWER_MS = 15_000;
/** How many lines show what a person sees after a switch. */
const HISTORY_LINES = 6;

export function createConversation(
  clients: readonly ChatClient[],
  first: ChatClient,
  transcript: Transcript,
): Conversation {
  let client = first;
  let clickable: { shown: Shown; buttonId: string; label: string }[] = [];
  let form: FormShown | undefined;
  let startedAt = 0;
  let answered = () => {};
  for (const one of clients) one.watch((shown) => show(one, shown));

  function show(from: ChatClient, shown: Shown): void {
    if (from !== client) return;
    const number = ({ id, label }: DrawnButton) =>
      `[${clickable.push({ shown, buttonId: id, label })}] ${label}`;
    const isClickable = !shown.form && !shown.isAside;
    transcript.answers(shown.drawing, {
      audience: shown.audience,
      ms: performance.now() - startedAt,
      ...(isClickable ? { buttonText: number } : {}),
    });
    if (shown.isAside) {
      transcript.line();
      return;
    }
    form = shown.form;
    answered();
  }

  /** Does something and waits until the bot, or the platform itself, has answered. */
  async function turn(act: () => Promise<string | undefined>): Promise<void> {
    clickable = [];
    form = undefined;
    startedAt = performance.now();
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    try {
      const note = await act();
      if (note) transcript.line(`   ${note}`);
      else await within(ANSWER_MS, "bot chưa trả lời · the bot has not answered", answer);
    } catch (error) {
      transcript.line(`   ${error instanceof Error ? error.message : String(error)}`);
    }
    transcript.line();
  }

  return {
    get client() {
      return client;
    },
    get buttons() {
      return clickable.length;
    },
    get isAsked() {
      return clickable.some(({ label }) => ["huy", "cancel"].includes(normalized(label)));
    },
    get form() {
      return form;
    },
    switchTo(next) {
      client = next;
      clickable = [];
      const seen = client.view().slice(-HISTORY_LINES);
      transcript.line(`\n   ${client.person} · ${client.platform} · ${client.place}`);
      transcript.line(`   ${client.person} thấy ở đây · sees here:`);
      for (const line of seen.length > 0 ? seen : ["(chưa có gì · nothing)"]) transcript.line(`     ${line}`);
      transcript.line();
    },
    says: (text) => turn(() => client.says(text)),
    async clicks(number) {
      const button = clickable[number - 1];
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
