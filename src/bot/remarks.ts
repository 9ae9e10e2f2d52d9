import { type Card, context, text } from "../cards/card.ts";
import { cutTo } from "../i18n/graphemes.ts";
import { defineMessages } from "../i18n/messages.ts";
import { isCondition } from "../understanding/unused-parts.ts";
import type { Context } from "./context.ts";
import { isPartOf } from "./conversation.ts";
import type { CommandRequest } from "./request-kinds.ts";

const remarkMessages = defineMessages({
  en: {
    ignored: (said: string) => `I did not use this part: “${said}”.`,
    condition: (said: string) =>
      `I cannot check this condition: “${said}”. Once you press the button, it is done.`,
    otherName: (said: string, name: string) => `You wrote “${said}”, but the customer found is ${name}.`,
  },
  vi: {
    ignored: (said) => `Bot chưa dùng tới phần: “${said}”.`,
    condition: (said) => `Bot không tự xét được điều kiện “${said}”: bạn bấm nút là bot làm ngay.`,
    otherName: (said, name) => `Bạn gọi là “${said}”, còn khách tìm được là ${name}.`,
  },
});

/** A longer part of a text is cut. */
const LONGEST_IGNORED = 80;

/**
 * Adds what the person should know of their text: the part that was not used, and a name that is not the found
 * customer's. It stands at the end, before the buttons that somebody may click.
 */
export function withRemarks(shown: Card, { ignored, called }: CommandRequest, { who, found }: Context): Card {
  const t = remarkMessages[who.locale];
  const [customer, ...others] = new Map(found.map((one) => [one.reference, one])).values();
  const isOther =
    called !== null && customer !== undefined && others.length === 0 && !isPartOf(called, customer.name);
  const remarks = [
    isOther ? text(t.otherName(called, customer.name)) : null,
    ignored === null ? null : remarkOn(ignored, t),
  ].filter((remark) => remark !== null);
  if (remarks.length === 0) return shown;
  const end = shown.blocks.findLastIndex(({ kind }) => kind !== "buttons" && kind !== "form") + 1;
  return {
    ...shown,
    blocks: shown.blocks.toSpliced(end, 0, ...remarks),
    ...(isOther && { names: [...(shown.names ?? []), customer.name] }),
  };
}

/** Returns the remark on a part that was not used. A condition stands out, because a press does not wait for it. */
function remarkOn(ignored: string, t: (typeof remarkMessages)["vi"]) {
  const said = shortened(ignored);
  return isCondition(ignored) ? text(t.condition(said)) : context(t.ignored(said));
}

function shortened(ignored: string): string {
  const beginning = cutTo(ignored, LONGEST_IGNORED);
  return beginning === ignored ? ignored : `${beginning}…`;
}
