import type { ReadyCard } from "../../cards/card.ts";
import type { MessageRef } from "./read.ts";

/**
 * Where the form of a private chat stands. Its next question, and what comes of it in the end, are edited into the same
 * message, so that a chat holds one form and not one message a question. Answers that are typed push it up, though, and an
 * edit makes no sound: with more than three messages below it may be out of sight, and the question is sent anew.
 *
 * In memory alone: after a restart the next question is a new message, and the buttons of the old one still work. Groups
 * are left out, for there every question needs a reply box of its own.
 */
export interface FormMessages {
  /** One more message stands below the form. */
  passed(chat: number): void;
  /** The message of this draft's form, what stands in it, and whether it can still be seen. */
  find(chat: number, draft: string): { ref: MessageRef; card: ReadyCard; isInSight: boolean } | undefined;
  /** A card was shown in this message: a form stands there from now on, or no more. */
  shown(chat: number, card: ReadyCard, ref: MessageRef): void;
}

const IN_SIGHT = 3;
/** So many chats are remembered; the one that was quiet for longest is forgotten. */
const CHATS = 1_000;

export function createFormMessages(): FormMessages {
  const forms = new Map<number, { draft: string; card: ReadyCard; ref: MessageRef; below: number }>();

  return {
    passed(chat) {
      const form = forms.get(chat);
      if (form) form.below += 1;
    },
    find(chat, draft) {
      const form = forms.get(chat);
      if (form?.draft !== draft) return undefined;
      return { ref: form.ref, card: form.card, isInSight: form.below <= IN_SIGHT };
    },
    shown(chat, card, ref) {
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
    },
  };
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
