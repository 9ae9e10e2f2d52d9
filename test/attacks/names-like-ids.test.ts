import { expect, it } from "vitest";
import { bothPlatformsBot } from "../support/both-platforms-bot.ts";

it("a stranger's name with a colon or an @ of another script is not taken for an id or mention", async (test) => {
  const { quanOnTelegram, joinsTelegram } = await bothPlatformsBot(test);
  for (const name of ["minh (slack\ua789U0MINH001)", "minh (telegram\u2236456)", "minh \ufe6bminh_cskh"]) {
    await joinsTelegram(name).asks("trợ giúp", /./);
  }

  const card = await quanOnTelegram.asks("/role @minh manager", /Bạn muốn chọn ai\?/);
  expect(card).toContain("minh_cskh");
  expect(card).not.toMatch(/slack\ua789|telegram\u2236|\ufe6bminh/);
});
