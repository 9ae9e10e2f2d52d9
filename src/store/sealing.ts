import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from "node:crypto";
import { isWeakSecret } from "../config/weak-secret.ts";
import { AppError } from "../errors.ts";
import { type Engine, queryOf } from "./engine.ts";

/** A sealed value is kept this long at most, so an old key is not needed longer. */
const OLD_KEY_NEEDED_MS = 30 * 24 * 60 * 60 * 1000;

/** The text that the key check seals. It only has to open, so databases may hold different texts. */
const KEY_CHECK_TEXT = "the canary sings";

const KEY_BYTES = 32;
/** A sealed value and a MAC begin with the id of their key. */
export const KEY_ID_BYTES = 4;
/** 96 bits, so that two people of a shop do not get the same token by chance. */
const TOKEN_CHARS = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_ID_BYTES + IV_BYTES + TAG_BYTES;

/** Seals and opens values with the keys of `BOT_SECRET_KEY`: the first one seals, and all of them open. */
export type Sealer = ReturnType<typeof createSealer>;

/** A table whose sealed values are kept forever. */
export interface Resealing {
  /**
   * Seals values again that an older key, or an older version of the bot, has stored. An old key is kept only for a time,
   * so this runs whenever the store is opened.
   */
  reseal(): Promise<void>;
}

/**
 * Seals with AES-256-GCM as `key id || iv || tag || ciphertext`. HKDF-SHA256 derives a key for each column from each
 * secret, so no two columns share one. Table and row are authenticated with the value.
 * @param secrets  32 bytes each, newest first
 */
export function createSealer(secrets: readonly Buffer[], onBrokenRow: () => void = () => {}) {
  const [first] = secrets;
  if (first === undefined) throw new AppError("misconfigured", "No secret key.");
  const keyId = keyIdOf(first);
  const byId = new Map(secrets.map((secret) => [keyIdOf(secret), secret]));
  const keysFor = (purpose: string) =>
    new Map([...byId].map(([id, secret]) => [id, derive(secret, purpose)]));
  const token = (purpose: string) => {
    const key = derive(first, purpose);
    return (clear: string) =>
      createHmac("sha256", key).update(clear).digest("base64url").slice(0, TOKEN_CHARS);
  };
  return {
    /** The public id of the key that seals, `"9f3a01bc"`. */
    keyId,
    /** Called for each row that was changed outside the bot. */
    onBrokenRow,
    column: (table: string, column: string) => sealWith(table, keyId, keysFor(`${table}.${column}`)),
    /** @param purpose  what is signed, `"people"`: each purpose has a key of its own */
    mac: (purpose: string) => macWith(keyId, keysFor(`row mac ${purpose}`)),
    /**
     * Creates a function that returns a token of a text, the same each time, to find rows by a text that is not stored:
     * `token("tickets")("+84981000009")` is `"k3Jx0fQ9a1Zs7Lw2"`. Without the secret a token reveals nothing. A new key
     * gives new tokens.
     * @param purpose  each purpose has a key of its own
     */
    token,
    /** Returns a pseudonym of a personal text: the token that the journal and the audit hold. */
    pseudonym: token("pseudonyms"),
  };
}

/**
 * Parses the secrets of `BOT_SECRET_KEY`: base64 of 32 bytes, several separated by commas, newest first. An older one may
 * be weak, so that its values can be opened and sealed with a new key.
 * @throws AppError `misconfigured`, saying how to create one; the message never quotes the value
 */
export function parseSecrets(text: string): Buffer[] {
  const secrets = text.split(",").map((part) => Buffer.from(part.trim(), "base64"));
  const [newest] = secrets;
  const isWhole = secrets.every((secret) => secret.length === KEY_BYTES);
  if (isWhole && newest !== undefined && !isWeakSecret(newest)) return secrets;
  if (isWhole) {
    throw new AppError(
      "misconfigured",
      "The secret key can be guessed (text, counting or a repeated pattern). Make a random one with: openssl rand -base64 32. " +
        "Where something is stored already, list the new key first and the present one after it, separated by a comma.",
    );
  }
  throw new AppError(
    "misconfigured",
    "BOT_SECRET_KEY must be 32 bytes in base64 (several: separated by commas, the newest first). " +
      "Make one with: openssl rand -base64 32",
  );
}

/** Creates a new secret in the form of `BOT_SECRET_KEY`. */
export function newSecret(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

function derive(secret: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", `antcrm-chatops ${purpose}`, KEY_BYTES)));
}

function keyIdOf(secret: Buffer): string {
  return Buffer.from(hkdfSync("sha256", secret, "", "antcrm-chatops key id", KEY_ID_BYTES)).toString("hex");
}

/** Signs and checks bytes, with a key of its own. */
function macWith(keyId: string, keys: ReadonlyMap<string, KeyObject>) {
  const tagOf = (id: string, bytes: Buffer) => {
    const key = keys.get(id);
    return key && Buffer.from(id + createHmac("sha256", key).update(bytes).digest("hex"), "hex");
  };
  return {
    /** Returns `key id || HMAC-SHA256`. */
    sign(bytes: Buffer): Buffer {
      const mac = tagOf(keyId, bytes);
      if (mac === undefined) throw new AppError("bug", `There is no key ${keyId}.`);
      return mac;
    },
    /** False also if the key that signed is not listed. */
    isGenuine(bytes: Buffer, mac: Buffer): boolean {
      const right = tagOf(mac.toString("hex", 0, KEY_ID_BYTES), bytes);
      return right !== undefined && right.length === mac.length && timingSafeEqual(right, mac);
    },
  };
}

/** Drawn for 256 values at a time: Node takes as long for 12 random bytes as for 3,000. */
const randomIvs = Buffer.alloc(256 * IV_BYTES);
let usedBytes = randomIvs.length;

/** Returns bytes that a later call overwrites. */
function randomIv(): Buffer {
  if (usedBytes === randomIvs.length) {
    randomFillSync(randomIvs);
    usedBytes = 0;
  }
  usedBytes += IV_BYTES;
  return randomIvs.subarray(usedBytes - IV_BYTES, usedBytes);
}

/** Seals and opens the values of one column, with a key of its own. */
function sealWith(table: string, keyId: string, keys: ReadonlyMap<string, KeyObject>) {
  const idBytes = Buffer.from(keyId, "hex");
  const keyOf = (id: string): KeyObject => {
    const key = keys.get(id);
    if (key !== undefined) return key;
    throw new AppError(
      "misconfigured",
      `A stored value was sealed with the key ${id}, which BOT_SECRET_KEY no longer lists: add it after the newest one.`,
    );
  };

  return {
    /** Whether the newest key has sealed it. */
    isCurrent: (sealed: Buffer): boolean => sealed.subarray(0, KEY_ID_BYTES).equals(idBytes),
    /** Seals a value. `row` is the id of its row: a value that is copied to another row does not open there. */
    seal(row: string, clear: string): Buffer {
      const iv = randomIv();
      const cipher = createCipheriv("aes-256-gcm", keyOf(keyId), iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(`${table}:${row}`));
      const body = Buffer.concat([cipher.update(clear, "utf8"), cipher.final()]);
      return Buffer.concat([idBytes, iv, cipher.getAuthTag(), body]);
    },
    /** @throws AppError `misconfigured` sealed by a key that is not listed; `bug` the value was changed */
    open(row: string, sealed: Buffer): string {
      const key = keyOf(sealed.toString("hex", 0, KEY_ID_BYTES));
      const iv = sealed.subarray(KEY_ID_BYTES, KEY_ID_BYTES + IV_BYTES);
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(`${table}:${row}`));
        decipher.setAuthTag(sealed.subarray(KEY_ID_BYTES + IV_BYTES, HEAD_BYTES));
        const clear = decipher.update(sealed.subarray(HEAD_BYTES));
        decipher.final();
        return clear.toString("utf8");
      } catch (cause) {
        throw new AppError(
          "bug",
          `The sealed value in ${table}, row ${row}, does not open: it was changed.`,
          { cause },
        );
      }
    },
  };
}

/** Whether anything has been sealed in this database. */
export async function hasSealedValues({ read, builder }: Engine): Promise<boolean> {
  return (await read(queryOf(builder.selectFrom("seal_keys").select("id").limit(1).compile()))).length > 0;
}

/**
 * Checks that the given keys open what the database stores. Every key that has sealed anything left a key check: a sealed
 * text, which must open until 30 days after the key was replaced.
 * @throws AppError `misconfigured` a key that is still needed is missing
 */
export async function checkKeys(engine: Engine, sealer: Sealer, now: Date): Promise<void> {
  const seal = await mustOpenKeyChecks(engine, sealer, now);
  await storeSealingKey(engine, sealer.keyId, seal.seal(sealer.keyId, KEY_CHECK_TEXT), now);
}

/** Does the same and stores nothing. @throws AppError `misconfigured` a key that is still needed is missing */
export async function mustOpenKeyChecks(engine: Engine, sealer: Sealer, now: Date) {
  const seal = sealer.column("seal_keys", "canary");
  const keys = await engine.read(queryOf(engine.builder.selectFrom("seal_keys").selectAll().compile()));
  for (const { id, canary, retired_at } of keys) {
    const needed = retired_at === null || retired_at > now.getTime() - OLD_KEY_NEEDED_MS;
    if (needed) mustOpen(() => seal.open(id, canary), retired_at);
  }
  return seal;
}

/** Stores that this key seals from now on. The others are replaced. */
async function storeSealingKey(engine: Engine, id: string, canary: Buffer, now: Date): Promise<void> {
  const { builder } = engine;
  const retire = builder
    .updateTable("seal_keys")
    .set({ retired_at: now.getTime() })
    .where("id", "!=", id)
    .where("retired_at", "is", null);
  const add = builder
    .insertInto("seal_keys")
    .values({ id, canary, retired_at: null })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ retired_at: null }));
  await engine.write([queryOf(retire.compile()), queryOf(add.compile())]);
}

function mustOpen(open: () => string, retiredAt: number | null): void {
  try {
    open();
  } catch (cause) {
    const until = retiredAt === null ? null : new Date(retiredAt + OLD_KEY_NEEDED_MS).toISOString();
    const message =
      until === null
        ? "BOT_SECRET_KEY (or secret.key) is not the key this database was sealed with. Put the right one back; " +
          "to change the key, list the new one first and the old one after it, separated by a comma."
        : `BOT_SECRET_KEY no longer lists the former key, which is needed until ${until}: add it after the new one.`;
    throw new AppError("misconfigured", message, { cause });
  }
}
