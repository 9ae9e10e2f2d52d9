import { parseArgs } from "node:util";
import { type DemoStack, startDemoStack } from "./demo/demo-stack.ts";
import { createPaint } from "./demo/paint.ts";
import { openScreen, type Screen } from "./demo/talk/screen.ts";
import { talk } from "./demo/talk/talk.ts";
import { runTour } from "./demo/tour/tour.ts";
import { createTranscript, type Transcript } from "./demo/transcript.ts";

/** `npm run demo`: a CRM, a Slack and a Telegram on this machine, and the real bot connected to them. */
const USAGE = `Usage: npm run demo [-- --tour]

  without an option  starts everything; type to talk to the bot, Ctrl-C to quit
  --tour             plays a support conversation and checks it; exit code 0 when all checks pass

It needs no account and no network. Lines can also come through a pipe.`;

/** A shell's exit code for a program that was ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

class Interrupted extends Error {}

const interruption = new AbortController();
const interrupted = new Promise<never>((_resolve, reject) => {
  interruption.signal.addEventListener("abort", () => reject(new Interrupted("interrupted")));
});
interrupted.catch(() => undefined);
// A second signal changes nothing: the shutdown has a time limit, and must not leave a bot process behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Interrupted ? EXIT_INTERRUPTED : 1;
}

async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: { tour: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const log = createBotLog();
  const stack = await startDemoStack(log.line);
  try {
    return values.tour ? await tour(stack) : await stayUp(stack, log);
  } finally {
    await stack.close();
  }
}

/** The bot's log goes to standard error, or above the line that is being typed. */
function createBotLog() {
  let write = (text: string): void => void process.stderr.write(text);
  return {
    line: (line: string) => write(`   bot: ${line}\n`),
    moveTo(screen: Screen) {
      if (screen.isTerminal) write = screen.write;
    },
  };
}

async function tour(stack: DemoStack): Promise<number> {
  const broken = Promise.race([interrupted, stack.died]);
  return (await runTour(stack, transcriptTo(process.stdout), broken)) ? 0 : 1;
}

async function stayUp(stack: DemoStack, log: ReturnType<typeof createBotLog>): Promise<number> {
  const screen = openScreen(process.stdin, process.stdout, () => interruption.abort());
  log.moveTo(screen);
  try {
    const transcript = transcriptTo(screen);
    announce(stack, transcript);
    const ended = Promise.race([interrupted, stack.died]);
    const outcome = await Promise.race([talk(stack.world, screen, transcript), ended]);
    // Without a terminal it runs as a service until a signal ends it.
    if (outcome === "silent" && !screen.isTerminal) await ended;
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    screen.close();
  }
}

function transcriptTo(target: { write(text: string): unknown }): Transcript {
  return createTranscript((text) => void target.write(text), createPaint(process.stdout, process.env));
}

function announce({ world, bot, readyAfterMs }: DemoStack, transcript: Transcript): void {
  const { antcrm, slack, telegram } = world;
  transcript.title({
    vi: `Sẵn sàng sau ${(readyAfterMs / 1000).toFixed(1)} giây. Mọi thứ chạy trên máy này, khách hàng là hư cấu.`,
    en: "Ready. Everything runs on this machine, and the customers are fictitious.",
  });
  transcript.line();
  transcript.line(`   AntCRM    ${antcrm.url}  (apikey: ${antcrm.apiKey})`);
  transcript.line(`   Slack     ${slack.apiUrl}`);
  transcript.line(`   Telegram  ${telegram.url}`);
  transcript.line(`   bot       ${bot.url}/healthz  (pid ${bot.pid})`);
}
