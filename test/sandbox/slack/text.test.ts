import { describe, expect, it } from "vitest";
import { createIdentifiers } from "../../../src/sandbox/slack/identifiers.ts";
import { readMrkdwn, textOf } from "../../../src/sandbox/slack/text-of.ts";
import { encodeTyped } from "../../../src/sandbox/slack/typed-text.ts";
import { createWorkspace } from "../../../src/sandbox/slack/workspace.ts";

describe("the text that a person reads", () => {
  it.each([
    ["*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"],
    ["*Điện thoại* 0867 123 456", "Điện thoại 0867 123 456"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"],
    ["<https://a.vn/x|site> and <https://b.vn>", "site and https://b.vn"],
    ["<mailto:a@b.vn|a@b.vn> <tel:+84900000001>", "a@b.vn +84900000001"],
    ["<!date^1764032400^{date_short_pretty} {time}|25/11 08:00>", "25/11 08:00"],
    ["<!here> <@U1> <#C1|support>", "@here @lan #support"],
    ["```a *b* c```", "a b c"],
  ])("shows %s as %s", (written, read) => {
    expect(readMrkdwn(written, (id) => (id === "U1" ? "lan" : id))).toBe(read);
  });

  it("has blocks in order and controls in brackets, and the message's text only without blocks", () => {
    const blocks = [
      { type: "header" as const, text: { type: "plain_text" as const, text: "Nguyễn *An*" } },
      { type: "divider" as const },
      {
        type: "section" as const,
        fields: [
          { type: "mrkdwn" as const, text: "*Points* 120" },
          { type: "plain_text" as const, text: "*raw* &amp;" },
        ],
      },
      {
        type: "actions" as const,
        elements: [{ type: "button" as const, text: { type: "plain_text" as const, text: "Deals" } }],
      },
      {
        type: "table" as const,
        rows: [
          [
            { type: "raw_text" as const, text: "a" },
            { type: "raw_text" as const, text: "b" },
          ],
        ],
      },
    ];
    expect(textOf({ text: "unseen", blocks })).toBe(
      "Nguyễn *An*\n---\nPoints 120\n*raw* &amp;\n[Deals]\na | b",
    );
    expect(textOf({ text: "*seen*", blocks: [] })).toBe("seen");
  });
});

describe("a typed text", () => {
  const workspace = createWorkspace(createIdentifiers(() => 0));
  const lan = workspace.addUser({ name: "lan" });
  const support = workspace.addChannel({ name: "support" });
  const typed = (text: string) => encodeTyped(text, workspace, { links: true });

  it.each([
    ["a & b < c", "a &amp; b &lt; c"],
    ["<!channel>", "&lt;!channel&gt;"],
    ["mail an@example.com now", "mail <mailto:an@example.com|an@example.com> now"],
    ["gọi 0867 123 456 nhé", "gọi <tel:0867123456|0867 123 456> nhé"],
    ["+84.867.123.456", "<tel:+84867123456|+84.867.123.456>"],
    ["phiếu 12345 ngày 25-11-2026", "phiếu 12345 ngày 25-11-2026"],
    ["https://a.vn/?a=1&b=2", "<https://a.vn/?a=1&amp;b=2>"],
    ["@lan xem #support", `<@${lan.id}> xem <#${support.id}|support>`],
    ["@nobody #nowhere", "@nobody #nowhere"],
  ])("arrives %s as %s", (text, encoded) => {
    expect(typed(text)).toBe(encoded);
  });

  it("arrives in an escaped command as in a message, with the handle of the mentioned user", () => {
    expect(encodeTyped("role @lan agent #support & 5", workspace, { links: true, handles: true })).toBe(
      `role <@${lan.id}|lan> agent <#${support.id}|support> &amp; 5`,
    );
  });

  it("arrives in a command with entities, but without links", () => {
    expect(encodeTyped("0867 123 456 & an@example.com", workspace, { links: false })).toBe(
      "0867 123 456 &amp; an@example.com",
    );
  });
});
