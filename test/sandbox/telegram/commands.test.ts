import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

const kh = { command: "kh", description: "Tìm khách" };

describe("setMyCommands", () => {
  it("stores one list per scope and language", async () => {
    const { api } = await createFixture();
    const scope = { type: "all_private_chats" } as const;
    await api.setMyCommands([kh], { scope, language_code: "vi" });
    expect(await api.getMyCommands({ scope, language_code: "vi" })).toEqual([kh]);
    expect(await api.getMyCommands({ scope })).toEqual([]);
    expect(await api.getMyCommands()).toEqual([]);
    await api.deleteMyCommands({ scope, language_code: "vi" });
    expect(await api.getMyCommands({ scope, language_code: "vi" })).toEqual([]);
  });

  it.each([
    [[{ command: "Khách", description: "x" }], "Bad Request: BOT_COMMAND_INVALID"],
    [[{ command: "a".repeat(33), description: "x" }], "Bad Request: BOT_COMMAND_INVALID"],
    [[{ command: "kh", description: "" }], "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"],
    [[{ command: "kh", description: "x".repeat(257) }], "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"],
    [
      Array.from({ length: 101 }, (_, n) => ({ command: `c${n}`, description: "x" })),
      "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ],
  ])("refuses %j", async (commands, description) => {
    const { raw } = await createFixture();
    expect(await raw("setMyCommands", { commands })).toMatchObject({ error_code: 400, description });
  });

  it("refuses an unknown scope, an unknown chat, and a language without two letters", async () => {
    const { raw } = await createFixture();
    const tries = [
      { scope: { type: "everybody" } },
      { scope: { type: "chat", chat_id: -42 } },
      { language_code: "vie" },
    ];
    for (const where of tries)
      expect((await raw("setMyCommands", { commands: [kh], ...where })).ok).toBe(false);
  });
});
