import { reaches } from "../access/roles.ts";
import { button, buttons, type Card, card, context, formOf, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Act } from "../understanding/grammar.ts";
import type { Courtesy } from "../understanding/word-lists.ts";
import { untilStored } from "../until-stored.ts";
import type { CommandRunner, CommandRunnerPorts } from "./command-runner.ts";
import type { Context, Who } from "./context.ts";
import { doubtCard } from "./forms/doubtful-answer.ts";
import { cancelledCard, stillOpenCard, stillOpenLine, withSetAside } from "./forms/prompts.ts";
import { nothingCard } from "./nothing-asked.ts";
import type { OpenQuestion } from "./open-questions.ts";
import { withRemarks } from "./remarks.ts";
import type { CommandRequest, Offer, Request } from "./request-kinds.ts";
import { choiceCard, whichCard } from "./which.ts";
import { onlyByButtonCard, pendingCard, replacing } from "./writes/dropping.ts";

const messages = defineMessages({
  en: {
    unknown: "I did not understand that",
    near: "Did you mean one of these?",
    nothingNear: "See what you can ask for:",
    help: "Help",
    thanks: "You are welcome",
    thanksText: "I am here for whatever comes next.",
    greeting: "Hello",
    greetingText: "Paste a phone number, an e-mail or a ticket number (#17464), or say what you need.",
    assent: "Nothing was done",
    assentText: "Only a button confirms: please press the one on the message that asks.",
    nothingOpen: "No question is open",
    pressCancel:
      "What you have not pressed is not done. To cancel a message that asks for a confirmation, press Cancel on it.",
  },
  vi: {
    unknown: "Bot chưa hiểu",
    near: "Có phải bạn muốn một trong các việc này?",
    nothingNear: "Xem những việc bạn có thể hỏi:",
    help: "Trợ giúp",
    thanks: "Không có gì ạ",
    thanksText: "Cần gì bạn cứ nhắn tiếp nhé.",
    greeting: "Chào bạn",
    greetingText: "Dán số điện thoại, e-mail hoặc số phiếu (#17464), hay cứ nói việc bạn cần.",
    assent: "Bot chưa làm gì thêm",
    assentText: "Bot chỉ nhận xác nhận bằng nút: bạn bấm nút trên tin nhắn đang chờ giúp nhé.",
    nothingOpen: "Không có câu hỏi nào đang chờ",
    pressCancel:
      "Nút nào bạn chưa bấm thì bot chưa làm. Muốn huỷ tin nhắn đang chờ xác nhận thì bạn bấm nút Huỷ trên đó.",
  },
});

/** How many commands are offered for a text that was not understood. */
const OFFERED = 2;

/** Returns a function that answers an understood request: it shows a card, or runs the command. */
export function createRequestAnswers(
  {
    clock,
    confirmations,
    drafts,
    registry,
  }: Pick<CommandRunnerPorts, "clock" | "confirmations" | "drafts" | "registry">,
  runner: CommandRunner,
): (request: Request, ctx: Context) => AsyncGenerator<Card> {
  async function* perform(request: Request, ctx: Context): AsyncGenerator<Card> {
    const { who } = ctx;
    switch (request.kind) {
      case "unknown":
        return yield unknownCard(request.nearest, who);
      case "which":
        return yield whichCard(request.which, who.locale);
      case "doubtful-answer":
        return yield doubtCard(registry.get(request.draft.command), request, who.locale);
      case "choice":
        return yield choiceCard(request.said, who.locale);
      case "cancel":
        return yield* drop(request.question, ctx);
      case "nothing":
        return yield isCourtesy(request.act)
          ? courtesyCard(request.act, who.locale)
          : nothingCard(request.act, who.locale);
      case "courtesy":
        return yield courtesyAnswer(request, who.locale);
      case "pending":
        return yield pendingCard(request, who.locale);
      case "unclear-change":
        return yield await confirmations.whatToChange(request.operation, ctx);
      case "control":
        return yield* runner.control(request.name, request.args, ctx);
      case "command":
        for await (const shown of runner.run(request, ctx)) {
          yield besideOpen(withRemarks(shown, request, ctx), request, who);
        }
    }
  }

  /** Drops the open question, as a typed "huỷ" asks for. */
  async function* drop(question: OpenQuestion | null, ctx: Context): AsyncGenerator<Card> {
    const { locale } = ctx.who;
    if (question === null) return yield nothingOpenCard(locale);
    if (question.kind === "confirmation") return yield* confirmations.drop(question.operation, ctx);
    const { id, command, repeats } = question.draft;
    await untilStored(() => drafts.cancel(id), clock.wait);
    yield cancelledCard(registry.get(command), locale, repeats);
  }

  /** Answers an "ok": with an open question, it says what the question waits for. */
  function courtesyAnswer({ said, question }: Extract<Request, { kind: "courtesy" }>, locale: Locale): Card {
    if (question === null || said !== "assent") return courtesyCard(said, locale);
    if (question.kind === "confirmation") return onlyByButtonCard(locale);
    return stillOpenCard(registry.get(question.draft.command), question.draft, locale);
  }

  /**
   * Says which form stays open beside the answer to another request, or is kept behind another form, and which question
   * the answer replaces.
   */
  function besideOpen(shown: Card, { staysOpen, replaces }: CommandRequest, { locale }: Who): Card {
    const replaced = replaces === null ? shown : replacing(replaces, shown, locale);
    // A form that only asks what to change is answered by its buttons as well as later.
    if (staysOpen === null || staysOpen.asking === null) return replaced;
    const command = registry.get(staysOpen.command);
    if (formOf(replaced) !== undefined) return withSetAside(replaced, command, staysOpen, locale);
    const line = context(stillOpenLine(command, staysOpen, locale));
    return { ...replaced, blocks: [...replaced.blocks, line] };
  }

  return perform;
}

function nothingOpenCard(locale: Locale): Card {
  return card(messages[locale].nothingOpen, text(messages[locale].pressCancel));
}

function isCourtesy(act: Act): act is "thanks" | "greeting" {
  return act === "thanks" || act === "greeting";
}

function courtesyCard(said: Courtesy, locale: Locale): Card {
  const t = messages[locale];
  const ways = said === "thanks" ? null : buttons(button(t.help, "help"));
  return card(t[said], text(t[`${said}Text`]), ways);
}

/** Builds the card for a text that was not understood, with buttons for the nearest commands the person may use. */
function unknownCard(nearest: readonly Offer[], { locale, role }: Who): Card {
  const t = messages[locale];
  const choices = nearest
    .filter(({ command }) => command.name !== "help" && !command.hidden && reaches(role, command.role))
    .slice(0, OFFERED)
    .map(({ command, args }) => button(command.title(locale), command.name, args));
  const advice = choices.length > 0 ? t.near : t.nothingNear;
  return card(t.unknown, text(advice), buttons(...choices, button(t.help, "help")));
}
