import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, withoutMention } from "../../../src/platforms/slack/text.ts";

describe("text from Slack", () => {
  it.each([
    ["<mailto:an@shop.vn|an@shop.vn>", "an@shop.vn"],
    ["<tel:+84867123456|0867 123 456>", "0867 123 456"],
    ["<tel:0867123456>", "0867123456"],
    ["<http://shop.vn|shop.vn>", "shop.vn"],
    ["<https://shop.vn/a?b=1&amp;c=2>", "https://shop.vn/a?b=1&c=2"],
    ["<https://shop.vn/a|đơn hàng>", "đơn hàng (https://shop.vn/a)"],
    ["An &amp; Bình &lt;3", "An & Bình <3"],
    ["&amp;lt;", "&lt;"],
    ["hỏi <@U012|lan> ở <#C012|support>", "hỏi @U012 ở #support"],
    ["role <@U012|minh> ở <#C012|> & <#C013>", "role @U012 ở #C012 & #C013"],
    ["<!here> <!subteam^S012|@support>", "@here @support"],
    ["gọi lúc <!date^1700000000^{time}|14:13>", "gọi lúc 14:13"],
    ["a < b > c", "a < b > c"],
  ])("reads %s as it was typed", (wire, typed) => {
    expect(decodeText(wire)).toBe(typed);
  });

  it("leaves out the mention of the bot wherever it stands, and nobody else's", () => {
    expect(withoutMention("<@U0BOT> ai là 0867", "U0BOT")).toBe("ai là 0867");
    expect(withoutMention("ai là 0867 <@U0BOT>", "U0BOT")).toBe("ai là 0867");
    expect(withoutMention("<@U0BOT|antcrm>: tạo phiếu cho <@U0LAN>", "U0BOT")).toBe("tạo phiếu cho <@U0LAN>");
  });

  it("is done with a page of blanks before anybody notices", () => {
    expect(withoutMention(`a${" ".repeat(400_000)}b <@U0BOT>`, "U0BOT")).toHaveLength(400_002);
  });

  it("never throws, and gives back text without markup as it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof decodeText(text) === "string"));
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[<>&]/.test(text)),
        (text) => decodeText(text) === text,
      ),
    );
  });
});
