import pMap from "p-map";
import type { Context } from "../../bot/context.ts";
import { type E164, formatPhone } from "../../crm/phone.ts";
import { toAppError } from "../../errors.ts";
import type { DryRunResult } from "./dry-run.ts";
import type { RowReason } from "./run-cards.ts";

/** The rows of a file whose phone is a customer's in AntCRM already. */
export interface KnownPhones {
  /** Each with its line, and the phone as people read it. */
  rows: readonly RowReason[];
  /** How many phones were looked up: fewer than the file has if it is long, or if AntCRM cannot be read. */
  lookedUp: number;
}

const AT_A_TIME = 4;

/** Looks up the first phones of a file in AntCRM. After the first failure it looks up no more. */
export async function lookUpPhones(
  { first }: DryRunResult["phones"],
  { crm, budget }: Pick<Context, "crm" | "budget">,
): Promise<KnownPhones> {
  // Who drops a file waits for all of it. A further question before the preview would not help.
  budget.lift();
  let isFailing = false;
  const looked = await pMap(
    first,
    async ({ line, phone }) => {
      if (isFailing) return [];
      try {
        const { customers } = await crm.contacts.byPhone(phone as E164);
        return [{ line, phone, isKnown: customers.length > 0 }];
      } catch (thrown) {
        // The preview is useful without this. A bug must not be hidden.
        if (toAppError(thrown).fault === "bug") throw thrown;
        isFailing = true;
        return [];
      }
    },
    { concurrency: AT_A_TIME },
  );
  const answered = looked.flat();
  const known = answered.filter(({ isKnown }) => isKnown);
  const rows = known.map(({ line, phone }) => ({ line, reason: formatPhone(phone as E164) }));
  return { rows, lookedUp: answered.length };
}
