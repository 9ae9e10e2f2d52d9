import { type Action, type Card, card, context, type ReadyCard, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Journal } from "../operations/journal.ts";
import type { Operation } from "../operations/operation.ts";
import type { Actions } from "./actions.ts";
import type { Call } from "./call.ts";
import type { Context } from "./context.ts";
import type { Contexts } from "./context-factory.ts";
import type { KeptRequests } from "./kept-requests.ts";
import type { Confirmations } from "./writes/confirmations.ts";
import { isAnswered, operationIdOf } from "./writes/questions.ts";

const giveUpMessages = defineMessages({
  en: {
    title: "Not tried again",
    why: "The bot had to restart three times while it handled this message, so it does not try again. Send it differently, or tell your admin.",
    look: "If it was to change something in AntCRM, type “operations” first (for a file, “my imports”): there you see what was done.",
    outcome: "The bot had to restart three times while it handled this message. This is how it stands:",
  },
  vi: {
    title: "Bot không thử lại nữa",
    why: "Bot đã phải khởi động lại ba lần khi xử lý tin này nên không thử nữa. Bạn hãy gửi lại theo cách khác hoặc báo quản trị viên.",
    look: "Nếu tin này thay đổi dữ liệu trong AntCRM, hãy gõ “thao tác” trước (với tệp: “các lần nhập”) để xem việc nào đã làm.",
    outcome: "Bot đã phải khởi động lại ba lần khi xử lý tin này. Kết quả hiện tại:",
  },
});

interface GiveUpPorts {
  contexts: Contexts;
  actions: Actions;
  journal: Pick<Journal, "find">;
  confirmations: Pick<Confirmations, "tell">;
  keptRequests: Pick<KeptRequests, "formOf">;
}

/**
 * Answers a call that `isGivenUp`, and runs no command. If the call answered a question, or its own question is answered,
 * the card shows the state of that write. Its outcome may have been marked as shown just before the process ended.
 */
export function createGiveUp({ contexts, actions, journal, confirmations, keptRequests }: GiveUpPorts) {
  /** The answered write whose question or form this call asked. To send the message again would be a second write. */
  async function askedBy(ctx: Context): Promise<Operation | null> {
    const found = [
      await journal.find(operationIdOf(ctx)),
      await journal.find(await keptRequests.formOf(ctx)),
    ];
    return found.find((operation) => operation !== null && isAnswered(operation)) ?? null;
  }

  /** The write that this call has confirmed, if it is known. A form's write has the id of its draft. */
  async function confirmedBy({ call: { body }, who }: Context): Promise<Operation | null> {
    if (body.kind !== "action" && body.kind !== "form") return null;
    const id = body.kind === "form" ? body.draft : idIn(await actions.find(body.action, who));
    const operation = id === undefined ? null : await journal.find(id);
    return operation?.person === who.person && operation.state !== "proposed" ? operation : null;
  }

  const writeOf = async (ctx: Context) => (await askedBy(ctx)) ?? (await confirmedBy(ctx));

  return async function* giveUp(call: Call): AsyncGenerator<ReadyCard> {
    const who = await contexts.whoIs(call);
    const t = giveUpMessages[who.locale];
    // Nothing is read from AntCRM, because its answer may have ended the process. Without the outcome the card says so.
    const ctx = contexts.open(call, who, AbortSignal.abort());
    // A person is answered even if the store cannot tell which write it is.
    const operation = await writeOf(ctx).catch(() => null);
    const outcome = operation && (await confirmations.tell(operation, ctx).catch(() => null));
    const shown = outcome
      ? { ...outcome, blocks: [context(t.outcome), ...outcome.blocks] }
      : nothingKnownCard(who.locale);
    yield await actions.ready(shown, who, call.place);
  };
}

/** Returns the operation of a button, or the form, whose operation has the same id. */
function idIn({ args }: Action): string | undefined {
  return args.operation ?? args.draft;
}

function nothingKnownCard(locale: Locale): Card {
  const t = giveUpMessages[locale];
  return { ...card(t.title, text(t.why), text(t.look)), tone: "bad" };
}
