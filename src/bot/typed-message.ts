import type { Understanding } from "../understanding/grammar.ts";
import type { Call } from "./call.ts";
import type { Conversation } from "./conversation.ts";
import type { Draft } from "./forms/draft.ts";
import type { OpenQuestions } from "./open-questions.ts";
import type { Pointed } from "./pointing.ts";

/** A typed message, and what is known of it before it is decided what it asks for. */
export interface TypedMessage {
  call: Call;
  text: string;
  open: OpenQuestions;
  /** The write that the bot offers in spite of an earlier one. */
  repeat: Draft | null;
  /** The text begins with "/" or is a command's name, and no choice that is offered. So it answers no open question. */
  leaves: boolean;
  isName: boolean;
  conversation: Conversation;
  /** When a card was last shown that asks for no confirmation, in milliseconds. */
  answeredAt: number;
  /** What its words for a shown record ask for: "phiếu đó". */
  pointed: Pointed | null;
  understood: Understanding;
}
