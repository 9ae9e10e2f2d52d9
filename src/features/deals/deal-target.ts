import { deal } from "../../bot/arguments.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import type { Deal } from "../../crm/deal.ts";
import { namesIn, peopleIn } from "./deal-card.ts";
import { noDealCard } from "./show.ts";

export const dealTarget: RecordTarget<Deal> = {
  argument: "deal",
  schema: deal(),
  label: { en: "Deal number", vi: "Số giao dịch" },
  async find(number, { crm, who, recordAccess }) {
    const found = await crm.deals.byNumber(number);
    recordAccess(`deal:${number}`, found === null ? "none" : "shown");
    return found === null ? { card: noDealCard(number, who.locale) } : { found };
  },
  read: (number, { crm }) => crm.deals.byNumber(number),
  referenceOf: ({ number }) => number,
  keyOf: ({ number }) => `deal:${number}`,
  titleOf: ({ number }) => number,
  shownIn: peopleIn,
  namesOf: namesIn,
};
