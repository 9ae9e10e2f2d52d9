import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { queryOf } from "./statement.ts";

/** A sealed value is kept this long at most, so an old key is not needed longer. */
const OLD_KEY_NEEDED_MS = 30 * 24 * 60 * 60 * 1000;
/** Stored in every database, so it cannot be changed. */
const KEY_CHECK_TEXT = "the canary sings";

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
  const seal = sealer.column("seal_keys", "canary");
  const keys = await engine.read(queryOf(engine.builder.selectFrom("seal_keys").selectAll().compile()));
  for (const { id, canary, retired_at } of keys) {
    const needed = retired_at === null || retired_at > now.getTime() - OLD_KEY_NEEDED_MS;
    if (needed) mustOpen(() => seal.open(id, canary), retired_at);
  }
  await storeSealingKey(engine, sealer.keyId, seal.seal(sealer.keyId, KEY_CHECK_TEXT), now);
}

/** Stores that this key seals from now on; the others are replaced. */
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
