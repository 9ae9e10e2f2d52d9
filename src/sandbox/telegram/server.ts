/**
 * A simulator of Telegram: a strict Bot API over HTTP, and the people who use it. A bot connects by its API root;
 * `person(id)` does what people do. It is kept in memory, listens on loopback, and needs no network.
 */
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Chat, Update, User } from "@grammyjs/types";
import { answerRequest, type BotApiServer, runMethod } from "./answer-request.ts";
import { type FaultRule, Faults } from "./faults.ts";
import type { BotApi } from "./keyboard.ts";
import { expireQueries } from "./methods/callbacks.ts";
import { Params } from "./params.ts";
import { type ChatLike, createPerson, type Person } from "./person.ts";
import { RateLimit } from "./rate-limit.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import * as setup from "./setup.ts";
import { UpdateQueue } from "./updates.ts";
import { type Delivery, Webhook } from "./webhook.ts";
import type { ChatRecord, World } from "./world.ts";

export interface TelegramOptions {
  /** Any free port by default. */
  port?: number;
  host?: string;
  /** The clock, in milliseconds. A test may pass its own, and call `tick()` after advancing it. */
  now?: () => number;
  token?: string;
  username?: string;
  /** `7.1` acts like an old server: newer methods give 404, newer parameters are ignored silently. */
  botApi?: BotApi;
  /** `strict` gives 429 to calls faster than documented. Off by default. */
  rateLimit?: "strict" | "off";
}

export interface TelegramSandbox {
  /** The API root: `http://127.0.0.1:34567`. */
  readonly url: string;
  readonly token: string;
  readonly bot: { id: number; username: string };
  /** Every API call so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** The bot's violations of Telegram's rules, whether refused or accepted. */
  readonly violations: readonly string[];
  /** All updates so far, also undelivered ones. */
  readonly updates: readonly Update[];

  /** Gives the next update this id, and counts on from there, as Telegram does after a week without updates. */
  continueUpdatesFrom(id: number): void;
  addUser(person: setup.NewUser): User;
  /** The person's chat with the bot. It opens with `startsBot()` or their first message. */
  privateChat(user: User): Chat.PrivateChat;
  addGroup(group: setup.NewGroup): Chat.GroupChat | Chat.SupergroupChat;
  addTopic(chat: ChatLike): number;
  /** Adds, promotes or removes the bot, with the update `my_chat_member`. */
  setBot(chat: ChatLike, botStatus: "member" | "administrator" | "kicked"): void;
  migrateToSupergroup(chat: ChatLike): Chat.SupergroupChat;
  person(userId: number): Person;

  fault(rule: FaultRule): void;
  /**
   * Webhook: sends this update again although it was accepted; without an id, all that the bot has not accepted yet.
   * With polling it throws, because unconfirmed updates come again anyway.
   */
  redeliver(updateId?: number): Promise<Delivery[]>;
  /** Resolves when no update is pending: all were confirmed by a poll or accepted by the webhook. */
  delivered(): Promise<void>;
  /** Call this after advancing a test's clock: it ends what has expired. */
  tick(): void;
  stop(): Promise<void>;
}

/** Starts the simulator. @throws Error when the port is taken */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramSandbox> {
  const world = createWorld(options);
  const rateLimit = options.rateLimit === "strict" ? new RateLimit(world) : undefined;
  const apiServer: BotApiServer = {
    world,
    rateLimit,
    faults: new Faults(),
    requests: [],
    webhook: undefined as never,
  };
  apiServer.webhook = new Webhook(world.updates, world.now, (method, values) => {
    return runMethod(apiServer, method, new Params(values), new AbortController().signal);
  });
  const server = createServer((request, response) => void answerRequest(apiServer, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { address, port } = server.address() as AddressInfo;

  const people = new Map<number, Person>();
  const placeOf = (chat: ChatLike): ChatRecord => {
    const place = world.chats.get(typeof chat === "number" ? chat : chat.id);
    if (!place) throw new Error("there is no such chat in the sandbox");
    return place;
  };

  return {
    url: `http://${address}:${port}`,
    token: world.token,
    bot: { id: world.bot.id, username: world.bot.username },
    requests: apiServer.requests,
    violations: world.violations,
    get updates() {
      return world.updates.history.map((queued) => queued.update);
    },
    continueUpdatesFrom: (id) => world.updates.continueFrom(id),
    addUser(person) {
      const user = setup.addUser(world, person);
      people.set(user.id, createPerson(world, user));
      return user;
    },
    privateChat: (user) => placeOf(user.id).chat as Chat.PrivateChat,
    addGroup: (group) => setup.addGroup(world, group),
    addTopic: (chat) => setup.addTopic(placeOf(chat)),
    setBot: (chat, botStatus) => setup.setBot(world, placeOf(chat), botStatus),
    migrateToSupergroup: (chat) => setup.migrate(world, placeOf(chat)),
    person(userId) {
      const person = people.get(userId);
      if (!person) throw new Error(`there is no person ${userId} in the sandbox`);
      return person;
    },
    fault: (rule) => apiServer.faults.add(rule),
    async redeliver(updateId) {
      if (!apiServer.webhook.settings)
        throw new Error("no webhook is set: an unconfirmed update comes again by itself");
      return apiServer.webhook.redeliver(updateId);
    },
    delivered: () => world.updates.settled(),
    tick: () => expireQueries(world),
    async stop() {
      apiServer.webhook.stop();
      world.events.emit("stop");
      for (const query of world.callbacks.values()) if (!query.isAnswered) query.settle("too late");
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createWorld(options: TelegramOptions): World {
  const token = options.token ?? "7000000001:AAsandbox-token-that-opens-nothing-real";
  const username = options.username ?? "antcrm_sandbox_bot";
  const id = Number(token.split(":")[0]);
  if (!Number.isInteger(id))
    throw new Error("a bot token starts with the bot's id and a colon: 7000000001:AA…");
  const now = options.now ?? Date.now;
  return {
    bot: { id, is_bot: true, first_name: "AntCRM", username },
    token,
    botApi: options.botApi ?? "10.3",
    now,
    users: new Map(),
    chats: new Map(),
    files: new Map(),
    callbacks: new Map(),
    commands: new Map(),
    updates: new UpdateQueue(now),
    violations: [],
    log: [],
    events: new EventEmitter<{ change: []; stop: [] }>().setMaxListeners(0),
    counter: 0,
  };
}
