import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { createActionsTable } from "./actions.ts";
import { createAlertEventsTable } from "./alert-events.ts";
import { createAlertRulesTable } from "./alert-rules.ts";
import { createAssignmentsTable } from "./assignments.ts";
import { createAuditTable } from "./audit.ts";
import { createConversationsTable } from "./conversations.ts";
import { detectPostgresCopy, detectSqliteCopy } from "./database-identity.ts";
import { createDraftsTable } from "./drafts.ts";
import type { Engine } from "./engine.ts";
import { withDatabaseRetries } from "./failures.ts";
import { createCustomerEraser } from "./forget.ts";
import { createImportsTable } from "./imports.ts";
import { createInboxTable } from "./inbox.ts";
import { CUSTOMER_INDEX, PRODUCT_INDEX } from "./index-tables.ts";
import { createLearnedTable } from "./learned.ts";
import { createLookUpsTable } from "./look-ups.ts";
import { migrate } from "./migrate.ts";
import { type EndedStoreCall, observed } from "./observed.ts";
import { createOperationsTable } from "./operations.ts";
import { createPeopleTable } from "./people.ts";
import { signRows } from "./row-mac.ts";
import { createRunsTable } from "./runs.ts";
import { checkKeys, createSealer, hasSealedValues, parseSecrets } from "./sealing.ts";
import { createSearchIndexTable } from "./search-index.ts";
import { createSettingsTable } from "./settings.ts";
import { cacheSettings } from "./settings-cache.ts";
import { secretsBeside } from "./sqlite-files.ts";
import { createSubscriptionsTable } from "./subscriptions.ts";
import { createSweep } from "./sweep.ts";
import { createTicketIndexTable } from "./ticket-index.ts";
import { createLeadersTable, createWorkersTable } from "./workers.ts";
import { createWriteCheck } from "./write-check.ts";

export interface StoreOptions {
  /** `"file:./data/antcrm-chatops.db"`, `"/srv/bot/bot.db"`, `"postgres://bot:secret@db/bot"`. */
  url: string;
  /**
   * `BOT_SECRET_KEY`. If it is absent, SQLite uses `secret.key` beside the database, which is created at the first start.
   */
  secretKey?: string;
  log: Logger;
  /** SQLite only. True: opens the file although a bot holds its lock, as the terminal does. */
  shared?: boolean;
  /** SQLite only. True: a missing database is an error and is not created. */
  mustExist?: boolean;
  /** The clock of the start, of `ready` and of `forget`; all other calls take the time as an argument. */
  now?: () => Date;
  /** Postgres only. The pauses of a start that waits: for another program that holds the tables, or for running bots. */
  wait?: (ms: number) => Promise<void>;
  /** Called once for each row that is refused because it was changed outside the bot. */
  onBrokenRow?: () => void;
  /** Called for each read and each transaction, after it has ended. */
  onCall?: (call: EndedStoreCall) => void;
}

/** Everything the bot stores. Personal data is sealed on disk. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/**
 * Opens the store and brings its tables up to date. Unless `shared`, it also notices a restored copy and ends the
 * unfinished work in it.
 * @throws AppError `unavailable` if a server or disk has a problem that may pass. `misconfigured` for a wrong or
 *   missing key, an unusable folder or server, another bot on the SQLite file, or a database of a newer version. The
 *   message says what to do
 */
export async function openStore(options: StoreOptions) {
  const { url, log, now = () => new Date(), wait = delay, onCall = () => {} } = options;
  const file = sqliteFile(url);
  let bare = await openEngine(options, file);
  let engine = observed(withDatabaseRetries(bare), onCall);
  try {
    await migrate(engine, now(), (ms) => {
      log.warn("another program, perhaps a backup, holds the tables; trying again to bring them up to date");
      return wait(ms);
    });
    const secrets = await findSecrets(engine, options.secretKey, file);
    const sealer = createSealer(secrets, options.onBrokenRow);
    await checkKeys(engine, sealer, now());
    await signRows({ engine, sealer, log }, secrets.length > 1);
    let noteTimeline = async () => {};
    if (!options.shared) {
      // A restored copy is noticed before it is used.
      if (file === null) noteTimeline = await detectPostgresCopy(bare, { log, now: now(), wait });
      else bare = await detectSqliteCopy(bare, file, log, now());
      engine = observed(withDatabaseRetries(bare), onCall);
    }
    const people = createPeopleTable(engine, sealer, log);
    const learned = createLearnedTable(engine, sealer);
    await Promise.all([people.reseal(), learned.reseal()]);
    const searchIndex = createSearchIndexTable(engine, sealer, CUSTOMER_INDEX);
    const workers = createWorkersTable(engine);
    // The lock on the file proves that no other process works with it.
    if (file !== null && options.shared !== true) await workers.clear();
    return {
      workers: {
        ...workers,
        async renew(owner: string, forMs: number): Promise<boolean> {
          const wasRunning = await workers.renew(owner, forMs);
          // Not awaited: the lease is renewed, even if this takes long.
          void noteTimeline();
          return wasRunning;
        },
      },
      wakeUps: bare.wakeUps,
      leaders: createLeadersTable(engine),
      inbox: createInboxTable(engine, sealer, log),
      actions: createActionsTable(engine, sealer, log),
      drafts: createDraftsTable(engine, sealer, log),
      conversations: createConversationsTable(engine, sealer, log),
      people,
      audit: createAuditTable(engine),
      lookUps: createLookUpsTable(engine),
      operations: createOperationsTable(engine, sealer, log),
      imports: createImportsTable(engine, sealer, log),
      subscriptions: createSubscriptionsTable(engine, sealer, log),
      runs: createRunsTable(engine),
      searchIndex,
      productIndex: createSearchIndexTable(engine, sealer, PRODUCT_INDEX),
      ticketIndex: createTicketIndexTable(engine, sealer),
      alertRules: createAlertRulesTable(engine, sealer, log),
      alertEvents: createAlertEventsTable(engine, sealer),
      assignments: createAssignmentsTable(engine, sealer),
      learned,
      settings: cacheSettings(createSettingsTable(engine, sealer, log)),
      forget: createCustomerEraser(engine, sealer, searchIndex, now),
      /** Deletes what is kept for a limited time (`sweep.ts`), in batches. @returns the number of rows */
      deleteExpired: createSweep(engine),
      /** Whether the store can write, for `/readyz`. Never rejects. */
      ready: createWriteCheck(bare, log, now),
      /** Returns the connections to Postgres; null for SQLite. */
      connections: () => bare.connections?.() ?? null,
      /** Returns a pseudonym of a personal text. It reveals nothing without the secret key. */
      pseudonym: sealer.pseudonym,
      /**
       * Writes a consistent copy of a SQLite database into a new file of mode 0600, while the bot runs. It blocks the
       * calling process, so a large database is copied from a process of its own (`shared`). To restore, put the copy
       * in the database's place **together with the key. `secret.key` (or `BOT_SECRET_KEY`) is not in the copy**, and
       * sealed values do not open without it. Store the two separately. The copy is marked: a bot that starts on it
       * ends the unfinished work in it.
       * @throws AppError `invalid` the file exists, or the database is Postgres, which pg_dump copies; `misconfigured` the
       *   file cannot be written
       */
      backup: (copy: string): Promise<void> => engine.backup(copy),
      /** Commits waiting writes and closes the database. */
      close: (): Promise<void> => engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Loads only the engine that is used: a bot on SQLite does not load the Postgres client. */
export async function openEngine(
  { url, log, shared = false, mustExist = false }: StoreOptions,
  file: string | null,
): Promise<Engine> {
  if (file === null) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(url, log);
  }
  if (mustExist && !existsSync(file)) {
    throw new AppError(
      "misconfigured",
      `DATABASE_URL: there is no database at ${file}. Run this in the bot's folder, with the DATABASE_URL of the bot. A database is made by the bot's first start.`,
    );
  }
  const { openSqlite } = await import("./sqlite.ts");
  return openSqlite(file, shared);
}

async function findSecrets(
  engine: Engine,
  secretKey: string | undefined,
  file: string | null,
): Promise<Buffer[]> {
  if (secretKey !== undefined) return parseSecrets(secretKey);
  if (file !== null) return secretsBeside(file, !(await hasSealedValues(engine)));
  throw new AppError(
    "misconfigured",
    "With Postgres BOT_SECRET_KEY is required, the same for every replica. Make one with: openssl rand -base64 32",
  );
}

/** Returns the path of a SQLite database; null for Postgres. */
export function sqliteFile(url: string): string | null {
  if (/^postgres(ql)?:\/\//.test(url)) return null;
  if (url.startsWith("file://")) return fileURLToPath(url);
  // This is not a real URL, because the path may be relative.
  if (url.startsWith("file:")) return url.slice("file:".length);
  if (url !== "" && !/^(:|\w[\w+.-]+:\/\/)/.test(url)) return url;
  throw new AppError(
    "misconfigured",
    "DATABASE_URL must name a file (file:./data/antcrm-chatops.db) or a Postgres server (postgres://user:password@host/database).",
  );
}
