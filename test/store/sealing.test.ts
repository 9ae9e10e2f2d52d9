import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSealer, parseSecrets } from "../../src/store/sealing.ts";

describe("a sealed value", () => {
  const secret = randomBytes(32);
  const sealer = createSealer([secret]);
  const { seal, open } = sealer.column("drafts", "content");

  it("opens in its own row and column only", () => {
    const sealed = seal("d1", "Nguyễn Văn An");
    expect(open("d1", sealed)).toBe("Nguyễn Văn An");
    expect(() => open("d2", sealed)).toThrow("does not open");
    expect(() => sealer.column("drafts", "other").open("d1", sealed)).toThrow("does not open");
    expect(() => sealer.column("presses", "content").open("d1", sealed)).toThrow("does not open");
  });

  it("does not open when any byte was changed or removed", () => {
    const sealed = seal("d1", "0900000001");
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => open("d1", changed)).toThrow();
      expect(() => open("d1", sealed.subarray(0, at))).toThrow();
    }
  });

  it("contains nothing of the clear text, and differs each time", () => {
    const [first, second] = [seal("d1", "0900000001"), seal("d1", "0900000001")];
    expect(first.includes("0900000001")).toBe(false);
    expect(first.equals(second)).toBe(false);
  });

  it("may be empty", () => {
    expect(open("d1", seal("d1", ""))).toBe("");
  });

  it("names the key it needs when that key is not listed", () => {
    const other = createSealer([randomBytes(32)]).column("drafts", "content");
    expect(() => other.open("d1", seal("d1", "x"))).toThrow(`the key ${sealer.keyId}`);
  });

  it("opens with any of several keys and is sealed with the first", () => {
    const newer = randomBytes(32);
    const both = createSealer([newer, secret]).column("drafts", "content");
    expect(both.open("d1", seal("d1", "old"))).toBe("old");
    const onlyNewer = createSealer([newer]).column("drafts", "content");
    expect(onlyNewer.open("d1", both.seal("d1", "new"))).toBe("new");
  });
});

describe("BOT_SECRET_KEY", () => {
  it("has one key or several, newest first", () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const text = `${first.toString("base64")} , ${second.toString("base64")}`;
    expect(parseSecrets(text)).toEqual([first, second]);
  });

  it.each(["", "short", randomBytes(31).toString("base64"), `${randomBytes(32).toString("base64")},`])(
    "refuses %j",
    (text) => {
      expect(() => parseSecrets(text)).toThrow("32 bytes in base64");
    },
  );
});
