import type { Scene } from "../../bot/command.ts";
import type { Deal } from "../../crm/deal.ts";

/** Under these names stages, branches and staff are learned: AntCRM publishes none of the lists. */
export const STAGES = "deal stage";
export const BRANCHES = "branch";
export const STAFF = "staff";

/** Keeps what records show. Not knowing it is never a reason for a card to fail. */
export async function learnFromDeals(deals: readonly Deal[], scene: Scene): Promise<void> {
  await Promise.all([
    remember(
      STAGES,
      deals.map(({ stage }) => stage),
      scene,
    ),
    remember(
      BRANCHES,
      deals.map(({ branch }) => branch),
      scene,
    ),
    remember(
      STAFF,
      deals.flatMap(({ owners }) => owners).filter((owner) => owner.includes("@")),
      scene,
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
  scene: Pick<Scene, "learned" | "clock">,
): Promise<void> {
  await Promise.all([
    remember(STAGES, [stage], scene),
    remember(BRANCHES, [branch], scene),
    remember(STAFF, [owner], scene),
  ]);
}

async function remember(
  name: string,
  values: readonly (string | null | undefined)[],
  { learned, clock }: Pick<Scene, "learned" | "clock">,
): Promise<void> {
  const known = [...new Set(values)].filter((value) => typeof value === "string" && value !== "") as string[];
  if (known.length > 0) await learned.remember(name, known, clock.now()).catch(() => undefined);
}
