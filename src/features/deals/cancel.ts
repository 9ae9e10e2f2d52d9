import { reaches } from "../../access/roles.ts";
import type { EditInput } from "../../bot/record-commands/edit-command.ts";
import { givenTexts } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import type { Deal } from "../../crm/deal.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { namesIn } from "./deal-card.ts";

const cancelMessages = defineMessages({
  en: {
    ask: (number: string) => `Cancel deal #${number}?`,
    either: "Shall it get a cancelled stage (the deal stays), or be deleted (it cannot be brought back)?",
    stage: "That is another stage: the deal stays in AntCRM. Managers can delete it.",
    set: (stage: string) => `Stage: ${stage}`,
    change: "Change the stage",
    other: "Another stage",
    delete: "Delete the deal",
  },
  vi: {
    ask: (number) => `Huỷ đơn #${number}?`,
    either: "Bạn muốn chuyển đơn sang giai đoạn huỷ (đơn vẫn còn) hay xoá hẳn (không lấy lại được)?",
    stage: "“Huỷ” là đổi giai đoạn, đơn vẫn còn trong AntCRM. Muốn xoá hẳn thì nhờ quản lý.",
    set: (stage) => `Giai đoạn: ${stage}`,
    change: "Đổi giai đoạn",
    other: "Giai đoạn khác",
    delete: "Xoá hẳn đơn",
  },
});

/** Stages are the tenant's own words: src/crm/API.md#deal-stages */
const CANCELLED = /(?<![\p{L}\p{N}])(?:huy|cancel(?:l?ed)?|that bai|thua|lost|boom?)(?![\p{L}\p{N}])/u;

/** The most stages that are offered. */
const OFFERED = 2;

/**
 * Asks what "huỷ đơn 3503" means: a stage of the team, or a deletion. AntCRM has no call that cancels a deal. Each button
 * leads to a question of its own.
 */
export async function cancelCard(found: Deal, { input, who, learned }: EditInput): Promise<Card> {
  const t = cancelMessages[who.locale];
  const { number } = found;
  const { cancels: _, ...typed } = givenTexts(input);
  const known = (await learned.values("deal stage")).filter((stage) => CANCELLED.test(fold(stage)));
  const stages = known.filter((stage) => stage !== found.stage).slice(0, OFFERED);
  const mayDelete = reaches(who.role, "manager");
  return {
    ...card(
      t.ask(number),
      text(found.name),
      text(mayDelete ? t.either : t.stage),
      buttons(
        ...stages.map((stage) => button(t.set(stage), "editdeal", { ...typed, deal: number, stage })),
        button(stages.length > 0 ? t.other : t.change, "editdeal", {
          ...typed,
          deal: number,
          cancels: "stage",
        }),
        mayDelete ? button(t.delete, "deletedeal", { deal: number }, { style: "danger" }) : null,
      ),
    ),
    tone: "warning",
    names: namesIn(found),
  };
}
