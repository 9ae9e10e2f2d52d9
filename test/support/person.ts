import type { Role } from "../../src/access/roles.ts";
import type { Body, Call, Place, SourceMessage } from "../../src/bot/call.ts";
import type { Dispatcher } from "../../src/bot/dispatcher.ts";
import type { ActionId, Button, Form, ReadyCard } from "../../src/cards/card.ts";
import { buttonsOf, plainText } from "../../src/cards/plain-text.ts";

/** A person who types and clicks in one chat. They read the last card of the answer, as plain text. */
export interface Person {
  /** `"terminal:lan"` */
  readonly id: string;
  /** Types the text, and reads the answer. */
  types(text: string): Promise<string>;
  /** Sends the form on the newest card. Another process takes the event over before this one has shown a card. */
  sendsAndIsTakenOver(values: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Handles the last event of this kind again, as after a crash. Returns the new cards, as plain text.
   * @param how  `{ isGivenUp: true }`: three processes have failed to handle it
   */
  answersOnReplay(kind: Body["kind"], how?: Pick<Call, "isGivenUp">): Promise<string[]>;
  /** Returns the last event of this kind, for `replays`. */
  last(kind: Body["kind"]): Call;
  /** Handles an earlier event again, as `answersOnReplay` does the last one. */
  replays(event: Call): Promise<string[]>;
  /** Clicks a button, in an event that three processes have failed to handle. Reads the bot's report. */
  clicksAfterGivingUp(label: string, on: ReadyCard): Promise<string>;
  /** Types the text. Another process takes the event over before this one has shown a card. */
  typesAndIsTakenOver(text: string): Promise<void>;
  /** Clicks a button of the newest card. Another process takes the event over before this one has shown a card. */
  clicksAndIsTakenOver(label: string): Promise<void>;
  /** Types the text, and clicks the confirming button of the bot's question. Reads the outcome. */
  confirms(text: string): Promise<string>;
  /** Sends a command with its argument text, as a platform's menu does: `commands("ticket", "0867123456 hỏng")`. */
  commands(command: string, text?: string): Promise<string>;
  /** Uploads a file, with or without a text: `drops({ name: "khach.csv", bytes }, "nhập khách hàng")`. */
  drops(file: DroppedFile, text?: string): Promise<string>;
  /** Clicks the button with this label on the newest card that has it, or on another person's card. */
  clicks(label: string, on?: ReadyCard): Promise<string>;
  /** Fills the form on the newest card, or an older open one, and submits it. */
  sends(values: Readonly<Record<string, string>>, open?: Form<ActionId>): Promise<string>;
  /** Returns the errors by field that a platform gets before it closes that form, or null. */
  checks(values: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>> | null>;
  /** Asks, and yields the cards one by one. */
  asks(text: string): AsyncGenerator<ReadyCard>;
  /** Returns the newest card. */
  sees(): ReadyCard;
  /** All cards of the newest answer; the last one stays. */
  readonly cards: readonly ReadyCard[];
  /** Returns all cards so far, the newest last. */
  saw(): readonly ReadyCard[];
  /** Returns the cards that were also sent to their direct messages as receipts of a write. */
  receipts(): readonly ReadyCard[];
  /** Returns the form on the newest card. */
  form(): Form<ActionId>;
  /** Returns the same person in a shared chat: `lan.in("group")`. */
  in(chat: string): Person;
  /** Returns the same person, who replies to this message. */
  replyingTo(message: SourceMessage): Person;
  /** Returns the same person, whose platform reports this language: `lan.speaking("en")`. */
  speaking(language: string): Person;
  /** Gives them another role from now on. */
  becomes(role: Role): void;
}

interface DroppedFile {
  name: string;
  bytes: Uint8Array | string;
  mime?: string;
}

interface PersonState {
  role: Role;
  /** The last call of each kind. */
  calls: Partial<Record<Body["kind"], Call>>;
  cards: ReadyCard[];
  seen: ReadyCard[];
}

export interface PersonOptions {
  id: string;
  name: string;
  role: Role;
  /** Returns the bot for people with this role. */
  botFor(role: Role): Dispatcher;
  /**
   * Stores a file where the bot can fetch it.
   * @returns its id
   */
  keepFile(bytes: Uint8Array): string;
}

export function createPerson({ id, name, role, botFor, keepFile }: PersonOptions): Person {
  let calls = 0;
  const state: PersonState = { role, calls: {}, cards: [], seen: [] };

  function at(place: Place, source?: SourceMessage, languageHint?: string): Person {
    const call = (body: Body): Call => ({
      id: `${id}:${++calls}`,
      person: id,
      personName: name,
      place,
      body,
      ...(source === undefined ? {} : { source }),
      ...(languageHint === undefined ? {} : { languageHint }),
    });

    async function* answersTo(body: Body, given: Partial<Call> = {}): AsyncGenerator<ReadyCard> {
      const asking = { ...call(body), ...given };
      state.calls[body.kind] = asking;
      yield* answersOf(asking);
    }

    async function* answersOf(asking: Call): AsyncGenerator<ReadyCard> {
      state.cards = [];
      const own = state.cards;
      for await (const card of botFor(state.role).answer(asking)) {
        own.push(card);
        state.seen.push(card);
        yield card;
      }
    }

    async function read(body: Body, given: Partial<Call> = {}): Promise<string> {
      let last: ReadyCard | undefined;
      for await (const card of answersTo(body, given)) last = card;
      if (last === undefined) throw new Error("a call was answered by no card");
      return plainText(last);
    }

    function last(kind: Body["kind"]): Call {
      const call = state.calls[kind];
      if (call === undefined) throw new Error(`${name} has made no call of the kind ${kind} yet`);
      return call;
    }

    async function replay(event: Call): Promise<string[]> {
      const answers: string[] = [];
      const again = { ...event, isReplay: true, isHeld: async () => true };
      for await (const card of answersOf(again)) answers.push(plainText(card));
      return answers;
    }

    async function losesTo(body: Body): Promise<void> {
      const answers = answersTo(body, { isHeld: async () => false });
      for await (const card of answers) throw new Error(`a card was shown:\n${plainText(card)}`);
    }

    function sees(): ReadyCard {
      const card = state.seen.at(-1);
      if (card === undefined) throw new Error(`${name} has not seen a card yet`);
      return card;
    }

    function form(): Form<ActionId> {
      const block = sees().blocks.find((one) => one.kind === "form");
      if (block?.kind !== "form") throw new Error(`there is no form on:\n${plainText(sees())}`);
      return block.form;
    }

    function actionOf(card: ReadyCard, label: string): Body {
      const button = buttonOf(card, label);
      if (button === undefined) throw new Error(`there is no button ${label} on:\n${plainText(card)}`);
      return { kind: "action", action: button.action };
    }

    const filled = (values: Readonly<Record<string, string>>, { draft } = form()): Body => ({
      kind: "form",
      draft,
      values,
    });

    return {
      id,
      types: (text) => read({ kind: "text", text }),
      async confirms(text) {
        const asked = await read({ kind: "text", text });
        const yes = reachable(sees()).find(({ style }) => style === "primary" || style === "danger");
        if (yes === undefined) throw new Error(`no question to confirm on:\n${asked}`);
        return read({ kind: "action", action: yes.action });
      },
      commands: (command, text = "") => read({ kind: "command", command, text }),
      drops({ name: fileName, bytes, mime = "text/csv" }, text = "") {
        const kept = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
        const file = { id: keepFile(kept), name: fileName, sizeBytes: kept.byteLength, mime };
        return read({ kind: "file", file, text });
      },
      async clicks(label, on) {
        const card = on ?? state.seen.findLast((one) => buttonOf(one, label) !== undefined) ?? sees();
        return read(actionOf(card, label));
      },
      answersOnReplay: (kind, how = {}) => replay({ ...last(kind), ...how }),
      last,
      replays: replay,
      typesAndIsTakenOver: (text) => losesTo({ kind: "text", text }),
      clicksAndIsTakenOver: (label) => losesTo(actionOf(sees(), label)),
      sendsAndIsTakenOver: (values) => losesTo(filled(values)),
      clicksAfterGivingUp: async (label, on) => read(actionOf(on, label), { isGivenUp: true }),
      sends: (values, open) => read(filled(values, open)),
      checks: (values) => botFor(state.role).checkForm(call(filled(values))),
      asks: (text) => answersTo({ kind: "text", text }),
      sees,
      get cards() {
        return state.cards;
      },
      saw: () => state.seen,
      receipts: () => state.seen.filter(({ receipt }) => receipt === true),
      form,
      in: (chat) => at({ platform: "terminal", chat, shared: true }, source, languageHint),
      replyingTo: (message) => at(place, message, languageHint),
      speaking: (language) => at(place, source, language),
      becomes(next) {
        state.role = next;
      },
    };
  }

  return at({ platform: "terminal", chat: id, shared: false });
}

/** Returns every button of a card, including the one that opens a whole form. */
function reachable(card: ReadyCard): Button<ActionId>[] {
  const forms = card.blocks.flatMap((block) => (block.kind === "form" ? [block.form.open] : []));
  return [...buttonsOf(card), ...forms];
}

function buttonOf(card: ReadyCard, label: string): Button<ActionId> | undefined {
  return reachable(card).find((button) => button.label === label);
}
