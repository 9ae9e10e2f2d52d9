import { expect, it } from "vitest";
import { campaignWord } from "../../../src/features/digests/campaign-words.ts";

it.each([
  ["SUCCESS", "Thành công"],
  ["UNSUCCESS", "Không thành công"],
  ["BUSY", "Máy bận"],
  ["CANCELLED", "Đã huỷ"],
  ["NEW", "Mới"],
  ["DONE", "Xong"],
  ["Hẹn gọi lại", "Hẹn gọi lại"],
  ["constructor", "constructor"],
])("shows %s as %s", (code, word) => {
  expect(campaignWord(code, "vi")).toBe(word);
});
