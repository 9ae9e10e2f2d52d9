import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { isUnderWay, type Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { About, BoundWrite, Scene } from "../command.ts";
import { unclearCard } from "./outcome.ts";

const words = phrases({
  en: {
    unclearFirst: "The one before is not clear yet: please settle it first.",
    underWayTitle: "It is being created already",
    underWay: "Somebody has asked for the same of this message, and it is on its way.",
    checkAgain: "Check again",
  },
  vi: {
    unclearFirst: "Lần trước chưa rõ kết quả: hãy xử lý lần đó trước.",
    underWayTitle: "Đang được tạo",
    underWay: "Đã có người yêu cầu việc này từ cùng tin nhắn, và đang được thực hiện.",
    checkAgain: "Kiểm tra lại",
  },
});

/**
 * A question asked later than this after a send that stayed unclear had the unclear one before it, since the send has
 * timed out by then: whoever went on from there has decided, and the next is not held up again.
 */
const ASKED_KNOWINGLY_MS = 60_000;

export interface Objections {
  /** What must be seen before this write is asked for or sent: an unclear one before, the same, or one much like it. */
  against(kind: string, bound: BoundWrite, about: About, scene: Scene): Promise<Card | null>;
}

/** @param recordOf the write behind an operation, to tell how that one stands */
export function createObjections(
  journal: Pick<Journal, "unclearOf" | "bySource" | "recent">,
  recordOf: (operation: Operation, scene: Scene) => BoundWrite,
): Objections {
  async function undecided(kind: string, customer: string | null): Promise<Operation | null> {
    const unclear = customer === null ? null : await journal.unclearOf(kind, customer);
    if (unclear === null || customer === null) return null;
    const knowingly = new Date((unclear.sentAt ?? unclear.at).getTime() + ASKED_KNOWINGLY_MS);
    const decided = await journal.recent(kind, customer, knowingly);
    return decided.some(({ state }) => state === "done") ? null : unclear;
  }

  return {
    async against(kind, bound, { customer, source }, scene) {
      const say = words[scene.who.locale];
      const same = source === null ? null : await journal.bySource(kind, source);
      const unclear = same?.state === "unclear" ? same : await undecided(kind, customer);
      if (unclear !== null) {
        const shown = unclearCard(unclear, recordOf(unclear, scene), scene);
        return { ...shown, receipt: false, blocks: [text(say.unclearFirst), ...shown.blocks] };
      }
      if (same !== null && isUnderWay(same)) {
        const check = buttons(button(say.checkAgain, ":check", { operation: same.id }, { style: "primary" }));
        return { ...card(say.underWayTitle, text(say.underWay), check), tone: "warning" };
      }
      return bound.similar(scene, { customer, source });
    },
  };
}
