import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app/app.ts";
import { type AppOptions, createFoundation } from "../../src/app/foundation.ts";
import type { Call } from "../../src/bot/call.ts";
import { createConversations } from "../../src/bot/conversation.ts";
import { createDrafts } from "../../src/bot/forms/draft.ts";
import { newestOf, openQuestionsOf } from "../../src/bot/open-questions.ts";
import { understand } from "../../src/bot/request.ts";
import type { Request } from "../../src/bot/request-kinds.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { parsePhone } from "../../src/crm/phone.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { ticketContact } from "../../src/sandbox/antcrm/groups/tickets.ts";
import { type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import { fold } from "../../src/understanding/fold.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { testClock } from "../support/clock.ts";

/** One conversation of `corpus/train/*.jsonl` or `corpus/unseen/*.jsonl`. */
interface Script {
  id: string;
  turns: readonly Turn[];
}

interface Turn {
  say: string;
  expected: string;
  args: Readonly<Record<string, unknown>>;
}

/**
 * The kinds of turns, counted apart. `open` ones need an open card or form. `nothing open` ones do too, and the sandbox
 * has led to none: a segment or a person that it does not have.
 */
type TurnKind = "first" | "last shown" | "row of a list" | "not shown" | "other" | "open" | "nothing open";

interface Count {
  turns: number;
  command: number;
  /** Turns whose command and record are both as expected. */
  right: number;
}

interface PlayedConversations {
  counts: Readonly<Record<TurnKind, Count>>;
  /** The turns that were not as expected: `"c1: chị ấy còn mấy điểm → customer {…}"`. */
  misses: readonly string[];
}

interface PlayOptions {
  /**
   * True: after a turn that was not as expected, the person asks for the same with the command's name. So each turn is
   * judged alone, and not by what was shown before it.
   */
  isMended?: boolean;
}

const OPEN = new Set(["cancel", "change", "answer", "remind"]);
const NO_ROW = "no such row";
/** What the words mean by the script was not shown, or only beside others of that name. To ask is right then. */
const NOT_SHOWN = "not shown";
/** Arguments that name one record. */
const RECORDS = ["customer", "ticket", "deal", "product", "campaign", "code"] as const;
type RecordArgument = (typeof RECORDS)[number];

/**
 * Plays the conversations of a folder with the whole bot against the sandbox, each with a person of their own, and counts
 * the turns whose command and record are as expected. No question is confirmed, so AntCRM's data stay the same.
 */
export async function playConversations(
  folder: URL,
  { isMended = false }: PlayOptions = {},
): Promise<PlayedConversations> {
  const scripts = await readScripts(folder);
  const bot = await startBot(scripts);
  const counts = Object.fromEntries(
    (["first", "last shown", "row of a list", "not shown", "other", "open", "nothing open"] as const).map(
      (kind) => [kind, { turns: 0, command: 0, right: 0 }],
    ),
  ) as Record<TurnKind, Count>;
  const misses: string[] = [];
  try {
    for (const script of scripts) {
      const talk = new Talk(bot, `terminal:${script.id}`);
      for (const [index, turn] of script.turns.entries()) {
        const played = await talk.plays(turn);
        // What the script means was not shown here: the sandbox has fewer rows than the people of the script saw.
        const isNotShown = played.wanted.some(([, label]) => label === NO_ROW || label === NOT_SHOWN);
        const kind = kindOf(turn, index);
        const isNotOpen = kind === "open" && !played.isOpen;
        const count = counts[isNotShown ? "not shown" : isNotOpen ? "nothing open" : kind];
        count.turns += 1;
        count.command += played.isCommand ? 1 : 0;
        count.right += played.isCommand && played.isRecord ? 1 : 0;
        if ((played.isCommand && played.isRecord) || isNotShown || isNotOpen) continue;
        misses.push(
          `${script.id}: ${turn.say} → ${played.got}, not ${turn.expected} ${JSON.stringify(turn.args)}`,
        );
        if (isMended) await talk.mends(turn, played.wanted);
      }
    }
  } finally {
    await bot.stops();
  }
  return { counts, misses };
}

async function readScripts(folder: URL): Promise<Script[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder.pathname, name), "utf8")));
  const lines = texts.flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "");
  return lines.map((line) => JSON.parse(line) as Script);
}

function kindOf({ expected, args }: Turn, index: number): TurnKind {
  if (expected.split("|").every((one) => OPEN.has(one))) return "open";
  const values = recordValues(args);
  if (values.some((value) => /^@(?:end|\d+)$/.test(value))) return "row of a list";
  if (values.includes("@last")) return "last shown";
  return index === 0 ? "first" : "other";
}

function recordValues(args: Turn["args"]): string[] {
  return RECORDS.map((name) => args[name]).filter((value) => typeof value === "string");
}

type Bot = Awaited<ReturnType<typeof startBot>>;

async function startBot(scripts: readonly Script[]) {
  const clock = testClock();
  const antcrm = await startAntcrm({ size: "full", now: () => clock.now().getTime() });
  addMentioned(scripts, antcrm.world);
  const folder = await mkdtemp(join(tmpdir(), "conversations-"));
  const log = createLogger({ level: "silent", write: () => undefined });
  const crm = createCrm({
    baseUrl: antcrm.url,
    apiKey: antcrm.apiKey,
    log,
    now: () => clock.now().getTime(),
  });
  const store = await openStore({ url: join(folder, "bot.db"), log, now: clock.now });
  const timeZone = "Asia/Ho_Chi_Minh";
  const options: AppOptions = {
    ...{ store, crm, clock, log, timeZone, defaultLocale: "vi" as const },
    roles: { admins: scripts.map(({ id }) => `terminal:${id}`), defaultRoles: {} },
    health: async () => ({ crm: crm.health(), platforms: [], store: await store.ready() }),
  };
  const app = createApp(options);
  const registry = createCommands({} as CataloguePorts);
  const newId = () => randomBytes(16).toString("base64url");
  const foundation = createFoundation(options);
  const { now } = foundation;
  const ports = {
    ...foundation,
    registry,
    intents: createIntents(registry.grammars),
    drafts: createDrafts(store.drafts, now, newId),
    conversations: createConversations(store.conversations, { now, pseudonym: store.pseudonym }),
    reading: () => ({ now: clock.now(), timeZone }),
  };
  return {
    antcrm,
    answer: app.answer,
    understands: (call: Call) =>
      understand(call, { person: call.person, name: "", role: "admin", locale: "vi" }, ports),
    hasOpen: async (call: Call) => newestOf(await openQuestionsOf(call, ports)) !== null,
    async stops() {
      await crm.close();
      await store.close();
      await antcrm.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Adds the customers, tickets, deals and campaigns that the conversations name and the sandbox does not have. */
function addMentioned(scripts: readonly Script[], world: AntcrmSandbox["world"]): void {
  const named = scripts.flatMap(({ turns }) => turns.flatMap(({ args }) => Object.entries(args)));
  for (const [name, value] of named) {
    if (typeof value !== "string" || value.startsWith("@")) continue;
    const number = Number(value);
    if (name === "ticket" && number > 0 && world.ticketById(number) === undefined) {
      world.addTicket({ TicketId: number, title: "Giao hàng trễ" });
    }
    if (name === "deal" && number > 0 && world.dealByNumber(number) === undefined) {
      world.addDeal({ number, name: "Đơn hàng mới", value: 450_000 });
    }
    if (name === "campaign" && !world.outreach.campaigns.some((one) => fold(one.name) === fold(value))) {
      world.outreach.addCampaign({ name: value });
    }
    if (name === "customer" && parsePhone(value) !== null && !world.hasSubscriber(value)) {
      addCustomer(value, world);
    }
  }
}

/** Adds a customer with three deals and three tickets, so that there is something to ask about. */
function addCustomer(phone: string, world: AntcrmSandbox["world"]): void {
  const one = world.addCustomer({
    name: `Lê Khách ${phone.slice(-3)}`,
    phones: [phone],
    scoreAvailable: 200,
  });
  const contact = ticketContact(one);
  for (const title of ["Nồi cơm không vào điện", "Quạt kêu to", "Giao hàng trễ"]) {
    world.addTicket({ title, contact });
  }
  for (const name of ["Đơn nồi cơm", "Đơn quạt đứng", "Đơn máy xay"]) {
    world.addDeal({ name, customer: one._id, receiverName: one.name, receiverPhone: phone, value: 900_000 });
  }
}

interface PlayedTurn {
  /** A question was open before the turn. */
  isOpen: boolean;
  isCommand: boolean;
  isRecord: boolean;
  /** The records that the turn should be about. */
  wanted: [RecordArgument, string][];
  got: string;
}

/** One person's conversation, and what it has shown so far. */
class Talk {
  readonly #bot: Bot;
  readonly #person: string;
  /** The record that each kind of words means by the script: its label, as `#labelOf` gives it. */
  readonly #last = new Map<RecordArgument, string>();
  /** The titles of the rows of each list that was shown, the newest first. */
  #lists: readonly (readonly string[])[] = [];

  constructor(bot: Bot, person: string) {
    this.#bot = bot;
    this.#person = person;
  }

  async plays(turn: Turn): Promise<PlayedTurn> {
    const call = this.#call({ kind: "text", text: turn.say });
    const isOpen = await this.#bot.hasOpen(call);
    const request = await this.#bot.understands(call);
    const wanted = this.#wanted(turn);
    await this.#reads(call);
    for (const [name, label] of wanted) this.#last.set(name, this.#isOneOfSeveral(label) ? NOT_SHOWN : label);
    const { names, args } = askedFor(request);
    return {
      isOpen,
      wanted,
      isCommand: turn.expected.split("|").some((one) => names.includes(one)),
      isRecord: wanted.every(([name, label]) => this.#isMeant(name, args, label)),
      got: `${names.join("|")} ${JSON.stringify(args)}`,
    };
  }

  /** Asks for what the turn was to ask for, with the command's name. */
  async mends({ expected, args }: Turn, wanted: PlayedTurn["wanted"]): Promise<void> {
    const [command = ""] = expected.split("|");
    if (command === "none" || command === "ask" || OPEN.has(command)) return;
    const records = new Map<string, string>(
      wanted.map(([name, label]) => [name, /#(\d+)/.exec(label)?.[1] ?? label]),
    );
    const values = Object.entries(args).map(([name, value]) => records.get(name) ?? value);
    const text = values.filter((value) => typeof value === "string" && !value.startsWith("@")).join(" ");
    await this.#reads(this.#call({ kind: "command", command, text }));
  }

  #call(body: Call["body"]): Call {
    const place = { platform: "terminal", chat: this.#person, shared: false } as const;
    return { id: randomUUID(), person: this.#person, personName: "An", place, body };
  }

  async #reads(call: Call): Promise<void> {
    let shown: ReadyCard | undefined;
    for await (const card of this.#bot.answer(call)) shown = card;
    const lists = shown?.blocks.filter((block) => block.kind === "list") ?? [];
    const titles = lists.map(({ rows }) => rows.map(({ title }) => title));
    this.#lists = [...titles.filter((rows) => rows.length > 0), ...this.#lists];
  }

  /** Returns the records that the turn should be about. */
  #wanted({ args }: Turn): [RecordArgument, string][] {
    return RECORDS.flatMap((name): [RecordArgument, string][] => {
      const value = args[name];
      if (typeof value !== "string") return [];
      if (value === "@last") return [[name, this.#last.get(name) ?? NOT_SHOWN]];
      const rows = this.#lists.find(([title = ""]) => mayBeRow(title, name)) ?? [];
      const row = value === "@end" ? rows.at(-1) : rows[Number(value.slice(1)) - 1];
      return [[name, value.startsWith("@") ? (row ?? NO_ROW) : value]];
    });
  }

  /** True for a name that several rows of the newest list have: "Bình" where three were found. */
  #isOneOfSeveral(label: string): boolean {
    const rows = this.#lists[0] ?? [];
    return rows.filter((title) => fold(title).includes(fold(label))).length > 1;
  }

  /** True if the argument names this record, which is a typed value or the title of a row. */
  #isMeant(name: RecordArgument, args: Readonly<Record<string, string>>, label: string): boolean {
    const value = args[name] ?? (name === "customer" ? (args.phone ?? args.phones) : undefined);
    if (value === undefined) return false;
    const names = name === "customer" ? this.#namesOf(value) : [value, this.#campaignName(value)];
    const plain = (text: string) => (parsePhone(text) ?? fold(text)).replace(/[\s.]/g, "");
    return names.some((one) => plain(label).includes(plain(one)) || plain(one).includes(plain(label)));
  }

  #campaignName(id: string): string {
    return this.#bot.antcrm.world.outreach.campaigns.find(({ _id }) => _id === id)?.name ?? id;
  }

  /** Returns everything by which the customer of a reference may be named: phones, e-mails and the name. */
  #namesOf(value: string): string[] {
    const { world } = this.#bot.antcrm;
    const [kind = "", id = ""] = value.split(":");
    const found = world.customers.filter(
      (one) =>
        (kind === "customer" && String(one.customerId) === id) ||
        (kind === "lead" && String(one.leadId) === id) ||
        (kind === "id" && [String(one.customerId), String(one.leadId)].includes(id)) ||
        one.phones.some((phone) => value.startsWith("+") && parsePhone(phone.value) === value) ||
        one.emails.some((email) => email.value === value),
    );
    const reaches = found.flatMap(({ name, phones, emails, customerId }) => [
      name,
      String(customerId),
      ...[...phones, ...emails].map((one) => one.value),
    ]);
    return [...reaches, value.replace(/^\w+:/, "").replace(/^\+84/, "0")].filter((one) => one !== "");
  }
}

/** The rows of tickets and deals begin with a number, `"#17464 Máy in kẹt giấy"`, and those of points with a sign. */
function mayBeRow(title: string, name: RecordArgument): boolean {
  return name === "ticket" || name === "deal" ? title.startsWith("#") : !/^[#+−]/.test(title);
}

/** Returns what a request is called in a script; `none` for courtesy and what was not understood. */
function askedFor(request: Request): { names: string[]; args: Readonly<Record<string, string>> } {
  if (request.kind === "command") {
    const { command, args, draft, replaces } = request;
    const isChanged = Object.entries(draft?.args ?? {}).some(([name, value]) => args[name] !== value);
    const open = [
      ...(draft === null ? [] : ["answer"]),
      ...(replaces === null && !isChanged ? [] : ["change"]),
    ];
    return { names: [...open, command.name], args };
  }
  const isReminder = request.kind === "courtesy" && request.said === "assent" && request.question !== null;
  if (isReminder) return { names: ["remind"], args: {} };
  return { names: [request.kind === "cancel" ? "cancel" : "none"], args: {} };
}
