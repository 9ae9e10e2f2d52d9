/**
 * A Telegram of our own: the Bot API over HTTP, strict, and the people who use it. A bot connects by its API root; what
 * people do is said through `person(id)`. Kept in memory, listens on loopback, needs no network.
 */
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Chat, Update, User } from "@grammyjs/types";
import { answerRequest, type BotApiServer, runMethod } from "./answer-request.ts";
import { type FaultRule, Faults } from "./faults.ts";
import type { BotApi } from "./keyboard.ts";
import { closeLate } from "./methods/callbacks.ts";
import { Pace } from "./pace.ts";
import { Params } from "./params.ts";
import { type ChatLike, createPerson, type Person } from "./person.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import * as scene from "./scene.ts";
import { UpdateQueue } from "./updates.ts";
import { type Delivery, Webhook } from "./webhook.ts";
import type { ChatRecord, World } from "./world.ts";

export interface TelegramOptions {
  /** Any free one, unless told. */
  port?: number;
  host?: string;
  /** Milliseconds; a test may pass its own clock and call `tick()` after moving it. */
  now?: () => number;
  token?: string;
  username?: string;
  /** `7.1` behaves as an old server: newer methods are 404, newer parameters are ignored in silence. */
  botApi?: BotApi;
  /** `strict` answers 429 to whoever sends faster than documented. Off, unless told. */
  pace?: "strict" | "off";
}

export interface TelegramSandbox {
  /** The API root: `http://127.0.0.1:34567`. */
  readonly url: string;
  readonly token: string;
  readonly bot: { id: number; username: string };
  /** Every API call so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** What the bot did against Telegram's rules, whether it was refused or let through. Empty is the aim. */
  readonly violations: readonly string[];
  /** Every update made so far, also those not delivered yet. */
  readonly updates: readonly Update[];

  addUser(person: scene.NewUser): User;
  /** The person's chat with the bot. It opens with `startsBot()` or their first message. */
  privateChat(user: User): Chat.PrivateChat;
  addGroup(group: scene.NewGroup): Chat.GroupChat | Chat.SupergroupChat;
  addTopic(chat: ChatLike): number;
  /** `my_chat_member`: the bot is added, promoted or thrown out. */
  setBot(chat: ChatLike, standing: "member" | "administrator" | "kicked"): void;
  migrateToSupergroup(chat: ChatLike): Chat.SupergroupChat;
  person(userId: number): Person;

  fault(rule: FaultRule): void;
  /**
   * Webhook: sends the update again although it was accepted; without an id, all that the bot has not accepted yet.
   * With polling this is refused: what is not confirmed comes again by itself.
   */
  redeliver(updateId?: number): Promise<Delivery[]>;
  /** Resolves when no update waits for the bot any more: confirmed by a poll, or accepted by the webhook. */
  delivered(): Promise<void>;
  /** After a test moved its clock: what should have run out by now does. */
  tick(): void;
  stop(): Promise<void>;
}

/** Starts the simulator. @throws Error when the port is taken */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramSandbox> {
  const world = createWorld(options);
  const pace = options.pace === "strict" ? new Pace(world) : undefined;
  const apiServer: BotApiServer = {
    world,
    pace,
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
    addUser(person) {
      const user = scene.addUser(world, person);
      people.set(user.id, createPerson(world, user));
      return user;
    },
    privateChat: (user) => placeOf(user.id).chat as Chat.PrivateChat,
    addGroup: (group) => scene.addGroup(world, group),
    addTopic: (chat) => scene.addTopic(placeOf(chat)),
    setBot: (chat, standing) => scene.setBot(world, placeOf(chat), standing),
    migrateToSupergroup: (chat) => scene.migrate(world, placeOf(chat)),
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
    tick: () => closeLate(world),
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
