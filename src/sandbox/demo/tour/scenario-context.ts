import { controlsOf } from "../../slack/blocks/interactive.ts";
import type { SeenView, SeenMessage as SlackMessage } from "../../slack/person/client-view.ts";
import type { SeenMessage as TelegramMessage } from "../../telegram/view.ts";
import { type Drawing, drawModal, drawSlack, drawTelegram, textOfDrawing } from "../drawing.ts";
import type { Transcript } from "../transcript.ts";
import type { Colleague, DemoWorld } from "../world.ts";
import type { Checks } from "./checks.ts";
import type { CrmChanges } from "./crm-changes.ts";

/** An answer of the bot: the message with its buttons, and its text. */
interface Answer<Message> {
  message: Message;
  text: string;
}

interface Expectation {
  /** Who sees it, as the transcript shows it. */
  audience?: string;
  /** Which of the bot's messages is the answer; the first by default. */
  fits?: (text: string) => boolean;
}

/** What a scenario uses: the simulators and people, the transcript, and the measurements. */
export interface ScenarioContext extends DemoWorld {
  transcript: Transcript;
  checks: Checks;
  changes: CrmChanges;
  /** The duration of each answer, in milliseconds, from the action until the person saw it. */
  readonly times: readonly number[];
  /** Does something on Telegram and waits for the bot's answer to this person in this chat. */
  onTelegram(
    who: Colleague,
    chat: number,
    act: () => Promise<unknown>,
    expectation?: Expectation,
  ): Promise<Answer<TelegramMessage>>;
  /** The same on Slack. */
  onSlack(
    who: Colleague,
    channel: string,
    act: () => Promise<unknown>,
    expectation?: Expectation,
  ): Promise<Answer<SlackMessage>>;
  /** Does something on Slack that opens or changes a modal, and waits for the modal. */
  onModal(who: Colleague, act: () => Promise<unknown>): Promise<SeenView>;
}

const ANSWER_MS = 10_000;

export function createScenarioContext(
  world: DemoWorld,
  { transcript, checks, changes }: { transcript: Transcript; checks: Checks; changes: CrmChanges },
): ScenarioContext {
  const times: number[] = [];
  const nameOf = (id: string) =>
    world.slack.workspace.users.get(id)?.name ?? world.slack.workspace.channels.get(id)?.name ?? id;

  async function timed<Message>(
    act: () => Promise<unknown>,
    next: () => Promise<Message>,
    draw: (message: Message) => Drawing,
    audienceOf: (drawing: Drawing) => string,
  ): Promise<Answer<Message>> {
    const startedAt = performance.now();
    const done = act();
    // The wait starts with the action, so that an answer that comes before `done` is not missed.
    const seen = next().then((message) => ({ message, ms: performance.now() - startedAt }));
    const [{ message, ms }] = await Promise.all([seen, done]);
    times.push(ms);
    const drawing = draw(message);
    transcript.answers(drawing, { audience: audienceOf(drawing), ms });
    return { message, text: textOfDrawing(drawing) };
  }

  return {
    ...world,
    transcript,
    checks,
    changes,
    times,
    onTelegram(who, chat, act, { audience, fits = () => true } = {}) {
      const next = () =>
        who.telegram.nextMessage(chat, (message) => fits(message.text), { timeoutMs: ANSWER_MS });
      return timed(act, next, drawTelegram, (drawing) => audience ?? audienceOf(who, drawing));
    },
    onSlack(who, channel, act, { audience, fits = () => true } = {}) {
      const next = () =>
        who.slack.nextMessage(channel, (message) => fits(message.read), { timeoutMs: ANSWER_MS });
      return timed(
        act,
        next,
        (message) => drawSlack(message, nameOf),
        (drawing) => audience ?? audienceOf(who, drawing),
      );
    },
    async onModal(who, act) {
      // "Chờ một chút" is shown first, because Slack's trigger expires; it has no controls.
      const hasControls = (view: SeenView) => controlsOf(view.blocks).length > 0;
      const next = () => who.slack.nextModal(hasControls, { timeoutMs: ANSWER_MS });
      const draw = (view: SeenView) => drawModal(view, nameOf);
      return (await timed(act, next, draw, () => `cửa sổ của ${who.name} · ${who.name}'s modal`)).message;
    },
  };
}

function audienceOf({ name }: Colleague, { isPrivate }: Drawing): string {
  return isPrivate
    ? `🔒 chỉ ${name} thấy · only ${name} sees this`
    : "mọi người đều thấy · everybody sees this";
}
