import type { ReadyCard } from "../../cards/card.ts";
import type { MessageRef } from "./read.ts";

const IN_SIGHT = 3;
/** So many chats are remembered; the one that was quiet for longest is forgotten. */
const CHATS = 1_000;

/**
 * Remembers which message shows the form of a private chat. Its next question and its result are edited into the same
 * message. Typed answers push that message up, and an edit makes no sound: with more than three messages below it, the
 * question is sent as a new message.
 *
 * In memory only: after a restart the next question is a new message, and the buttons of the old one still work. Groups
 * are left out, because there every question needs a reply box of its own.
 */
export class FormMessages {
  private readonly forms = new Map<
    number,
    { draft: string; card: ReadyCard; ref: MessageRef; below: number }
  >();

  /** One more message is below the form. */
  passed(chat: number): void {
    const form = this.forms.get(chat);
    if (form) form.below += 1;
  }

  /** The message of this draft's form, its card, and whether people can still see it. */
  find(chat: number, draft: string): { ref: MessageRef; card: ReadyCard; isInSight: boolean } | undefined {
    const form = this.forms.get(chat);
    if (form?.draft !== draft) return undefined;
    return { ref: form.ref, card: form.card, isInSight: form.below <= IN_SIGHT };
  }

  /** A card was shown in this message: it now shows a form, or none. */
  shown(chat: number, card: ReadyCard, ref: MessageRef): void {
    const { forms } = this;
    const before = forms.get(chat);
    const isSame = before !== undefined && sameMessage(before.ref, ref);
    const draft = formOf(card);
    if (draft === undefined) {
      if (isSame) forms.delete(chat);
      return;
    }
    forms.delete(chat);
    forms.set(chat, { draft, card, ref, below: isSame ? before.below : 0 });
    const [quietest] = forms.keys();
    if (forms.size > CHATS && quietest !== undefined) forms.delete(quietest);
  }
}

/** The draft whose form a card shows, or takes the place of. */
export function draftBehind(card: ReadyCard): string | undefined {
  return formOf(card) ?? card.follows;
}

function formOf({ blocks }: ReadyCard): string | undefined {
  return blocks.find((block) => block.kind === "form")?.form.draft;
}

function sameMessage(a: MessageRef, b: MessageRef): boolean {
  return "message" in a && "message" in b && a.chat === b.chat && a.message === b.message;
}
