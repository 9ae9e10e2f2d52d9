import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** What is sealed lives this long at most (design: kept for a time only), so an old key is needed no longer. */
const OLD_KEY_NEEDED_MS = 30 * 24 * 60 * 60 * 1000;
const KEY_CHECK_TEXT = "the canary sings";

/** Has anything been sealed in this database yet? */
export async function hasSealedValues({ read, builder }: Engine): Promise<boolean> {
  const any = statement((_: Params<object>) => builder.selectFrom("seal_keys").select("id").limit(1));
  return (await read(any({}))).length > 0;
}

/**
 * Makes sure that the keys at hand open what the database keeps: every key that ever sealed left a canary, and each
 * canary must still open until 30 days after its key was replaced.
 * @throws AppError `misconfigured` a key that is still needed is not at hand
 */
export async function checkKeys(engine: Engine, sealer: Sealer, now: Date): Promise<void> {
  const { builder } = engine;
  const seal = sealer.column("seal_keys", "canary");
  const all = statement((_: Params<object>) => builder.selectFrom("seal_keys").selectAll());
  for (const { id, canary, retired_at } of await engine.read(all({}))) {
    const needed = retired_at === null || retired_at > now.getTime() - OLD_KEY_NEEDED_MS;
    if (needed) mustOpen(() => seal.open(id, canary), retired_at);
  }
  await noteSealingKey(engine, sealer.keyId, seal.seal(sealer.keyId, KEY_CHECK_TEXT), now);
}

/** From now on this key seals; the others are on their way out. */
async function noteSealingKey(engine: Engine, id: string, canary: Buffer, now: Date): Promise<void> {
  const { builder } = engine;
  const retire = statement((params: Params<{ current: string; at: number }>) =>
    builder
      .updateTable("seal_keys")
      .set({ retired_at: params.at })
      .where("id", "!=", params.current)
      .where("retired_at", "is", null),
  );
  const keep = statement((params: Params<{ id: string; canary: Buffer }>) =>
    builder
      .insertInto("seal_keys")
      .values({ id: params.id, canary: params.canary, retired_at: null })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ retired_at: null })),
  );
  await engine.write([retire({ current: id, at: now.getTime() }), keep({ id, canary })]);
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
