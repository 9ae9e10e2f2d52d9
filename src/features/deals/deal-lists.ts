import type { Context } from "../../bot/command.ts";
import type { Deal } from "../../crm/deal.ts";
import { STAFF } from "../team/staff-list.ts";

/** Under these names stages, branches and staff are learned: AntCRM publishes none of the lists. */
export const STAGES = "deal stage";
export const BRANCHES = "branch";

/** Keeps what records show. Not knowing it is never a reason for a card to fail. */
export async function learnFromDeals(deals: readonly Deal[], ctx: Context): Promise<void> {
  await Promise.all([
    remember(
      STAGES,
      deals.map(({ stage }) => stage),
      ctx,
    ),
    remember(
      BRANCHES,
      deals.map(({ branch }) => branch),
      ctx,
    ),
    remember(
      STAFF,
      deals.flatMap(({ owners }) => owners).filter((owner) => owner.includes("@")),
      ctx,
    ),
  ]);
}

/** What AntCRM accepted is worth offering next time. */
export async function learnAccepted(
  {
    stage,
    branch,
    owner,
  }: { stage?: string | undefined; branch?: string | undefined; owner?: string | undefined },
  ctx: Pick<Context, "learned" | "clock">,
): Promise<void> {
  await Promise.all([
    remember(STAGES, [stage], ctx),
    remember(BRANCHES, [branch], ctx),
    remember(STAFF, [owner], ctx),
  ]);
}

async function remember(
  name: string,
  values: readonly (string | null | undefined)[],
  { learned, clock }: Pick<Context, "learned" | "clock">,
): Promise<void> {
  const known = [...new Set(values)].filter((value) => typeof value === "string" && value !== "") as string[];
  if (known.length > 0) await learned.remember(name, known, clock.now()).catch(() => undefined);
}
