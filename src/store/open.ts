import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ActionRepository } from "../bot/actions.ts";
import type { DraftRepository } from "../bot/forms/draft.ts";
import { AppError } from "../errors.ts";
import type { AssignmentRepository } from "../features/alerts/assignments.ts";
import type { RuleRepository } from "../features/alerts/rules.ts";
import type { RunRepository } from "../features/digests/runs.ts";
import type { SubscriptionRepository } from "../features/digests/subscriptions.ts";
import type { TicketIndexRepository } from "../features/digests/ticket-index.ts";
import type { ImportRepository } from "../features/imports/import.ts";
import type { Forget } from "../features/privacy/forget.ts";
import type { Logger } from "../logging/logger.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { createActionsTable } from "./actions.ts";
import { type AlertEventsTable, createAlertEventsTable } from "./alert-events.ts";
import { createAlertRulesTable } from "./alert-rules.ts";
import { createAssignmentsTable } from "./assignments.ts";
import { type AuditTable, createAuditTable } from "./audit.ts";
import { createDraftsTable } from "./drafts.ts";
import type { Engine } from "./engine.ts";
import { createForget } from "./forget.ts";
import { createImportsTable } from "./imports.ts";
import { createInboxTable, type InboxTable } from "./inbox.ts";
import { checkKeys, hasSealedValues } from "./key-check.ts";
import { createLeadersTable, type LeadersTable } from "./leaders.ts";
import { createLearnedTable, type LearnedTable } from "./learned.ts";
import { createLookUpsTable, type LookUpsTable } from "./look-ups.ts";
import { migrate } from "./migrate.ts";
import { createOperationsTable, type OperationsTable } from "./operations.ts";
import { createPeopleTable, type PeopleTable } from "./people.ts";
import { withRetries } from "./retries.ts";
import { createRunsTable } from "./runs.ts";
import { createSealer, parseSecrets } from "./sealing.ts";
import { secretsBeside } from "./secret-key.ts";
import { createSettingsTable } from "./settings.ts";
import { signRows } from "./sign-rows.ts";
import { createSubscriptionsTable } from "./subscriptions.ts";
import { createSweep } from "./sweep.ts";
import { createTakeover } from "./take-over.ts";
import { createTicketIndexTable } from "./ticket-index.ts";
import { createWorkersTable, type WorkersTable } from "./workers.ts";
import { createWriteCheck } from "./write-check.ts";

export interface StoreOptions {
  /** `"file:./data/antcrm-chatops.db"`, `"/srv/bot/bot.db"`, `"postgres://bot:secret@db/bot"`. */
  url: string;
  /** `BOT_SECRET_KEY`. On SQLite, when absent, `secret.key` beside the database is used, and made at the first start. */
  secretKey?: string;
  log: Logger;
  /** SQLite only. True: open beside the bot that holds this file, as the terminal does. */
  shared?: boolean;
  /** SQLite only. True: a missing database is an error and is not created. */
  mustExist?: boolean;
  /** The clock of the start, of `ready` and of `forget`; all other calls take the time as an argument. */
  now?: () => Date;
  /** Called once for each row that is refused because it was changed outside the bot. */
  onBrokenRow?: () => void;
}

/** Everything the bot stores. Personal data is sealed on disk. */
export interface Store {
  readonly workers: WorkersTable;
  readonly leaders: LeadersTable;
  readonly inbox: InboxTable;
  readonly actions: ActionRepository;
  readonly drafts: DraftRepository;
  readonly people: PeopleTable;
  readonly audit: AuditTable;
  readonly lookUps: LookUpsTable;
  readonly operations: OperationsTable;
  readonly imports: ImportRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly runs: RunRepository;
  readonly ticketIndex: TicketIndexRepository;
  readonly alertRules: RuleRepository;
  readonly alertEvents: AlertEventsTable;
  readonly assignments: AssignmentRepository;
  readonly learned: LearnedTable;
  readonly settings: SettingsRepository;
  readonly forget: Forget;
  /** Deletes what is kept for a limited time (`sweep.ts`), in batches. @returns the number of rows */
  sweep(now: Date): Promise<number>;
  /**
   * SQLite: writes a consistent copy into a new file of mode 0600, while the bot runs. It blocks the calling process, so a
   * large database is copied from a process of its own (`shared`). To restore, put the copy in the database's place and
   * **the key with it: `secret.key` (or `BOT_SECRET_KEY`) is not in the copy**, and sealed values do not open without it.
   * Store the two separately. The copy is marked: a bot that starts on it ends the unfinished work in it.
   * @throws AppError `invalid` the file exists, or the database is Postgres, which pg_dump copies; `misconfigured` the
   *   file cannot be written
   */
  backup(file: string): Promise<void>;
  /** A pseudonym of a personal text; it reveals nothing without the secret key. */
  pseudonym(clear: string): string;
  /** Whether the store can write, for `/readyz`. Never rejects. */
  ready(): Promise<boolean>;
  /** Commits waiting writes and closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date. Unless `shared`, it also notices a restored copy and ends the
 * unfinished work in it.
 * @throws AppError `unavailable` a server or disk in trouble, which may pass; `misconfigured` wrong or missing key, a folder
 *   or server that cannot be used, another bot on the same SQLite file, a database of a newer version; the message says what
 *   to do
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, log, now = () => new Date() } = options;
  const file = sqliteFile(url);
  let bare = await openEngine(options, file);
  let engine = withRetries(bare);
  try {
    await migrate(engine, now());
    const secrets = await findSecrets(engine, options.secretKey, file);
    const sealer = createSealer(secrets, options.onBrokenRow);
    await checkKeys(engine, sealer, now());
    await signRows(engine, sealer, secrets.length > 1, log);
    if (!options.shared) {
      bare = await detectCopy(bare, file, log, now());
      engine = withRetries(bare);
    }
    const people = createPeopleTable(engine, sealer, log);
    const learned = createLearnedTable(engine, sealer);
    await Promise.all([people.reseal(), learned.reseal()]);
    const workers = createWorkersTable(engine);
    // The lock on the file proves that no other process works with it.
    if (file !== null && options.shared !== true) await workers.clear();
    const takeover = createTakeover(engine);
    return {
      workers,
      leaders: createLeadersTable(engine, takeover),
      inbox: createInboxTable(engine, sealer, takeover, log),
      actions: createActionsTable(engine, sealer, log),
      drafts: createDraftsTable(engine, sealer, log),
      people,
      audit: createAuditTable(engine),
      lookUps: createLookUpsTable(engine),
      operations: createOperationsTable(engine, sealer, takeover, log),
      imports: createImportsTable(engine, sealer, takeover, log),
      subscriptions: createSubscriptionsTable(engine, sealer, log),
      runs: createRunsTable(engine, takeover),
      ticketIndex: createTicketIndexTable(engine, sealer),
      alertRules: createAlertRulesTable(engine, sealer, log),
      alertEvents: createAlertEventsTable(engine, sealer, takeover),
      assignments: createAssignmentsTable(engine, sealer),
      learned,
      settings: createSettingsTable(engine, sealer, log),
      forget: createForget(engine, sealer, now),
      sweep: createSweep(engine),
      ready: createWriteCheck(bare, log, now),
      pseudonym: sealer.pseudonym,
      backup: (file) => engine.backup(file),
      close: () => engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Loads only the engine that is used: a bot on SQLite does not load the Postgres client. */
async function openEngine(
  { url, log, shared = false, mustExist = false }: StoreOptions,
  file: string | null,
): Promise<Engine> {
  if (file === null) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(url, log);
  }
  if (mustExist && !existsSync(file)) {
    throw new AppError("misconfigured", `DATABASE_URL: there is no database at ${file}.`);
  }
  const { openSqlite } = await import("./sqlite.ts");
  return openSqlite(file, shared);
}

/** Notices a restored copy before it is used. */
async function detectCopy(engine: Engine, file: string | null, log: Logger, now: Date): Promise<Engine> {
  if (file === null) {
    const { detectPostgresCopy } = await import("./postgres-identity.ts");
    await detectPostgresCopy(engine, log, now);
    return engine;
  }
  const { detectSqliteCopy } = await import("./sqlite-identity.ts");
  return detectSqliteCopy(engine, file, log, now);
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

/** The path of a SQLite database, or null for Postgres. */
function sqliteFile(url: string): string | null {
  if (/^postgres(ql)?:\/\//.test(url)) return null;
  if (url.startsWith("file://")) return fileURLToPath(url);
  // Not a real URL: the path may be relative.
  if (url.startsWith("file:")) return url.slice("file:".length);
  if (url !== "" && !/^(:|\w[\w+.-]+:\/\/)/.test(url)) return url;
  throw new AppError(
    "misconfigured",
    "DATABASE_URL must name a file (file:./data/antcrm-chatops.db) or a Postgres server (postgres://user:password@host/database).",
  );
}
