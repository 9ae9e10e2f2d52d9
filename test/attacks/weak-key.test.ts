import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const counted = (step: number) => Uint8Array.from({ length: 32 }, (_, index) => 200 + index * step);

const WEAK: [string, Uint8Array][] = [
  ["one byte repeated", new Uint8Array(32)],
  ["counting", counted(1)],
  ["counting down in threes", counted(-3)],
  ["two alternating bytes", counted(128)],
  ["the same 16 random bytes twice", Buffer.concat(Array(2).fill(randomBytes(16)))],
  ["English words", Buffer.from("this is the secret of our shop!!")],
  ["Vietnamese words", Buffer.from("mật khẩu của cửa hàng Lan 123456").subarray(0, 32)],
  ["a number in hexadecimal, typed as text", Buffer.from("9f3a01bc77d2e4185c6a0b9d3e2f1a48")],
  ["ten digits only", Buffer.from("31415926535897932384626433832795")],
];

const faultOf = (key: string): string => {
  try {
    readConfig({ BOT_SECRET_KEY: key });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("a secret key that can be guessed", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "weak-key-"));
    return () => rm(folder, { recursive: true });
  });

  it.each(WEAK)("is refused at the start, and not quoted: %s", async (_, bytes) => {
    const key = base64(bytes);
    expect(faultOf(key)).toContain("BOT_SECRET_KEY can be guessed: make a random one");
    expect(faultOf(key)).not.toContain(key);

    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "secret.key"), `${key}\n`);
    const start = openStore({ url: join(folder, "data", "bot.db"), log: silentLogger() });
    await expect(start).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringMatching(/secret\.key.*can be guessed.*openssl rand -base64 32/),
    });
  });

  it("may follow a random one, so that older sealed values can still be read", () => {
    const weak = base64(new Uint8Array(32));
    expect(faultOf(`${base64(randomBytes(32))},${weak}`)).toBe("");
    expect(faultOf(`${weak},${base64(randomBytes(32))}`)).toContain("can be guessed");
  });

  /*
   * A random key of 32 bytes is refused with a probability below 2e-11:
   * - fewer than 16 distinct bytes: at most C(256,15) * (15/256)^32 = 2e-16
   * - fewer than 8 distinct steps: at most C(256,7) * (7/256)^31 = 1e-35
   * - repeated with a period of at most 16 bytes: about 256^-16 = 3e-39
   * - UTF-8 without control characters: of each 32 bytes about 0.456^32 = 1e-11 (0.456 solves
   *   95/256/x + 30*64/256^2/x^2 + 16*64^2/256^3/x^3 + 5*64^3/256^4/x^4 = 1)
   */
  it("is not a random one", () => {
    const refused = Array.from({ length: 2_000 }, () => base64(randomBytes(32))).filter(
      (key) => faultOf(key) !== "",
    );
    expect(refused).toEqual([]);
  });
});

describe.each(["TELEGRAM_WEBHOOK_SECRET", "METRICS_TOKEN"])("%s", (variable) => {
  const faultOfSecret = (secret: string) => {
    try {
      readConfig({ [variable]: secret });
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it.each([
    ["one character repeated", "s".repeat(20)],
    ["counting", "0123456789abcdef"],
    ["ascending digits", "12345678901234567890123456"],
    ["a repeated word", "changeme-changeme-"],
    ["zeros in hexadecimal", "0".repeat(63).concat("1")],
    ["ascending hexadecimal digits", Buffer.from(counted(1)).toString("hex")],
    ["a text in hexadecimal", Buffer.from("this is the secret of our shop!!").toString("hex")],
  ])("that can be guessed is refused: %s", (_, secret) => {
    expect(faultOfSecret(secret)).toMatch(
      new RegExp(`${variable} can be guessed: make one with .openssl rand -hex 32.$`),
    );
    expect(faultOfSecret(secret)).not.toContain(secret);
  });

  it.each([8, 16, 32, 128])("of %i random bytes in hexadecimal is accepted", (length) => {
    const secrets = Array.from({ length: 500 }, () => randomBytes(length).toString("hex"));
    expect(secrets.filter((secret) => faultOfSecret(secret) !== "")).toEqual([]);
  });
});

describe.runIf(process.platform !== "win32")("another user of the machine", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "modes-"));
    return () => rm(folder, { recursive: true });
  });
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it("may read and write none of the files, whatever the process's umask", async () => {
    const data = join(folder, "data");
    const before = process.umask(0);
    try {
      const store = await openStore({ url: join(data, "bot.db"), log: silentLogger() });
      await store.backup(join(folder, "copy.db"));
      const modes = Object.fromEntries(readdirSync(data).map((name) => [name, modeOf(join(data, name))]));
      await store.close();
      expect(modes).toMatchObject({
        "bot.db": "600",
        "bot.db-wal": "600",
        "bot.db-shm": "600",
        "bot.db.lock": "600",
        "bot.db.mark": "600",
        "secret.key": "600",
      });
      expect(new Set(Object.values(modes))).toEqual(new Set(["600"]));
      expect(modeOf(data)).toBe("700");
      expect(modeOf(join(folder, "copy.db"))).toBe("600");
    } finally {
      process.umask(before);
    }
  });

  it("cannot block the bot's start by a lock file of an earlier version", async () => {
    const lock = join(folder, "bot.db.lock");
    writeFileSync(lock, "", { mode: 0o644 });
    const store = await openStore({ url: join(folder, "bot.db"), log: silentLogger() });
    expect(modeOf(lock)).toBe("600");
    await store.close();
  });
});
