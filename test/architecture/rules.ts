import type { ImportLine, SourceFile } from "./imports.ts";

/** The rooms of the bot; the world outside (`sandbox`) is none of them. */
const ROOMS = [
  "access",
  "alerts",
  "cards",
  "charts",
  "commands",
  "crm",
  "digests",
  "i18n",
  "imports",
  "inbox",
  "intents",
  "operations",
  "schedules",
  "store",
];

/** What the wiring is made of. */
const PARTS = [
  "clock.ts",
  "config.ts",
  "connect.ts",
  "connection-limits.ts",
  "core.ts",
  "fault-drill.ts",
  "heap.ts",
  "housekeeping.ts",
  "insecure-addresses.ts",
  "metrics.ts",
  "server.ts",
];

/** What every row may import without saying so. */
const OPEN_TO_ALL = [
  "errors.ts",
  "forget-oldest.ts",
  "log-pause.ts",
  "log.ts",
  "request-guard.ts",
  "secret-check.ts",
  "slots.ts",
  "until-stored.ts",
  "weak-secret.ts",
];

/** What all platforms stand on. */
const PLATFORM_PORTS = [
  "platforms/give-way.ts",
  "platforms/platform.ts",
  "platforms/lanes.ts",
  "platforms/pace.ts",
  "platforms/patience.ts",
  "platforms/waiting.ts",
];

/**
 * Which way imports point: a row may import what is named beside it, its own files, and what is open to all.
 * What has no row of its own belongs to the folder that has one, so a new room needs a row here.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // The ground.
  "errors.ts": [],
  "log.ts": ["json-text.ts"],
  "json-text.ts": [],
  "log-pause.ts": [],
  "forget-oldest.ts": [],
  "secret-check.ts": [],
  "slots.ts": [],
  "request-guard.ts": [],
  "until-stored.ts": [],
  "weak-secret.ts": [],
  i18n: [],
  cards: [],

  // What the bot stands on.
  crm: [],
  store: [],
  access: ["cards", "i18n", "crm"],
  inbox: ["cards", "i18n", "crm"],
  operations: ["cards", "i18n", "crm"],
  intents: ["cards", "i18n", "crm", "schedules"],
  // Files of rows: read, checked, and sent in batches.
  imports: ["crm", "i18n", "intents", "operations"],

  // What the records of a period add up to.
  digests: ["crm"],
  // Pictures of figures; their words are masked before they become pixels.
  charts: ["access", "i18n"],
  // When something is due, and that it is sent once.
  schedules: ["digests", "i18n", "operations"],

  // What to look out for, and that each event is told once.
  alerts: ["crm", "operations"],

  // What it can do, knowing no platform.
  commands: [
    "access",
    "alerts",
    "cards",
    "charts",
    "crm",
    "digests",
    "i18n",
    "imports",
    "intents",
    "operations",
    "schedules",
  ],

  // Where it is spoken to: no platform knows another.
  "platforms/platform.ts": ["cards", "commands", "inbox"],
  "platforms/give-way.ts": ["cards"],
  "platforms/lanes.ts": [],
  "platforms/pace.ts": [],
  "platforms/patience.ts": ["platforms/pace.ts"],
  "platforms/waiting.ts": ["cards", "i18n"],
  "platforms/slack": [...PLATFORM_PORTS, "cards", "commands", "i18n"],
  "platforms/telegram": [...PLATFORM_PORTS, "cards", "commands", "i18n"],
  "platforms/terminal": [...PLATFORM_PORTS, "json-text.ts", "cards", "commands", "i18n"],

  // The wiring. Only these know several rooms; no room has them in its row, so none can import them.
  "clock.ts": ["commands"],
  "heap.ts": [],
  "metrics.ts": ["access", "cards", "commands", "crm"],
  "connection-limits.ts": [],
  "server.ts": ["connection-limits.ts"],
  "config.ts": ["access", "i18n"],
  "fault-drill.ts": ["store"],
  "insecure-addresses.ts": ["config.ts"],
  "core.ts": [...ROOMS, "config.ts", "heap.ts"],
  "connect.ts": ["clock.ts", "config.ts", "platforms"],
  "housekeeping.ts": ["clock.ts", "commands", "digests", "inbox", "operations", "platforms"],
  "bot.ts": [...ROOMS, ...PARTS, "platforms"],
  "manifest.ts": ["commands", "i18n", "platforms"],
  "main.ts": ["bot.ts", "config.ts", "fault-drill.ts"],
  "backup.ts": ["config.ts", "store"],
  "chat.ts": [...ROOMS, "platforms", "sandbox", "clock.ts", "config.ts", "core.ts"],

  // The world outside, which must not share the bot's mistakes: not even `errors.ts`.
  sandbox: [],
};

/** A vendor lives in one room, so that it can be replaced there. What is not listed may not be imported. */
export const VENDORS: Readonly<Record<string, readonly string[]>> = {
  "@slack/bolt": ["platforms/slack"],
  "@slack/types": ["platforms/slack"],
  telegraf: ["platforms/telegram"],
  // Types only: the simulator speaks of the Bot API in the vendor's own words.
  "@grammyjs/types": ["platforms/telegram", "sandbox/telegram"],
  ofetch: ["crm/client.ts"],
  undici: ["crm/client.ts", "platforms/slack"],
  cockatiel: ["crm", "store/retries.ts"],
  croner: ["schedules"],
  "html-to-text": ["crm"],
  "csv-parse": ["imports/reading"],
  saxes: ["imports/reading"],
  echarts: ["charts"],
  "@resvg/resvg-js": ["charts"],
  "libphonenumber-js": ["crm/phone.ts"],
  kysely: ["store"],
  "better-sqlite3": ["store"],
  pg: ["store"],
  ws: ["sandbox/slack"],
  pino: ["log.ts"],
  "prom-client": ["metrics.ts"],
  "@date-fns/tz": ["commands", "digests", "intents", "schedules"],
  "date-fns": ["commands", "digests", "intents", "schedules"],
  // At every door where a value comes in.
  zod: ["alerts", "commands", "config.ts", "crm", "operations", "platforms", "sandbox"],
};

/** Who may look at the environment; everybody else is handed a `Config`. */
const READS_ENVIRONMENT = ["main.ts", "chat.ts", "backup.ts", "sandbox"];

const LONGEST_FILE = 400;

/** The imports that the table does not allow, one line each; empty when all is well. */
export function wrongWays(lines: readonly ImportLine[]): string[] {
  return lines
    .filter(({ kind }) => kind === "ours")
    .filter(({ file, wants }) => !mayImport(file, wants))
    .map(({ file, wants }) => `${file} imports ${wants}`);
}

function mayImport(file: string, wants: string): boolean {
  const room = roomOf(file);
  if (room === undefined) return false;
  if (within(wants, [room])) return true;
  const allowed = MAY_IMPORT[room] ?? [];
  return within(wants, room === "sandbox" ? allowed : [...allowed, ...OPEN_TO_ALL]);
}

/** The row a file belongs to: its own, or its folder's. */
export function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((room) => within(file, [room]));
}

/** Vendors outside their room, and packages that no row knows. */
export function strayVendors(lines: readonly ImportLine[]): string[] {
  return lines
    .filter(({ kind, wants, file }) => kind === "package" && !within(file, VENDORS[wants] ?? []))
    .map(({ file, wants }) => `${file} imports ${wants}`);
}

/** Packages that the built program would miss: `npm prune --omit=dev` leaves the dependencies alone. */
export function missingAtRunTime(lines: readonly ImportLine[], dependencies: readonly string[]): string[] {
  return lines
    .filter(({ kind, typeOnly }) => kind === "package" && !typeOnly)
    .filter(({ wants }) => !dependencies.includes(wants))
    .map(({ file, wants }) => `${file} needs ${wants}`);
}

export function environmentReaders(files: readonly SourceFile[]): string[] {
  return files
    .filter(
      ({ file, text }) => /\bprocess\s*(\.|\[\s*["'])\s*env\b/.test(text) && !within(file, READS_ENVIRONMENT),
    )
    .map(({ file }) => file);
}

/** Files beyond 400 lines whose first comment does not say why they are long. */
export function tooLong(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ text }) => text.trimEnd().split("\n").length > LONGEST_FILE)
    .filter(({ text }) => !/\b(long|lines)\b/i.test(firstComment(text)))
    .map(({ file }) => file);
}

function firstComment(text: string): string {
  return /^\s*(\/\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[0] ?? "";
}

/**
 * The first ring of files that need each other to run, as a path, or null: one of them would be loaded before what it
 * uses. Types do not count, they are gone by then.
 */
export function ring(lines: readonly ImportLine[]): string | null {
  const wanted = new Map<string, string[]>();
  for (const { kind, file, wants, typeOnly } of lines) {
    if (kind === "ours" && !typeOnly) wanted.set(file, [...(wanted.get(file) ?? []), wants]);
  }
  const cleared = new Set<string>();
  const walk = (file: string, path: readonly string[]): string | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" → ");
    if (cleared.has(file)) return null;
    for (const wants of wanted.get(file) ?? []) {
      const found = walk(wants, [...path, file]);
      if (found !== null) return found;
    }
    cleared.add(file);
    return null;
  };
  for (const file of wanted.keys()) {
    const found = walk(file, []);
    if (found !== null) return found;
  }
  return null;
}

function within(file: string, places: readonly string[]): boolean {
  return places.some((place) => file === place || file.startsWith(`${place}/`));
}
