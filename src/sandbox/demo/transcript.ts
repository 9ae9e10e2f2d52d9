import type { Drawing, DrawnButton } from "./drawing.ts";
import type { Paint } from "./paint.ts";

/** A sentence in both languages of the demo; Vietnamese comes first. */
export interface Bilingual {
  vi: string;
  en: string;
}

/** Writes a conversation as a readable transcript. */
export interface Transcript {
  title(said: Bilingual): void;
  scenario(number: number, title: string, where: string, story: string): void;
  /** The English line under a scenario. */
  explain(text: string): void;
  /** Somebody writes a text, optionally as a reply. */
  says(name: string, text: string, replyTo?: string): void;
  /** Somebody acts without a text: clicks a button, opens a menu. */
  does(name: string, act: string): void;
  /** The bot answers; `buttonText` draws a button, so that a conversation can number them. */
  answers(
    drawing: Drawing,
    details: { audience: string; ms: number; buttonText?: (button: DrawnButton) => string },
  ): void;
  check(holds: boolean, said: Bilingual): void;
  fact(figure: string, said: Bilingual, detail: string): void;
  line(text?: string): void;
}

const WIDTH = 84;
const MARGIN = "   ";

export function createTranscript(write: (text: string) => void, paint: Paint): Transcript {
  const line = (text = "") => write(`${text}\n`);
  const indented = (text: string, style: Parameters<Paint>[0]) => {
    for (const row of wrap(text, WIDTH)) line(`${MARGIN}${paint(style, row)}`);
  };

  return {
    line,
    title({ vi, en }) {
      line();
      line(`${MARGIN}${paint(["bold", "green"], vi)}`);
      line(`${MARGIN}${paint("dim", en)}`);
    },
    scenario(number, title, where, story) {
      line();
      line();
      const gap = " ".repeat(Math.max(2, WIDTH - title.length - where.length - 3));
      line(`${MARGIN}${paint("bold", `${number}. ${title}`)}${gap}${paint("cyan", where)}`);
      line(`${MARGIN}${paint("dim", "─".repeat(WIDTH))}`);
      indented(story, "italic");
    },
    explain(text) {
      indented(`EN: ${text}`, "dim");
    },
    says(name, text, replyTo) {
      line();
      if (replyTo !== undefined) line(`${MARGIN}${paint("dim", `  ╭ ${shorten(replyTo, WIDTH - 6)}`)}`);
      for (const [at, row] of wrap(text, WIDTH - name.length - 3).entries()) {
        const lead = at === 0 ? `${paint(["bold", "yellow"], name)} ▸ ` : " ".repeat(name.length + 3);
        line(`${MARGIN}${lead}${row}`);
      }
    },
    does(name, act) {
      line();
      line(`${MARGIN}${paint(["bold", "yellow"], name)} ${paint("italic", act)}`);
    },
    answers(drawing, { audience, ms, buttonText = ({ label }) => `[ ${label} ]` }) {
      const time = `${Math.round(ms)} ms`;
      const gap = " ".repeat(Math.max(2, WIDTH - "AntCRM ▸ ".length - audience.length - time.length));
      line();
      line(`${MARGIN}${paint(["bold", "green"], "AntCRM")} ▸ ${paint("dim", `${audience}${gap}${time}`)}`);
      for (const row of rowsOf(drawing, buttonText)) line(`${MARGIN}${paint("green", "│")} ${row}`);
    },
    check(holds, { vi, en }) {
      const mark = holds ? paint("green", "✓") : paint(["bold", "red"], "✗");
      line(`${MARGIN}${mark} ${vi} ${paint("dim", `· ${en}`)}`);
    },
    fact(figure, { vi, en }, detail) {
      const words = `${vi} ${paint("dim", `· ${en}`)}`;
      line(`${MARGIN}${paint("bold", figure.padStart(5))} ${words}${detail === "" ? "" : `  ${detail}`}`);
    },
  };
}

/** Returns a drawing as rows of a terminal: long lines wrapped, buttons side by side where they fit. */
function rowsOf({ parts }: Drawing, buttonText: (button: DrawnButton) => string): string[] {
  return parts.flatMap(({ text, buttons }) => [
    ...(text === "" ? [] : wrap(text, WIDTH - 2)),
    ...(buttons.length === 0 ? [] : wrap(buttons.map(buttonText).join("  "), WIDTH - 2)),
  ]);
}

/** Wraps lines at blanks; a long word stays whole, so that a URL can still be copied. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const rows: string[] = [];
    let row = "";
    for (const word of line.split(" ")) {
      if (row !== "" && row.length + 1 + word.length > width) {
        rows.push(row);
        row = word;
      } else row = row === "" ? word : `${row} ${word}`;
    }
    return [...rows, row];
  });
}

function shorten(text: string, width: number): string {
  const line = text.replaceAll("\n", " ");
  return line.length <= width ? line : `${line.slice(0, width - 1).trimEnd()}…`;
}
