import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const BINH = "0867 123 456";
const NAME = "Trần Thị Bình";

/** In these tests the bot of each role is as a process of its own: only the database is the same. */
it("a customer whom another process has forgotten is in no copy that is shown while AntCRM is down", async () => {
  const { lan, quan, antcrm, clock } = await testApp();
  expect(await lan.types(BINH)).toContain(NAME);
  antcrm.fault({ kind: "500" });
  expect(await lan.types(BINH)).toMatch(new RegExp(`^${NAME}\n⚠️ Bản lưu lúc`));

  antcrm.clearFaults();
  clock.passes(10_000);
  await quan.confirms(`quên khách ${BINH}`);
  antcrm.fault({ kind: "500" });
  expect(await lan.types(BINH)).not.toContain(NAME);
});

it("a card that names a customer whom another process has forgotten is not shared any more", async () => {
  const { lan, quan, antcrm, clock } = await testApp();
  const [binh] = antcrm.world.customersById("customerId", "476");
  if (binh === undefined) throw new Error("Bình is not in the sandbox");
  antcrm.world.addRating({ rating_score: 1, comment: "Chờ lâu", contact: { ...binh } });
  clock.passes(60_000);
  const inGroup = lan.in("group");
  expect(await inGroup.types("đánh giá hôm nay")).toContain(NAME);
  const shown = lan.sees();
  await quan.confirms(`quên khách ${BINH}`);
  expect(await inGroup.clicks("Chia sẻ (che bớt)", shown)).not.toContain("Bình T.");
});
