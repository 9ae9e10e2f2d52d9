import type { Context } from "../../bot/command.ts";
import type { CustomerFields } from "../../crm/contacts-write.ts";
import type { Customer } from "../../crm/customer.ts";
import { STAFF } from "../team/staff-list.ts";

/** The lists under which a tenant's own words are learned; AntCRM publishes none of them (antcrm-api.md 6). */
export const STAGE_LIST = "customer stage";
export const SOURCE_LIST = "customer source";
export const INDUSTRY_LIST = "industry";
export const TAG_LIST = "customer tag";

type Words = Pick<CustomerFields, "stage" | "source" | "industry" | "tags" | "owner">;

/** Keeps the words that records show. Not knowing them is never a reason for a card to fail. */
export async function learnFromCustomers(customers: readonly Customer[], ctx: Context): Promise<void> {
  await learn(
    customers.map(({ stage, source, industry, tags, owner }) => ({
      tags,
      ...(stage && { stage }),
      ...(source && { source }),
      ...(industry && { industry }),
      ...(owner?.includes("@") && { owner }),
    })),
    ctx,
  );
}

/** What AntCRM accepted is worth offering next time. */
export async function learnAccepted(fields: Words, ctx: Pick<Context, "learned" | "clock">): Promise<void> {
  await learn([fields], ctx);
}

async function learn(all: readonly Words[], { learned, clock }: Pick<Context, "learned" | "clock">) {
  const at = clock.now();
  const remember = async (list: string, values: readonly (string | undefined)[]) => {
    const known = [...new Set(values)].filter((value): value is string => Boolean(value));
    if (known.length > 0) await learned.remember(list, known, at).catch(() => undefined);
  };
  await Promise.all([
    remember(
      STAGE_LIST,
      all.map(({ stage }) => stage),
    ),
    remember(
      SOURCE_LIST,
      all.map(({ source }) => source),
    ),
    remember(
      INDUSTRY_LIST,
      all.map(({ industry }) => industry),
    ),
    remember(
      TAG_LIST,
      all.flatMap(({ tags = [] }) => tags),
    ),
    remember(
      STAFF,
      all.map(({ owner }) => owner),
    ),
  ]);
}
