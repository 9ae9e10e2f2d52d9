import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Role } from "../../src/access/roles.ts";
import { type App, createApp } from "../../src/app/app.ts";
import type { Place } from "../../src/bot/call.ts";
import { FileError } from "../../src/bot/files.ts";
import type { Tell } from "../../src/bot/writes/recovery.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { type CrmOptions, createCrm } from "../../src/crm/crm.ts";
import type { AlertService } from "../../src/features/alerts/alert-service.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { type AntcrmOptions, type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { type TestClock, testClock } from "./clock.ts";
import { createPerson, type Person } from "./person.ts";
import { recordedCrm } from "./recorded-crm.ts";

export interface TestAppOptions {
  /** The language of people who chose none; Vietnamese unless told. */
  language?: "vi" | "en";
  /** The CRM's world; only the few named people live there unless told `size: "full"`. */
  antcrm?: AntcrmOptions;
  /** Whom `BOT_ADMINS` names; Mai unless told. */
  admins?: readonly string[];
  /** E-mails that people's platforms show, by person: `{ "terminal:lan": "lan@shop.vn" }`. */
  profileEmails?: Readonly<Record<string, string>>;
  /** The bot's way to the CRM: its key, its time-out. */
  crm?: Partial<CrmOptions>;
  /** How long a text is read, in milliseconds. */
  readWithinMs?: number;
  /** Collects which methods of the service are called: `"contacts.byPhone"`. */
  called?: Set<string>;
}

/** What the bot said to somebody who was not waiting for it. */
interface SentCard {
  person: string;
  place: Place;
  card: ReadyCard;
}

/** The bot without any platform, over a real store and a CRM that is a real server. It is torn down with the test. */
export interface TestApp {
  /** An agent. */
  lan: Person;
  /** A viewer. */
  minh: Person;
  /** Nobody has given her a role. */
  hoa: Person;
  /** An admin. */
  quan: Person;
  /** An admin by name, in the same bot as Hoa: for what one bot may tell one person and not the other. */
  mai: Person;
  /** Anybody else, by a name of their own: `somebody("Lạ 1", "none")`. */
  somebody(name: string, role: Role): Person;
  antcrm: AntcrmSandbox;
  clock: TestClock;
  /** The bot's log, a JSON object a line. */
  log: string[];
  store(): Store;
  /**
   * The bot looks once more after the writes it does not know the end of; resolves with what it told, and to whom.
   * @param role  everybody's by then; agents unless told
   */
  checksUnclearWrites(role?: Role): Promise<SentCard[]>;
  /** The bot looks after its imports, as it does every few seconds; resolves with what it told, and to whom. */
  resumesImports(role?: Role): Promise<SentCard[]>;
  /** The bot looks whether AntCRM is back; resolves with what it told, and where. */
  checksWhetherCrmIsBack(): Promise<SentCard[]>;
  /** The bot tells admins who looks up unusually many customers; resolves with what it told, and to whom. */
  notifiesAdmins(): Promise<SentCard[]>;
  /** The bot looks once for what people want to be told; resolves with what it told, and where. */
  checksAlerts(role?: Role): Promise<SentCard[]>;
  /** What looks out, to be begun: it looks at its own pace then, by the house's clock. */
  alertService(): AlertService;
  /** The bot sends the digests that are due; resolves with what it sent, and where. */
  sendsDigests(role?: Role): Promise<SentCard[]>;
  /** Ends the bot and starts it again on the same database. */
  restarts(): Promise<void>;
  /** Ends the bot, has its database file changed by another program, and starts it again. */
  tampers(change: (db: Database.Database) => void): Promise<void>;
  /** Makes a copy of the database while the bot runs; resolves with where it is. */
  backsUp(): Promise<string>;
  /** Ends the bot, puts the copy in the place of its database, and starts it on that. */
  restores(copy: string): Promise<void>;
}

const MAI = "terminal:mai";

/** In small pieces, as the network brings them. @throws FileError for a file that nobody has dropped */
async function* piecesOf(bytes: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (bytes === undefined) throw new FileError("gone", "there is no such file");
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** `const { lan } = await house(); await lan.types("đổi quà daumay01 cho 0900 000 001")` */
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
    mkdtemp(join(tmpdir(), "house-")),
  ]);
  const lines: string[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(line) });
  const plainCrm = createCrm({
    baseUrl: antcrm.url,
    apiKey: antcrm.apiKey,
    log,
    now: () => clock.now().getTime(),
    // What would be waited before another try is not what these tests are about.
    wait: async () => {},
    ...way,
  });
  const crm = called ? recordedCrm(plainCrm, called) : plainCrm;
  const file = join(folder, "bot.db");
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

  /** One bot a role, over the same store: what a role may do is asked of each call, and nothing else is kept apart. */
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

  /** What this deed tells, of the bot that treats everybody as having this role. */
  async function collectSent(
    effect: (bot: App, tell: Tell) => Promise<void>,
    role: Role = "agent",
  ): Promise<SentCard[]> {
    const notified: SentCard[] = [];
    await effect(botFor(role), async (to, card) => void notified.push({ ...to, card }));
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
    checksUnclearWrites: (role) =>
      collectSent((bot, tell) => bot.recovery.sweep({ first: false }, tell), role),
    resumesImports: (role) => collectSent((bot, tell) => bot.imports.sweep({ first: false }, tell), role),
    checksWhetherCrmIsBack: () => collectSent((bot, tell) => bot.announceReturn(tell)),
    notifiesAdmins: () => collectSent((bot, tell) => bot.lookUpNotices.sweep(tell)),
    checksAlerts: (role) => collectSent((bot, tell) => bot.alerts.round(tell), role),
    alertService: () => botFor("agent").alerts,
    sendsDigests: (role = "manager") => collectSent((bot, tell) => bot.digests.sweep(tell), role),
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
