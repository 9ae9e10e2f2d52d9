import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call } from "../../../src/bot/call.ts";
import type { Button, Card, Form, FormField, ReadyCard } from "../../../src/cards/card.ts";
import type { PlatformInbox } from "../../../src/inbox/inbox.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import type { Bot, Platform } from "../../../src/platforms/platform.ts";
import type { RateLimiterClock } from "../../../src/platforms/rate-limiter.ts";
import { createSlack } from "../../../src/platforms/slack/app.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";

export type Mode = "http" | "socket";

/** The bot's answer to a call, card by card. */
export type Script = (call: Call) => AsyncIterable<ReadyCard>;

/** A Slack simulator with Lan and Minh, our platform connected to it, and a bot that answers by a script. */
export interface SlackFixture extends AsyncDisposable {
  slack: SlackSandbox;
  platform: Platform;
  lan: ReturnType<SlackSandbox["person"]>;
  minh: ReturnType<SlackSandbox["person"]>;
  /** A channel with both of them and the bot. */
  support: ReturnType<SlackSandbox["addChannel"]>;
  /** A channel without the bot. */
  lobby: ReturnType<SlackSandbox["addChannel"]>;
  calls: Call[];
  /** The calls whose answers are complete. */
  inbox: MemoryInbox;
  /** Lines of the log, as JSON. */
  lines: string[];
  eventsUrl: string;
  /** Returns how many messages the bot has counted as perhaps sent twice. */
  repeated(): number;
}

interface MemoryInbox extends PlatformInbox {
  payloads: Map<string, string>;
  finished: string[];
  /** This many of the next events cannot be stored. */
  failing: number;
}

export async function openSlackFixture(
  mode: Mode,
  script: Script,
  {
    checkForm = async () => null,
    suggestCustomers,
    starts = true,
    rateLimiterClock,
    watchLease,
    apiThrough = (url) => url,
  }: Partial<Pick<Bot, "checkForm" | "suggestCustomers">> & {
    starts?: boolean;
    rateLimiterClock?: RateLimiterClock;
    watchLease?: () => () => boolean;
    /** The address of a proxy in front of the Web API at this address. */
    apiThrough?: (url: string) => string | Promise<string>;
  } = {},
): Promise<SlackFixture> {
  const slack = await startSlack({ mode });
  const users = {
    lan: slack.addUser({ name: "Lan" }),
    minh: slack.addUser({ name: "Minh", locale: "en-US" }),
  };
  const members = [users.lan, users.minh];
  const calls: Call[] = [];
  const lines: string[] = [];
  const inbox = memoryInbox();
  let repeated = 0;
  const bot: Bot = {
    answer(call) {
      calls.push(call);
      return script(call);
    },
    checkForm,
    ...(suggestCustomers && { suggestCustomers }),
    menu: () => [],
  };
  const platform = createSlack({
    botToken: slack.botToken,
    ...(mode === "socket" ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret }),
    apiUrl: await apiThrough(slack.apiUrl),
    bot,
    inbox,
    log: createLogger({ level: "info", write: (line) => lines.push(line) }),
    defaultLocale: "vi",
    ...(rateLimiterClock ? { rateLimiterClock } : {}),
    ...(watchLease ? { watchLease } : {}),
    onRepeated: () => {
      repeated += 1;
    },
  });
  const server = createServer((request, response) => platform.http?.listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.deliverTo(eventsUrl);
  if (starts) await platform.start();
  if (mode === "socket") await slack.connected();

  return {
    slack,
    platform,
    lan: slack.person(users.lan),
    minh: slack.person(users.minh),
    support: slack.addChannel({ name: "support", members, botIsMember: true }),
    lobby: slack.addChannel({ name: "lobby", members, botIsMember: false }),
    calls,
    inbox,
    lines,
    repeated: () => repeated,
    eventsUrl,
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await slack.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function memoryInbox(): MemoryInbox {
  const inbox: MemoryInbox = {
    payloads: new Map(),
    finished: [],
    failing: 0,
    async accept({ id, payload }) {
      if (inbox.failing > 0) {
        inbox.failing -= 1;
        throw new Error("the disk is full");
      }
      if (inbox.payloads.has(id)) return false;
      inbox.payloads.set(id, payload);
      return true;
    },
    async handle(id, work) {
      await work(() => {}).catch(() => {});
      inbox.finished.push(id);
    },
    isHeld: async () => true,
  };
  return inbox;
}

/** Returns a card in Vietnamese, ready to be rendered. */
export function ready(title: string, rest: Partial<ReadyCard> = {}): ReadyCard {
  return { title, tone: "plain", audience: "private", blocks: [], locale: "vi", ...rest };
}

export const action = (label: string, id: string): Button<string> => ({ label, action: id });

export const buttonsOf = (...buttons: Button<string>[]): Card<string>["blocks"][number] => ({
  kind: "buttons",
  buttons,
});

/** Returns the ticket form, which asks for the title. */
export function ticketForm(fields: Partial<FormField>[] = []): Card<string>["blocks"][number] {
  const asking: FormField = { name: "title", label: "Tiêu đề", kind: "line", required: true };
  const form: Form<string> = {
    draft: "draft-1",
    title: "Tạo phiếu",
    fields: [
      asking,
      { name: "summary", label: "Nội dung", kind: "lines", required: false, hint: "Khách nói gì" },
      {
        name: "priority",
        label: "Ưu tiên",
        kind: "choice",
        required: true,
        choices: [
          { label: "Thường", value: "normal" },
          { label: "Gấp", value: "urgent" },
        ],
      },
    ].map((field, index) => ({ ...field, ...fields[index] }) as FormField),
    prompt: asking,
    choices: [],
    steps: [],
    open: action("Điền biểu mẫu", "form-open"),
    cancel: action("Hủy", "form-cancel"),
  };
  return { kind: "form", form };
}

/** Yields these cards. */
export async function* say(...cards: ReadyCard[]): AsyncIterable<ReadyCard> {
  yield* cards;
}
