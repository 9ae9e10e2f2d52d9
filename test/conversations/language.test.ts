import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const VIETNAMESE = /^Từ giờ bot sẽ nói tiếng Việt/;
const ENGLISH = /^I speak English with you/;

it.each([
  ["tôi k biết tiếng anh, đổi lại", VIETNAMESE],
  ["toi khong biet tieng anh, doi lai giup", VIETNAMESE],
  ["e ko rành tiếng anh đâu, chuyển lại đi", VIETNAMESE],
  ["i cant read english, change it", VIETNAMESE],
  ["đổi sang tiếng việt đi em không biết tiếng anh", VIETNAMESE],
  ["sếp mới không biết tiếng việt, chuyển qua tiếng anh", ENGLISH],
  ["sếp không biết tiếng việt, đổi ngôn ngữ đi", ENGLISH],
  ["chuyển qua tiếng anh đi, sếp không biết tiếng việt", ENGLISH],
  ["đổi sang tiếng anh", ENGLISH],
  ["tiếng việt", VIETNAMESE],
])("speaks no language that somebody does not know: %s", async (typed, answer) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toMatch(answer);
});

it.each(["không đổi sang tiếng anh", "đừng chuyển qua tiếng anh"])("keeps it at a no: %s", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).not.toMatch(ENGLISH);
});
