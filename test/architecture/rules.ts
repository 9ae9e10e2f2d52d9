import type { ImportLine, SourceFile } from "./imports.ts";

/** The modules that features and the composition root are built on. */
const FOUNDATION = [
  "access",
  "cards",
  "charts",
  "crm",
  "delivery",
  "i18n",
  "inbox",
  "operations",
  "records",
  "scheduling",
  "search",
  "settings",
  "understanding",
];

/** Modules that every row may import without naming them. */
const OPEN_TO_ALL = [
  "concurrency.ts",
  "connector.ts",
  "edit-distance.ts",
  "errors.ts",
  "lease-times.ts",
  "lru-cache.ts",
  "logging",
  "http/request-guard.ts",
  "start-thread.ts",
  "until-stored.ts",
  "wake-ups.ts",
];

/** The modules that all platforms are built on. */
const PLATFORM_PORTS = [
  "platforms/answers",
  "platforms/platform.ts",
  "platforms/event-queue.ts",
  "platforms/keyed-queue.ts",
  "platforms/rate-limiter.ts",
  "platforms/retries.ts",
  "platforms/sends.ts",
];

/** The modules that every feature is built on. If a feature imports another one, its own row names it. */
const FEATURE_PORTS = [...FOUNDATION, "bot"];

/**
 * The import table: a row may import the modules named beside it, its own files, and what is open to all. A file without
 * a row of its own belongs to the row of its folder. A new module or feature needs a row here.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "concurrency.ts": [],
  "connector.ts": [],
  "lru-cache.ts": [],
  "edit-distance.ts": [],
  "errors.ts": [],
  "lease-times.ts": [],
  "start-thread.ts": [],
  "until-stored.ts": [],
  "wake-ups.ts": [],
  logging: [],
  "http/request-guard.ts": [],
  http: [],
  i18n: [],
  cards: [],

  config: ["access", "i18n"],
  crm: [],
  store: ["config/weak-secret.ts"],
  access: ["cards", "i18n"],
  inbox: [],
  operations: [],
  delivery: ["cards", "i18n", "operations"],
  scheduling: ["i18n"],
  records: ["crm", "i18n", "understanding"],
  // The texts of charts are masked before they become pixels.
  charts: ["access", "i18n"],
  understanding: ["crm", "scheduling"],
  settings: ["access", "i18n", "understanding"],
  search: ["crm", "settings", "understanding"],

  bot: FOUNDATION,

  "features/customer-lookup": FEATURE_PORTS,
  "features/help": FEATURE_PORTS,
  "features/operations": FEATURE_PORTS,
  "features/products": FEATURE_PORTS,
  "features/settings": FEATURE_PORTS,
  "features/team": FEATURE_PORTS,
  "features/messages": [...FEATURE_PORTS, "features/customer-lookup"],
  "features/ratings": [...FEATURE_PORTS, "features/customer-lookup"],
  "features/privacy": [...FEATURE_PORTS, "features/customer-lookup"],
  "features/segments": [...FEATURE_PORTS, "features/customer-lookup"],
  "features/tasks": [...FEATURE_PORTS, "features/customer-lookup", "features/team"],
  "features/loyalty": [...FEATURE_PORTS, "features/customer-lookup"],
  "features/deals": [...FEATURE_PORTS, "features/customer-lookup", "features/products", "features/team"],
  "features/customers": [
    ...FEATURE_PORTS,
    "features/customer-lookup",
    "features/deals",
    "features/loyalty",
    "features/team",
    "features/tickets",
  ],
  "features/tickets": [...FEATURE_PORTS, "features/customer-lookup", "features/team"],
  "features/imports": [...FEATURE_PORTS, "features/customers", "features/deals", "features/segments"],
  "features/digests": [
    ...FEATURE_PORTS,
    "features/customer-lookup",
    "features/imports",
    "features/loyalty",
    "features/ratings",
    "features/tickets",
  ],
  "features/campaigns": [...FEATURE_PORTS, "features/customer-lookup", "features/digests"],
  "features/alerts": [...FEATURE_PORTS, "features/customer-lookup", "features/ratings", "features/team"],
  "features/catalogue.ts": [...FEATURE_PORTS, "features"],

  "platforms/platform.ts": [
    "bot",
    "cards",
    "i18n",
    "inbox",
    "platforms/rate-limiter.ts",
    "platforms/sends.ts",
  ],
  "platforms/answers": ["cards", "i18n", "platforms/rate-limiter.ts", "platforms/retries.ts"],
  "platforms/event-queue.ts": ["bot", "cards", "i18n", "inbox", "platforms/keyed-queue.ts"],
  "platforms/keyed-queue.ts": [],
  "platforms/rate-limiter.ts": [],
  "platforms/retries.ts": ["platforms/rate-limiter.ts"],
  "platforms/sends.ts": ["platforms/retries.ts"],
  "platforms/slack": [...PLATFORM_PORTS, "cards", "bot", "i18n"],
  "platforms/telegram": [...PLATFORM_PORTS, "cards", "bot", "i18n"],
  "platforms/terminal": [...PLATFORM_PORTS, "cards", "bot", "i18n"],

  // The composition root. Only the rows of the programs name it, so nothing else can import it.
  app: [...FOUNDATION, "bot", "config", "features", "http", "platforms", "store"],
  "main.ts": ["app", "config"],
  "cli/manifest.ts": ["bot", "features", "i18n", "platforms"],
  // It looks at each part from outside, so it builds no app.
  doctor: ["config", "crm", "i18n", "platforms", "store"],
  "cli/backup.ts": ["config", "store"],
  "cli/doctor.ts": ["config", "doctor"],
  "cli/chat.ts": [...FOUNDATION, "app", "bot", "config", "features", "platforms", "sandbox", "store"],

  // The sandbox simulates other systems. It must not share the bot's mistakes, so it does not import even `errors.ts`.
  sandbox: [],
};

/**
 * Modules from which a row may import types only. A repository's type belongs to the module that uses it, because that
 * module decides its shape. The store imports the type and implements it.
 */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  store: ["access", "bot", "features", "inbox", "operations", "search", "settings"],
};

/** A vendor's library is imported in one module, so that it can be replaced there. What is not listed may not be imported. */
export const VENDORS: Readonly<Record<string, readonly string[]>> = {
  "@slack/bolt": ["platforms/slack"],
  "@slack/types": ["platforms/slack"],
  telegraf: ["platforms/telegram"],
  // Types only: the simulator uses the vendor's own types of the Bot API.
  "@grammyjs/types": ["platforms/telegram", "sandbox/telegram"],
  ofetch: ["crm/client.ts"],
  undici: ["connector.ts", "crm/connections.ts", "platforms/slack/http.ts"],
  cockatiel: ["crm", "store/failures.ts"],
  croner: ["scheduling"],
  "html-to-text": ["crm"],
  "p-map": ["bot", "delivery", "features/digests", "features/imports"],
  "lru-cache": ["lru-cache.ts", "search/terms.ts", "store/settings-cache.ts"],
  "csv-parse": ["features/imports/reading"],
  saxes: ["features/imports/reading"],
  yauzl: ["features/imports/reading"],
  echarts: ["charts"],
  "@resvg/resvg-js": ["charts"],
  "libphonenumber-js": ["crm/phone.ts"],
  kysely: ["store"],
  "better-sqlite3": ["store"],
  pg: ["store"],
  ws: ["sandbox/slack"],
  pino: ["logging"],
  "prom-client": ["app/metrics.ts", "app/red-metrics.ts", "app/state-gauges.ts"],
  "@date-fns/tz": ["bot", "features", "scheduling", "understanding"],
  "date-fns": ["bot", "features", "scheduling", "understanding"],
  // All modules that receive values from outside.
  zod: ["bot", "config", "features", "operations", "platforms", "sandbox", "search", "settings"],
};

/** The modules that may read the environment. All others get a `Config`. */
const READS_ENVIRONMENT = ["main.ts", "cli", "sandbox"];

const LONGEST_FILE = 400;

/** Returns the imports that the table does not allow, one line each. */
export function wrongWays(lines: readonly ImportLine[]): string[] {
  return lines
    .filter(({ kind }) => kind === "ours")
    .filter((line) => !mayImport(line))
    .map(({ file, wants }) => `${file} imports ${wants}`);
}

function mayImport({ file, wants, typeOnly }: ImportLine): boolean {
  const module = moduleOf(file);
  if (module === undefined) return false;
  if (within(wants, [module])) return true;
  const allowed = [...(MAY_IMPORT[module] ?? []), ...(typeOnly ? (TYPES_ONLY[module] ?? []) : [])];
  return within(wants, module === "sandbox" ? allowed : [...allowed, ...OPEN_TO_ALL]);
}

/** Returns the row that a file belongs to: its own, or its folder's. */
export function moduleOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((module) => within(file, [module]));
}

/** Returns the imports of vendors outside their module, and of packages without a row. */
export function strayVendors(lines: readonly ImportLine[]): string[] {
  return lines
    .filter(({ kind, wants, file }) => kind === "package" && !within(file, VENDORS[wants] ?? []))
    .map(({ file, wants }) => `${file} imports ${wants}`);
}

/** Returns imported packages that the built program lacks: `npm prune --omit=dev` keeps only the dependencies. */
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

/** Returns files of more than 400 lines whose first comment does not say why they are long. */
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
 * Returns the first import cycle as a path, `"cards/a.ts → cards/b.ts → cards/a.ts"`, or null. Type imports count too:
 * files that need each other's types are one module in two files.
 */
export function cycle(lines: readonly ImportLine[]): string | null {
  const wanted = new Map<string, string[]>();
  for (const { kind, file, wants } of lines) {
    if (kind === "ours") wanted.set(file, [...(wanted.get(file) ?? []), wants]);
  }
  return cycleIn(wanted);
}

/** Returns the first cycle of the import tables, or null. Folders whose files need each other are one module. */
export function cycleOfTable(): string | null {
  const rows = Object.entries(MAY_IMPORT);
  return cycleIn(new Map(rows.map(([row, allowed]) => [row, [...allowed, ...(TYPES_ONLY[row] ?? [])]])));
}

function cycleIn(wanted: ReadonlyMap<string, readonly string[]>): string | null {
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
