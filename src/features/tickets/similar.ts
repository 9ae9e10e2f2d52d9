import type { About } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, type Card, card, list, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Texts } from "../../records/changes.ts";
import { fold } from "../../understanding/fold.ts";
import { pinnedCustomer } from "../customer-lookup/look-up.ts";
import { isAbout } from "./contact.ts";

const similarMessages = defineMessages({
  en: {
    title: "There is a ticket already",
    sameMessage: "This message has become a ticket before:",
    sameWords: "The same customer has a ticket with nearly the same title, of the last 24 hours:",
    open: "Open it",
  },
  vi: {
    title: "Đã có phiếu rồi",
    sameMessage: "Tin nhắn này đã được tạo thành phiếu:",
    sameWords: "Khách này đã có phiếu với tiêu đề gần giống trong 24 giờ qua:",
    open: "Mở phiếu",
  },
});

const DAY_MS = 24 * 3_600_000;
/** Pages to read: the newest hundred tickets, the last hours of a busy shop. */
const PAGES = 5;
/** Two titles are alike when they share this part of the longer one's words. */
const ALIKE = 0.6;

/** Shows a ticket made from the same message, or a similar one of the same customer within a day. */
export async function similarTicket(ctx: Context & { input: Texts }, about: About): Promise<Card | null> {
  const t = similarMessages[ctx.who.locale];
  const before = about.source === null ? null : await ctx.history.bySource("ticket", about.source);
  if (before?.state === "done") {
    return existing(
      t.sameMessage,
      { id: before.outcome.result ?? null, title: before.args.title ?? "" },
      ctx,
    );
  }
  const alike = (await ours(ctx, about)) ?? (await anybodys(ctx));
  return alike === null ? null : existing(t.sameWords, alike, ctx);
}

interface Known {
  /** Null where the customer's data was erased. */
  id: string | null;
  title: string;
}

/** Finds a similar ticket in the journal, which works while AntCRM cannot be read. */
async function ours({ input, history, clock }: SimilarContext, { customer }: About): Promise<Known | null> {
  if (customer === null) return null;
  const since = new Date(clock.now().getTime() - DAY_MS);
  for (const { args, outcome } of await history.recent("ticket", customer, since)) {
    if (outcome.result && areAlike(args.title ?? "", input.title ?? "")) {
      return { id: outcome.result, title: args.title ?? "" };
    }
  }
  return null;
}

/** Finds a similar ticket in AntCRM. A failed look-up does not refuse the new ticket. */
async function anybodys({ input, crm, clock }: SimilarContext): Promise<Known | null> {
  const createdFrom = new Date(clock.now().getTime() - DAY_MS);
  const [found, listed] = await Promise.all([
    pinnedCustomer(input.customer, crm),
    crm.tickets.list({ createdFrom, maxPages: PAGES }),
  ]).catch(() => [null, { tickets: [] }] as const);
  if (found === null) return null;
  const alike = listed.tickets.find((one) => isAbout(one, found) && areAlike(one.title, input.title ?? ""));
  return alike ?? null;
}

type SimilarContext = Parameters<typeof similarTicket>[0];

/** Do two titles share most of their words? Accents and a leading `[Zalo]` are ignored. */
export function areAlike(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared / Math.max(a.size, b.size) >= ALIKE;
}

function wordsOf(title: string): Set<string> {
  const plain = fold(title.replace(/^\s*\[[^\]]*\]/, ""));
  return new Set(plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ""));
}

function existing(sentence: string, ticket: Known, { who }: Context): Card {
  const t = similarMessages[who.locale];
  if (ticket.id === null) return { ...card(t.title, text(sentence)), tone: "warning" };
  const open = button(t.open, "show", { ticket: ticket.id }, { style: "primary" });
  const row = { title: `#${ticket.id} ${ticket.title}`, buttons: [open] };
  return { ...card(t.title, text(sentence), list("", [row])), tone: "warning" };
}
