import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { fold } from "../../src/understanding/fold.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { aliasesOfCommands } from "../commands/missing-entries.ts";

const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const { grammars } = createCommands({} as CataloguePorts);
const intents = createIntents(grammars);

const commandOf = (text: string) => {
  const understood = intents.understand(text, context);
  return understood.kind === "command" ? understood.command : null;
};

/** Commands that may share a name. The words beside it decide: "đơn hàng 3503" is one deal, "đơn hàng hôm nay" a list. */
const MAY_SHARE = ["customers, newcustomer", "deal, deals", "ticket, show"];

describe("every name and alias", () => {
  const commandsOf = aliasesOfCommands();

  it.each([...commandsOf])("%s alone is understood as %j, with accents or without", (alias, commands) => {
    for (const text of [alias, fold(alias), alias.toUpperCase()]) {
      expect(commands).toContain(commandOf(text));
    }
  });

  it("belongs to one command, except where the words beside it decide", () => {
    const shared = [...commandsOf.values()].filter((commands) => commands.length > 1);
    expect([...new Set(shared.map((commands) => commands.join(", ")))].sort()).toEqual(MAY_SHARE);
  });
});

describe("a number argument", () => {
  it.each([
    ["gỡ báo cáo 2 +84 867 123 456", "2"],
    ["gỡ báo cáo +84 867 123 456", undefined],
    ["gỡ báo cáo 0867 123 456", undefined],
    ["gỡ báo cáo 0867 123", undefined],
    ["gỡ báo cáo (+84) 867 123 456 số 3", "3"],
  ])("of “%s” is %s: a piece of a phone number is none", (text, number) => {
    expect(intents.readArguments("digestchange", text, context).number).toBe(number);
  });
});
