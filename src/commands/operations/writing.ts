import { reaches } from "../../access/roles.ts";
import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { phrases } from "../../i18n/phrases.ts";
import { type Journal, type Outcome, outcomeOf, type Write } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import { placeKey } from "../call.ts";
import type { Args, BoundWrite, Command, Question, Scene } from "../command.ts";
import { failureCard } from "../failure.ts";
import type { Drafts } from "../forms/draft.ts";
import type { Registry } from "../registry.ts";

const words = phrases({
  en: {
    cancel: "Cancel",
    edit: "Edit",
    declinedTitle: "Cancelled",
    declined: "Nothing was sent to AntCRM.",
    working: "Working on it…",
    done: "Done",
    already: "Already answered",
    alreadyDone: "This was confirmed before, and it is done. It was not sent again.",
    alreadyFailed: "This was confirmed before, and it failed. It was not sent again.",
    alreadyUnderWay: "This was confirmed before. It is not sent twice.",
    alreadyDeclined: "This was cancelled before. Nothing was sent.",
    checkAgain: "Check again",
    reference: (reference: string) => `Ref ${reference}`,
  },
  vi: {
    cancel: "Huỷ",
    edit: "Sửa lại",
    declinedTitle: "Đã huỷ",
    declined: "Chưa gửi gì đến AntCRM.",
    working: "Đang thực hiện…",
    done: "Đã xong",
    already: "Đã trả lời trước đó",
    alreadyDone: "Yêu cầu này đã được xác nhận trước đó và đã xong. Bot không gửi lại.",
    alreadyFailed: "Yêu cầu này đã được xác nhận trước đó nhưng không thành công. Bot không gửi lại.",
    alreadyUnderWay: "Yêu cầu này đã được xác nhận trước đó. Bot không gửi hai lần.",
    alreadyDeclined: "Yêu cầu này đã bị huỷ trước đó. Chưa gửi gì đi.",
    checkAgain: "Kiểm tra lại",
    reference: (reference) => `Mã ${reference}`,
  },
});

/** A write that takes longer shows that it is under way. */
const WORKING_AFTER_MS = 700;

/** The door's part of a write: it asks, takes the answer once, and tells how it ended. */
export interface Writing {
  /** Proposes the write and asks; a filled form has answered already. */
  propose(command: Command, question: Question, confirmed: boolean, scene: Scene): AsyncIterable<Card>;
  confirm(id: string, scene: Scene): AsyncIterable<Card>;
  decline(id: string, scene: Scene): AsyncIterable<Card>;
  check(id: string, scene: Scene): AsyncIterable<Card>;
}

export interface WritingPorts {
  journal: Journal;
  registry: Registry;
  drafts: Drafts;
}

export function createWriting({ journal, registry, drafts }: WritingPorts): Writing {
  /** The write behind an operation, for whoever may still do it: rights are checked when a button is pressed, too. */
  function writeOf(operation: Operation, scene: Scene): BoundWrite {
    Object.assign(scene.trail, { command: operation.kind, deed: "write", customer: operation.customer });
    const command = registry.find(operation.kind);
    if (command === null) throw new AppError("expired", `there is no command ${operation.kind} any more`);
    if (!reaches(scene.who.role, command.role))
      throw new AppError("forbidden", `${command.name} needs ${command.role}`);
    const bound = command.bind(operation.args);
    if (bound.kind !== "write") throw new AppError("bug", `${command.name} is no write`);
    return bound;
  }

  async function mustFind(id: string): Promise<Operation> {
    const operation = await journal.find(id);
    if (operation === null) throw new AppError("expired", "this operation is not in the journal");
    return operation;
  }

  async function* carryOut(operation: Operation, bound: BoundWrite, scene: Scene): AsyncGenerator<Card> {
    const sent = journal.send(operation, asWrite(bound, scene));
    yield* whileWorking(sent, scene);
    yield* tell(operation, await sent, bound, scene);
  }

  async function* tell(
    operation: Operation,
    outcome: Outcome,
    bound: BoundWrite,
    scene: Scene,
  ): AsyncGenerator<Card> {
    scene.looked(operation.customer, outcome.state === "failed" ? outcome.error.fault : outcome.state);
    const say = words[scene.who.locale];
    const reference = context(say.reference(operation.reference));
    switch (outcome.state) {
      case "done": {
        // It is done: a receipt that cannot be written must not read like a failure.
        const receipt = await bound.receipt(scene, outcome).catch(() => card(say.done));
        yield { ...receipt, blocks: [...receipt.blocks, reference], receipt: true };
        return;
      }
      case "failed": {
        const provable = outcome.error.fault === "refused" ? await bound.provable(scene).catch(() => []) : [];
        const draft = await keep(operation.kind, operation.args, scene);
        yield { ...failureCard(outcome.error, scene.who.locale, { draft, provable }), receipt: true };
        return;
      }
      case "unclear": {
        const failure = failureCard(new AppError("unclear", "no clear answer"), scene.who.locale);
        const check = buttons(button(say.checkAgain, ":check", { operation: operation.id }));
        yield {
          ...failure,
          blocks: [...failure.blocks, reference, ...(check ? [check] : [])],
          receipt: true,
        };
      }
    }
  }

  /** What was typed outlives a failure: *Edit* opens the form with it. */
  async function keep(command: string, args: Args, { who, call }: Scene): Promise<string> {
    const place = placeKey(call.place);
    return (await drafts.keep({ person: who.person, place, command, args, wrong: {}, asking: null })).id;
  }

  return {
    async *propose(command, question, confirmed, scene) {
      const operation = await journal.propose({
        kind: command.name,
        args: question.args,
        person: scene.who.person,
        place: placeKey(scene.call.place),
        customer: question.customer,
      });
      scene.looked(question.customer, "asked");
      if (confirmed) {
        yield* this.confirm(operation.id, scene);
        return;
      }
      const say = words[scene.who.locale];
      const draft = await keep(command.name, question.args, scene);
      const answers = buttons(
        button(question.confirmLabel, ":confirm", { operation: operation.id }, { style: "primary" }),
        button(say.edit, ":fill", { draft }),
        button(say.cancel, ":decline", { operation: operation.id }),
      );
      yield { ...question.card, blocks: [...question.card.blocks, ...(answers ? [answers] : [])] };
    },

    async *confirm(id, scene) {
      const bound = writeOf(await mustFind(id), scene);
      const { taken, operation } = await journal.confirm(id, scene.who.person);
      if (taken) yield* carryOut(operation, bound, scene);
      else {
        scene.looked(operation.customer, "answered before");
        yield answeredBefore(operation, scene);
      }
    },

    async *decline(id, scene) {
      const { taken, operation } = await journal.decline(id, scene.who.person);
      scene.looked(operation.customer, operation.state);
      const say = words[scene.who.locale];
      yield taken ? card(say.declinedTitle, text(say.declined)) : answeredBefore(operation, scene);
    },

    async *check(id, scene) {
      const operation = await mustFind(id);
      const bound = writeOf(operation, scene);
      yield* tell(operation, await journal.check(id, asWrite(bound, scene)), bound, scene);
    },
  };
}

function asWrite(bound: BoundWrite, scene: Scene): Write {
  return {
    seen: () => bound.seen(scene),
    send: (operation) => bound.send(scene, operation),
    evidence: (operation, seen) => bound.evidence(scene, operation, seen),
  };
}

/** A sign of work for what takes a moment, in place of the buttons that must not be pressed twice. */
async function* whileWorking(work: Promise<unknown>, { clock, who }: Scene): AsyncGenerator<Card> {
  const stop = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = clock.wait(WORKING_AFTER_MS, stop.signal).then(() => false);
  if (!(await Promise.race([ended, late]))) yield { ...card(words[who.locale].working), tone: "waiting" };
  stop.abort();
}

function answeredBefore(operation: Operation, { who }: Scene): Card {
  const say = words[who.locale];
  const sentence =
    operation.state === "declined" || operation.state === "expired"
      ? say.alreadyDeclined
      : operation.state === "done"
        ? say.alreadyDone
        : outcomeOf(operation).state === "failed"
          ? say.alreadyFailed
          : say.alreadyUnderWay;
  return card(say.already, text(sentence), context(say.reference(operation.reference)));
}
