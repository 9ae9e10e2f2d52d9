import { it } from "vitest";
import { redeemUnderStoreFailures, TEST_TIMEOUT_MS } from "./support/redeem-under-store-failures.ts";

it(
  "redeems each of 150 gifts once and reports each while SQLite fails repeatedly",
  async () => {
    await redeemUnderStoreFailures("sqlite", 61);
  },
  TEST_TIMEOUT_MS,
);
