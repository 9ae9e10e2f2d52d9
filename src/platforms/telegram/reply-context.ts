import type { Logger } from "../../logging/logger.ts";
import type { EditableMessage } from "../answers/answer-port.ts";
import type { Asker, Ephemerals } from "./ephemerals.ts";
import type { FormMessages } from "./form-messages.ts";
import type { Messages } from "./message-calls.ts";
import type { MessageRef } from "./read.ts";
import type { Rendered } from "./render.ts";

/** Everybody in the place, or the asker alone. In a private chat both are the same. */
export type Reach = "place" | "asker";

/** The message that the next card replaces. */
export interface ShownMessage extends EditableMessage<MessageRef, Rendered> {
  reach: Reach;
  /** It is the question whose button was pressed. */
  isPressed: boolean;
}

/** Where an answer is shown, and where it can be shown no more; known between two messages of one answer. */
class ReplyState {
  shown: ShownMessage | undefined;
  /** The group lets the bot read but not write. */
  isMuted = false;
  /** Private cards go to the person's own chat. */
  isDirect = false;
  /** A line in the group says so. */
  isHinted = false;
  /** The person can be reached nowhere; the group has a line that says what to do. */
  isOutOfReach = false;
}

export interface ReplyServices {
  messages: Messages;
  forms: FormMessages;
  ephemerals: Ephemerals;
  bot: { username: string };
  log: Logger;
}

/** One answer on its way. */
export interface ReplyContext extends ReplyServices {
  asker: Asker;
  state: ReplyState;
}

export function createReplyContext(services: ReplyServices, asker: Asker): ReplyContext {
  const { action } = asker.handle;
  const state = new ReplyState();
  if (action?.edits) {
    const reach = "ephemeral" in action.on ? "asker" : "place";
    state.shown = { ref: action.on, content: undefined, reach, isPressed: true };
  }
  return { ...services, asker, state };
}
