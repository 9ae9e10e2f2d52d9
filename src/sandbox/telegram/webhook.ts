import { setMaxListeners } from "node:events";
import type { Update } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { limits } from "./limits.ts";
import type { Queued, UpdateQueue } from "./updates.ts";

export interface WebhookSettings {
  url: string;
  secret?: string | undefined;
  maxConnections: number;
}

/** The result of a delivery: the bot's status, or 0 when it could not be reached. */
export interface Delivery {
  updateId: number;
  status: number;
}

/** Runs the method call that a bot may return in its answer to a delivery. */
type RunMethod = (method: string, values: Record<string, unknown>) => Promise<unknown>;

/**
 * Sends updates to the bot's address: chats in parallel, the updates of one chat in order. One that the bot does not
 * accept is sent once more at once. Then it blocks its chat until the next update there, or until `redeliver`.
 */
export class Webhook {
  settings: WebhookSettings | undefined;
  lastError: { date: number; message: string } | undefined;
  private readonly queue: UpdateQueue;
  private readonly now: () => number;
  private readonly run: RunMethod;
  private readonly stopped = new AbortController();
  private readonly deliveriesByChat = new Map<number, Promise<unknown>>();

  constructor(queue: UpdateQueue, now: () => number, run: RunMethod) {
    this.queue = queue;
    this.now = now;
    this.run = run;
    // Each delivery listens to it. Node warns of a leak from the 1,500th fetch on.
    setMaxListeners(0, this.stopped.signal);
  }

  set(settings: WebhookSettings): void {
    this.settings = settings;
    this.lastError = undefined;
    this.queue.onQueued = (queued) => void this.sendPending(queued.chatId);
    for (const chatId of new Set(this.queue.pending.map((queued) => queued.chatId)))
      void this.sendPending(chatId);
  }

  remove(): void {
    this.settings = undefined;
    this.queue.onQueued = undefined;
  }

  stop(): void {
    this.remove();
    this.stopped.abort();
  }

  /** Sends one update again although it was accepted, or, without an id, all pending ones. */
  async redeliver(updateId?: number): Promise<Delivery[]> {
    if (updateId === undefined) {
      const chats = [...new Set(this.queue.pending.map((queued) => queued.chatId))];
      return (await Promise.all(chats.map((chatId) => this.sendPending(chatId)))).flat();
    }
    const queued = this.queue.history.find((old) => old.update.update_id === updateId);
    if (!queued) throw new Error(`there is no update ${updateId}`);
    return [await this.post(queued)];
  }

  private sendPending(chatId: number): Promise<Delivery[]> {
    const before = this.deliveriesByChat.get(chatId) ?? Promise.resolve();
    const delivery = before.then(() => this.sendInOrder(chatId));
    this.deliveriesByChat.set(chatId, delivery);
    return delivery;
  }

  private async sendInOrder(chatId: number): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const queued of this.queue.pending.filter((waiting) => waiting.chatId === chatId)) {
      let delivery = await this.post(queued);
      if (!isAccepted(delivery) && this.settings) delivery = await this.post(queued);
      deliveries.push(delivery);
      if (!isAccepted(delivery)) break;
    }
    return deliveries;
  }

  private async post(queued: Queued): Promise<Delivery> {
    const { settings } = this;
    const updateId = queued.update.update_id;
    if (!settings) return { updateId, status: 0 };
    try {
      const response = await fetch(settings.url, this.request(settings, queued.update));
      const body = await response.text();
      const delivery = { updateId, status: response.status };
      if (!isAccepted(delivery))
        this.fail(`Wrong response from the webhook: ${response.status} ${response.statusText}`);
      else await this.accept(queued, body);
      return delivery;
    } catch (error) {
      this.fail(`Connection failed: ${error instanceof Error ? error.message : String(error)}`);
      return { updateId, status: 0 };
    }
  }

  private request(settings: WebhookSettings, update: Update): RequestInit {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (settings.secret) headers["x-telegram-bot-api-secret-token"] = settings.secret;
    return { method: "POST", headers, body: JSON.stringify(update), signal: this.stopped.signal };
  }

  private async accept(queued: Queued, body: string): Promise<void> {
    this.queue.confirm(queued);
    if (!body.startsWith("{")) return;
    const { method, ...values } = JSON.parse(body) as Record<string, unknown>;
    // Ignored: "it's not possible to know that such a request was successful".
    if (typeof method === "string") await this.run(method, values).catch(() => undefined);
  }

  private fail(message: string): void {
    this.lastError = { date: Math.floor(this.now() / 1000), message };
  }
}

function isAccepted(delivery: Delivery): boolean {
  return delivery.status >= 200 && delivery.status < 300;
}

/**
 * Checks an address. Telegram requires HTTPS and one of four ports. This machine's own addresses may use plain HTTP, as
 * with a Bot API server started with `--local`. So a bot can be tried without certificates.
 */
export function checkWebhookUrl(text: string): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw mistake("bad webhook: Failed to parse URL");
  }
  if (isOwnAddress(url)) return;
  if (url.protocol !== "https:") throw mistake("bad webhook: An HTTPS URL must be provided for webhook");
  if (!limits.webhookPorts.includes(Number(url.port || 443))) {
    throw mistake("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
  }
}

function isOwnAddress(url: URL): boolean {
  return url.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
