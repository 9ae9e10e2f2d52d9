import { it } from "vitest";
import { redeemUnderStoreFailures } from "./support/redeem-under-store-failures.ts";

it("redeems each of 150 gifts once and reports each while SQLite fails repeatedly", async () => {
  await redeemUnderStoreFailures("sqlite", 61);
});
