import { isHarmlessTwice, type ReadyCard } from "../../cards/card.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import { type AnswerPort, type Mark, type ReplyTarget, titleCard, withNote } from "./answer-port.ts";
import { type CardView, showNewest } from "./newest-card.ts";

/** The pauses between two tries while the platform is away. Each is twice as long as the one before. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** After this time nobody reads the answer. The list of operations still shows how a write ended. */
const GIVE_UP_AFTER_MS = 3_600_000;

/** How long a first card that cannot be edited waits for the complete one. */
const HOLD_MS = 1_500;

/** The state between two messages of one answer. */
class AnswerState {
  /** The targets that are left for this audience, best first. */
  targets: ReplyTarget[] = [];
  /** Targets that failed because the platform was away. They are used again when it is back. */
  resting: ReplyTarget[] = [];
  /** How often the platform was away at the first target. */
  timesAway = 0;
  audience: ReadyCard["audience"] | undefined;
  /** The newest card that was shown. */
  shown: ReadyCard | undefined;
  /** The newest try: its card, and how it ended. */
  lastTry: { card: ReadyCard; delivery: DeliveryResult } | undefined;
  nextCardAtMs = Number.NEGATIVE_INFINITY;
  /** The message that is sent now may have been sent before. */
  mayBeRepeated = false;
  /** The card that an edit may show, although the platform has not answered. */
  mayBeShown: ReadyCard | undefined;
  /** `onRepeated` was called for this message. */
  isRepeatCounted = false;
}

export interface AnswerOptions {
  /** The event is handled again, so its messages may have been sent before. */
  isReplay: boolean;
  /** Measures how long an answer waits for the platform to come back. */
  clock: RateLimiterClock;
  /** True if this process may still answer the event. Asked before each message: `PlatformInbox.isHeld` */
  isHeld(isHarmlessTwice: boolean): Promise<boolean>;
}

/**
 * Shows the cards of one answer, each in place of the previous one. A card uses the best target that the platform
 * offers, or the next best if that one refuses. A private card never uses a target that others can see. Nothing is sent
 * any more once another process has taken the event over.
 */
export class Answer implements CardView {
  private readonly port: AnswerPort;
  private readonly options: AnswerOptions;
  private readonly state = new AnswerState();

  constructor(port: AnswerPort, options: AnswerOptions) {
    this.port = port;
    this.options = options;
    this.state.mayBeRepeated = options.isReplay;
  }

  /**
   * Shows the cards as they come. The first waiting card with buttons lets the next event start, because people press
   * them during the work. A stop button, for example, must not wait for the end of the work. Never rejects.
   */
  show(
    cards: AsyncIterable<ReadyCard>,
    giveWay: () => void,
    failed: (error: unknown) => ReadyCard,
  ): Promise<void> {
    return showNewest(givingWay(cards, giveWay), this, failed);
  }

  async working(): Promise<void> {
    const { workingCard } = this.port;
    const target = workingCard && this.targetFor(workingCard);
    if (target && spareOf(target) > 0) await this.progress(workingCard);
  }

  delayMs(card: ReadyCard): number {
    const { shown, nextCardAtMs } = this.state;
    if (card === shown) return Number.POSITIVE_INFINITY;
    const target = this.port.form?.isPossible(card) ? undefined : this.targetFor(card);
    if (target === undefined) return 0;
    if (spareOf(target) <= 0) return Number.POSITIVE_INFINITY;
    if (target.editable) return Math.max(nextCardAtMs - performance.now(), target.waitMs?.() ?? 0);
    return shown?.tone === "waiting" && card.tone === "waiting" ? Number.POSITIVE_INFINITY : HOLD_MS;
  }

  async progress(card: ReadyCard): Promise<void> {
    await this.attempt(card, false);
  }

  /** Shows the last card. If the platform is away, waits until it is back. Then sends its files and the receipt of a write. */
  async finish(card: ReadyCard): Promise<void> {
    const { port, state } = this;
    const delivery = await this.deliverLast(card);
    if (delivery !== "delivered" && delivery !== "taken over") port.noteUndelivered?.(delivery);
    const following = [
      async () => card.closes && port.closeQuestion(card),
      async () => {
        const line = await port.sendFiles(card, state.mayBeRepeated);
        if (line !== null) await this.addLine(card, line);
      },
      async () => card.receipt && port.sendReceipt(card, state.targets.length),
    ];
    for (const send of following) if (await this.isHeld(card)) await send();
    await port.close?.();
  }

  /** Puts a line that stays true in place of the sign of work, because no answer follows. */
  async close(): Promise<void> {
    const { shown } = this.state;
    if (shown === undefined) return this.port.close?.();
    const line = titleCard(commonMessages[shown.locale].handledBefore, "plain", shown.locale);
    // No note says that it may have been sent before, because a second line repeats no information.
    await this.finish({ ...line, isMarked: true });
  }

  /** Tries this card as the last one, without waiting for a platform that is away. Never rejects. */
  async showOnce(card: ReadyCard): Promise<void> {
    await this.attempt(card, true);
  }

  private async deliverLast(card: ReadyCard): Promise<LastDeliveryResult> {
    const { lastTry } = this.state;
    if (lastTry?.card === card && lastTry.delivery !== "away") return lastTry.delivery;
    return untilDelivered(() => this.attempt(card, true), this.options.clock);
  }

  private isHeld(card: ReadyCard): Promise<boolean> {
    return this.options.isHeld(isHarmlessTwice(card));
  }

  /** Adds a line below the shown card. If that card cannot be edited, sends the line alone. */
  private async addLine(card: ReadyCard, line: string): Promise<void> {
    const alone = { ...titleCard(line, "plain", card.locale), audience: card.audience };
    await this.attempt(this.state.targets[0]?.editable === true ? withNote(card, line) : alone, true);
  }

  private async attempt(card: ReadyCard, isLast: boolean): Promise<DeliveryResult> {
    const delivery = await this.tryTargets(card, isLast);
    this.state.lastTry = { card, delivery };
    return delivery;
  }

  private async tryTargets(card: ReadyCard, isLast: boolean): Promise<DeliveryResult> {
    const { port, state } = this;
    if (card === state.shown) return "delivered";
    // This is asked again before each target, because a try may take so long that another process takes over.
    if (!(await this.isHeld(card))) return "taken over";
    if (await this.openForm(card)) return "delivered";
    let isSecondTry = false;
    for (let target = this.targetFor(card); target !== undefined; target = state.targets[0]) {
      if (!(await this.isHeld(card))) return "taken over";
      try {
        await target.show(port.annotate?.(card) ?? card, this.mark);
        this.noteShown(card);
        return "delivered";
      } catch (error) {
        const { mayHaveArrived, mayBeEdited, isTriedAgain, isAway, keepsTarget } = port.assess(error, card, {
          isLast,
          isSecondTry,
          timesAway: state.timesAway,
        });
        if (mayBeEdited) state.mayBeShown = card;
        const isRepetition = mayHaveArrived || (!keepsTarget && state.mayBeShown === card);
        if (isRepetition) Object.assign(state, { mayBeRepeated: true, isRepeatCounted: false });
        if (isTriedAgain) {
          isSecondTry = true;
          continue;
        }
        if (isAway) state.timesAway += 1;
        if (keepsTarget) return isAway ? "away" : "impossible";
        state.timesAway = 0;
        if (isAway) state.resting.push(target);
        state.targets = state.targets.slice(1);
      }
    }
    return this.afterAllTargets(isLast);
  }

  /** If the final card failed on all targets, the next try uses those that were away. */
  private afterAllTargets(isLast: boolean): DeliveryResult {
    const { state } = this;
    if (!isLast) return "away";
    if (state.resting.length === 0) return "impossible";
    state.targets = state.resting;
    state.resting = [];
    return "away";
  }

  private noteShown(card: ReadyCard): void {
    const { afterPost, afterEdit } = this.port.pauseMs;
    const pauseMs = this.state.shown === undefined ? afterPost : afterEdit;
    if (pauseMs > 0) this.state.nextCardAtMs = performance.now() + pauseMs;
    Object.assign(this.state, { shown: card, timesAway: 0 });
  }

  /** Returns the best target that is left. A card for another audience first resets the targets. */
  private targetFor(card: ReadyCard): ReplyTarget | undefined {
    const { state } = this;
    if (card.audience !== state.audience) {
      // The card for the other audience stays, and a new message begins.
      state.audience = card.audience;
      state.targets = this.port.targetsFor(card);
      state.resting = [];
    }
    return state.targets[0];
  }

  /** Opens the card's form; true if no message is needed. The card with the button replaces a shown sign of work. */
  private async openForm(card: ReadyCard): Promise<boolean> {
    const { form } = this.port;
    if (!form?.isPossible(card) || !(await form.open(card)) || this.state.shown !== undefined) return false;
    this.state.shown = card;
    return true;
  }

  /** Marks a card that may have been sent before. A sign of work is not marked: a second one repeats no information. */
  private readonly mark: Mark = (card) => {
    const { port, state } = this;
    if (!state.mayBeRepeated || card.tone === "waiting" || card.isMarked) return card;
    if (!state.isRepeatCounted) port.onRepeated();
    state.isRepeatCounted = true;
    return withNote(card, port.maybeSent(card.locale));
  };
}

function spareOf(target: ReplyTarget): number {
  return target.spare?.() ?? Number.POSITIVE_INFINITY;
}

async function* givingWay(cards: AsyncIterable<ReadyCard>, giveWay: () => void): AsyncGenerator<ReadyCard> {
  let hasGivenWay = false;
  for await (const card of cards) {
    if (!hasGivenWay && card.tone === "waiting" && card.blocks.some(({ kind }) => kind === "buttons")) {
      hasGivenWay = true;
      giveWay();
    }
    yield card;
  }
}

/**
 * How one try to deliver a card ended. `away`: a later try may succeed. `impossible`: no target takes this card.
 * `taken over`: another process answers.
 */
type DeliveryResult = "delivered" | "away" | "impossible" | "taken over";

/** How the delivery of the last card ended. `given up`: the platform was away for too long. */
type LastDeliveryResult = Exclude<DeliveryResult, "away"> | "given up";

/**
 * Delivers the last card as soon as the platform is back, because people must learn how a write ended. Later events of
 * the chat wait, so that answers keep their order; other chats do not wait. If the process ends before the delivery,
 * the event is not finished, and the next process answers it.
 */
async function untilDelivered(
  deliver: () => Promise<DeliveryResult>,
  clock: RateLimiterClock,
): Promise<LastDeliveryResult> {
  const untilMs = clock.nowMs() + GIVE_UP_AFTER_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const delivery = await deliver();
    if (delivery !== "away") return delivery;
    if (clock.nowMs() + pauseMs > untilMs) return "given up";
    await new Promise<void>((resolve) => void clock.wake(pauseMs, resolve));
  }
}
