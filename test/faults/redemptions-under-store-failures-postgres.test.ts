import { it } from "vitest";
import { redeemUnderStoreFailures } from "./support/redeem-under-store-failures.ts";

it("redeems each of 150 gifts once and reports each while Postgres fails repeatedly", async () => {
  await redeemUnderStoreFailures("postgres", 62);
});
