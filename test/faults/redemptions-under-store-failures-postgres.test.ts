import { it } from "vitest";
import { redeemUnderStoreFailures } from "./support/under-store-failures.ts";

it("redeems each of 150 gifts once and tells of each while Postgres fails again and again", async () => {
  await redeemUnderStoreFailures("postgres", 62);
});
