import { expect, it } from "vitest";
import type { Call } from "../../../src/commands/call.ts";
import { buttons, ready, stand } from "./stand.ts";

it.each(["polling", "webhook"] as const)("says a card to a text in a private chat (%s)", async (mode) => {
  const { platform, an, sandbox, calls } = await stand({
    mode,
    script: async function* (_call: Call) {
      yield ready("Khách hàng", { kind: "fields", fields: [{ label: "Tên", value: "Nguyễn <b>" }] }, buttons("Điểm"));
    },
  });
  await platform.start();
  await an.says(an.user, "0900 000 001");
  const card = await an.nextMessage(an.user);
  expect(card.text).toBe("Khách hàng\n\nTên: Nguyễn <b>");
  expect(calls[0]?.body).toEqual({ kind: "text", text: "0900 000 001" });
  expect(await an.presses(card, "Điểm")).toMatchObject({ text: "" });
  expect(sandbox.violations).toEqual([]);
});
