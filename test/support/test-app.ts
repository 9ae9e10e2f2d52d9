import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Role } from "../../src/access/roles.ts";
import { type App, createApp } from "../../src/app/app.ts";
import type { Notify, Place } from "../../src/bot/call.ts";
import { FileError } from "../../src/bot/files.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { type CrmOptions, createCrm } from "../../src/crm/crm.ts";
import type { AlertService } from "../../src/features/alerts/alert-service.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { type AntcrmOptions, type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { type TestClock, testClock } from "./clock.ts";
import { writeEmptyDatabase } from "./empty-database.ts";
import { createPerson, type Person } from "./person.ts";
import { recordedCrm } from "./recorded-crm.ts";

export interface TestAppOptions {
  /** The language of people who chose none; Vietnamese by default. */
  language?: "vi" | "en";
  /** The CRM's data; only the few named people by default, more with `size: "full"`. */
  antcrm?: AntcrmOptions;
  /** The value of `BOT_ADMINS`; Mai by default. */
  admins?: readonly string[];
  /** E-mails that people's platforms show, by person: `{ "terminal:lan": "lan@shop.vn" }`. */
  profileEmails?: Readonly<Record<string, string>>;
  /** Options of the CRM client: its key, its time-out. */
  crm?: Partial<CrmOptions>;
  /** The time limit for reading a text, in milliseconds. */
  readWithinMs?: number;
  /** Collects the names of called CRM methods: `"contacts.byPhone"`. */
  called?: Set<string>;
}

/** A card that the bot sent without a request. */
interface SentCard {
  person: string;
  place: Place;
  card: ReadyCard;
}

/** The bot without a platform, over a real store and a real CRM server. It is stopped with the test. */
export interface TestApp {
  /** An agent. */
  lan: Person;
  /** A viewer. */
  minh: Person;
  /** A person without a role. */
  hoa: Person;
  /** An admin. */
  quan: Person;
  /** An admin by name, in the same bot as Hoa, so that tests can compare what one bot shows to both. */
  mai: Person;
  /** Returns another person: `somebody("Lạ 1", "none")`. */
  somebody(name: string, role: Role): Person;
  antcrm: AntcrmSandbox;
  clock: TestClock;
  /** The bot's log, one JSON object a line. */
  log: string[];
  store(): Store;
  /**
   * Checks unclear writes once; resolves with the cards sent.
   * @param role  everybody's role in that check; agent by default
   * @param whileSending  called while a card is being sent
   */
  checksUnclearWrites(role?: Role, whileSending?: () => Promise<void>): Promise<SentCard[]>;
  /** Resumes interrupted imports, as the bot does every few seconds; resolves with the cards sent. */
  resumesImports(role?: Role): Promise<SentCard[]>;
  /** Checks whether AntCRM is back; resolves with the cards sent. */
  checksWhetherCrmIsBack(): Promise<SentCard[]>;
  /** Notifies admins of people who look up unusually many customers; resolves with the cards sent. */
  notifiesAdmins(): Promise<SentCard[]>;
  /** Evaluates all alerts once; resolves with the cards sent. */
  checksAlerts(role?: Role): Promise<SentCard[]>;
  /** Returns the alert service, which is not started. When started, it runs at its own interval on the test clock. */
  alertService(): AlertService;
  /** Reads the tickets into the index, as the bot does in the background. */
  readsTickets(): Promise<void>;
  /** Sends the digests that are due; resolves with the cards sent. */
  sendsDigests(role?: Role): Promise<SentCard[]>;
  /** Runs rounds of both indexes, five seconds apart, until they have every customer, all changes and every product. */
  fillsIndex(): Promise<void>;
  /** Runs one round of both indexes. */
  continuesIndex(): Promise<void>;
  /** Stops the bot and starts it again on the same database. */
  restarts(): Promise<void>;
  /** Stops the bot, lets another program change its database file, and starts it again. */
  tampers(change: (db: Database.Database) => void): Promise<void>;
  /** Copies the database while the bot runs; resolves with the copy's path. */
  backsUp(): Promise<string>;
  /** Stops the bot, replaces its database by the copy, and starts it again. */
  restores(copy: string): Promise<void>;
}

const MAI = "terminal:mai";
/** The time between two rounds of the customer index. */
const INDEX_ROUND_MS = 5_000;

/**
 * Yields small pieces, as from a network.
 * @throws FileError for a file that nobody has uploaded
 */
async function* piecesOf(bytes: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (bytes === undefined) throw new FileError("gone", "there is no such file");
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** `const { lan } = await testApp(); await lan.types("đổi quà daumay01 cho 0900 000 001")` */
export async function testApp({
  language = "vi",
  antcrm: world,
  crm: way,
  called,
  readWithinMs,
  admins = [MAI],
  profileEmails = {},
}: TestAppOptions = {}): Promise<TestApp> {
  const clock = testClock();
  const [antcrm, folder] = await Promise.all([
    startAntcrm({ size: "empty", now: () => clock.now().getTime(), ...world }),
    mkdtemp(join(tmpdir(), "test-app-")),
  ]);
  const lines: string[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(line) });
  const plainCrm = createCrm({
    baseUrl: antcrm.url,
    apiKey: antcrm.apiKey,
    log,
    now: () => clock.now().getTime(),
    // The delay between retries is not the subject of these tests.
    wait: async () => {},
    ...way,
  });
  const crm = called ? recordedCrm(plainCrm, called) : plainCrm;
  const file = join(folder, "bot.db");
  await writeEmptyDatabase(file);
  const open = () => openStore({ url: file, log, now: clock.now });
  let store = await open();
  let bots = new Map<Role, App>();
  const files = new Map<string, Uint8Array>();

  onTestFinished(async () => {
    await crm.close();
    await store.close();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Returns the bot of a role. All use the same store: a role is checked on each call, and nothing else differs. */
  function botFor(role: Role): App {
    const known = bots.get(role);
    if (known) return known;
    const bot = createApp({
      store,
      crm,
      clock,
      log,
      roles: { admins, defaultRoles: { terminal: role } },
      profileEmail: async (person) => profileEmails[person] ?? null,
      timeZone: "Asia/Ho_Chi_Minh",
      ...(readWithinMs === undefined ? {} : { readWithinMs }),
      defaultLocale: language,
      filesOf: () => ({ open: async (file) => piecesOf(files.get(file.id)) }),
      health: async () => ({ crm: crm.health(), platforms: [], store: await store.ready() }),
    });
    bots.set(role, bot);
    return bot;
  }

  function keepFile(bytes: Uint8Array): string {
    const id = `file-${files.size + 1}`;
    files.set(id, bytes);
    return id;
  }

  /** Runs the work with the bot that gives everybody this role. Resolves with the cards sent. */
  async function collectSent(
    effect: (bot: App, tell: Notify) => Promise<void>,
    role: Role = "agent",
    whileSending?: () => Promise<void>,
  ): Promise<SentCard[]> {
    const notified: SentCard[] = [];
    const bot = botFor(role);
    // As a round of the background jobs does.
    await bot.lease.renewIfDue();
    await effect(bot, async (to, card) => {
      notified.push({ ...to, card });
      await whileSending?.();
    });
    return notified;
  }

  const person = (name: string, role: Role) =>
    createPerson({ id: `terminal:${name.toLowerCase()}`, name, role, botFor, keepFile });

  async function starts(): Promise<void> {
    store = await open();
    bots = new Map();
  }

  return {
    lan: person("Lan", "agent"),
    minh: person("Minh", "viewer"),
    hoa: person("Hoa", "none"),
    quan: person("Quan", "admin"),
    mai: person("Mai", "none"),
    somebody: person,
    antcrm,
    clock,
    log: lines,
    store: () => store,
    checksUnclearWrites: (role, whileSending) =>
      collectSent((bot, tell) => bot.recovery.sweep({ first: false }, tell), role, whileSending),
    resumesImports: (role) => collectSent((bot, tell) => bot.imports.sweep({ first: false }, tell), role),
    checksWhetherCrmIsBack: () => collectSent((bot, tell) => bot.announceReturn(tell)),
    notifiesAdmins: () => collectSent((bot, tell) => bot.lookUpNotices.sweep(tell)),
    checksAlerts: (role) => collectSent((bot, tell) => bot.alerts.round(tell), role),
    alertService: () => botFor("agent").alerts,
    readsTickets: () => botFor("agent").ticketIndex.sweep(new AbortController().signal),
    sendsDigests: (role = "manager") => collectSent((bot, tell) => bot.digests.sweep(tell), role),
    async fillsIndex() {
      const { indexFill, productFill } = botFor("agent");
      const isDone = async () => {
        const progress = await indexFill.progress();
        const isFull = progress?.isFull && (await productFill.progress())?.readAt;
        return isFull && clock.now().getTime() - progress.readTo.getTime() < INDEX_ROUND_MS;
      };
      do {
        clock.passes(INDEX_ROUND_MS);
        await indexFill.sweep(new AbortController().signal);
        await productFill.sweep(new AbortController().signal);
      } while (!(await isDone()));
    },
    async continuesIndex() {
      const { indexFill, productFill } = botFor("agent");
      await indexFill.sweep(new AbortController().signal);
      await productFill.sweep(new AbortController().signal);
    },
    async restarts() {
      await store.close();
      await starts();
    },
    async tampers(change) {
      await store.close();
      const db = new Database(file);
      try {
        change(db);
      } finally {
        db.close();
      }
      await starts();
    },
    async backsUp() {
      const copy = join(folder, "copy.db");
      await store.backup(copy);
      return copy;
    },
    async restores(copy) {
      await store.close();
      await copyFile(copy, file);
      await starts();
    },
  };
}
