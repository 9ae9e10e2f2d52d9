import { it } from "vitest";
import { redeemUnderStoreFailures, TEST_TIMEOUT_MS } from "./support/redeem-under-store-failures.ts";

it(
  "redeems each of 150 gifts once and reports each while Postgres fails repeatedly",
  async () => {
    await redeemUnderStoreFailures("postgres", 62);
  },
  TEST_TIMEOUT_MS,
);
