import { reaches } from "../../access/roles.ts";
import { type Card, card, list, type Row } from "../../cards/card.ts";
import { readablePhone } from "../../crm/customer.ts";
import { type AppError, type Fault, toAppError } from "../../errors.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { SearchHit } from "../../search/search-index.ts";
import { type Call, placeKey } from "../call.ts";
import { CallRecord, type CallRecordPorts } from "../call-record.ts";
import type { Command } from "../command.ts";
import type { Context, Who } from "../context.ts";
import type { Contexts } from "../context-factory.ts";
import type { Registry } from "../registry.ts";
import type { Drafts } from "./draft.ts";

/** A customer that is offered while a person types into a form. */
export interface Suggestion {
  name: string;
  /** `"0867 123 456 · Cộng Hoà"`; shortened for people who see shortened lists. */
  detail: string;
  /** `"customer:476"` */
  value: string;
}

/** What a person is offered; empty if the index is off, knows nobody, or the quota is used up. */
export interface Suggestions {
  locale: Locale;
  customers: readonly Suggestion[];
}

export interface SuggestionsPorts extends CallRecordPorts {
  contexts: Contexts;
  drafts: Pick<Drafts, "find">;
  registry: Pick<Registry, "get">;
  log: Logger;
}

/** The most customers that are suggested at once. */
const MOST_SHOWN = 20;
/**
 * How many are suggested if more than `MOST_SHOWN` match. Each customer shown counts for the quota, and every further letter
 * brings other customers.
 */
const SHOWN_IF_MORE = 5;
/** A longer text is no name, address or number. */
const LONGEST_TYPED = 100;
/** The form is gone or another person's, or the quota is used up. */
const REFUSED: ReadonlySet<Fault> = new Set(["expired", "not-yours", "over-quota"]);

/** Suggests customers out of the index while a person types into a form. AntCRM is not asked. */
export function createSuggestions(ports: SuggestionsPorts) {
  const { contexts, drafts, registry, lookUps, log } = ports;

  /** Returns the command whose form has this field for a customer; null if the person may not use it there. */
  async function commandOf(call: Call, field: string, { role }: Who): Promise<Command | null> {
    if (call.body.kind !== "form") return null;
    const draft = await drafts.find(call.body.draft, call.person);
    const command = registry.get(draft.command);
    const isCustomer = command.asked.some(({ name, kind }) => name === field && kind === "customer");
    return isCustomer && draft.place === placeKey(call.place) && reaches(role, command.role) ? command : null;
  }

  /** Returns the suggestions as a list, so that they are counted, recorded and masked as one. */
  async function listOf(hits: readonly SearchHit[], command: Command, ctx: Context): Promise<Card> {
    const references = hits.map(({ reference }) => reference);
    const { length } = await lookUps.fitting(references, ctx);
    ctx.recordAccess(length === 1 ? (references[0] ?? null) : null, length === 1 ? "shown" : "several");
    return cardOf(hits.slice(0, length), command, ctx.who.locale);
  }

  async function customersFor(typed: string, command: Command, ctx: Context): Promise<Suggestion[]> {
    const { hits = [] } = typed.length > LONGEST_TYPED ? {} : ((await ctx.search.search(typed)) ?? {});
    if (hits.length === 0) return [];
    Object.assign(ctx.auditEntry, { command: command.name, effect: "look-up" });
    const record = new CallRecord(ctx, ports);
    try {
      const count = hits.length > MOST_SHOWN ? SHOWN_IF_MORE : MOST_SHOWN;
      const shown = await listOf(hits.slice(0, count), command, ctx);
      await record.addLookUp(shown);
      await lookUps.watch(ctx);
      return suggestionsIn(await lookUps.masked(shown, ctx.who));
    } catch (thrown) {
      await record.add(toAppError(thrown));
      throw thrown;
    }
  }

  return {
    /**
     * Suggests customers for what was typed into a field so far.
     * @param call a form with the text of this field
     * @returns null if the person may not use this form. Never rejects
     */
    async suggestCustomers(call: Call, field: string): Promise<Suggestions | null> {
      const nobodyWaits = new AbortController();
      try {
        const who = await contexts.whoIs(call);
        const command = await commandOf(call, field, who);
        if (command === null || call.body.kind !== "form") return null;
        const typed = call.body.values[field]?.trim() ?? "";
        const ctx = contexts.open(call, who, nobodyWaits.signal);
        const customers = await customersFor(typed, command, ctx).catch((thrown: unknown) => {
          noteFailure(toAppError(thrown), log);
          return [];
        });
        return { locale: who.locale, customers };
      } catch (thrown) {
        noteFailure(toAppError(thrown), log);
        return null;
      } finally {
        nobodyWaits.abort();
      }
    },
  };
}

/** Logs a failure without what was typed. */
function noteFailure({ fault, message }: AppError, log: Logger): void {
  if (!REFUSED.has(fault)) log.warn({ err: message }, "customers could not be suggested");
}

function cardOf(hits: readonly SearchHit[], command: Command, locale: Locale): Card {
  const title = command.title(locale);
  const rows = hits.map((hit) => rowOf(hit, locale));
  return card(title, list(title, rows));
}

function rowOf({ reference, customer }: SearchHit, locale: Locale): Row {
  const { name, phones, emails, places } = customer;
  const reachedBy = phones.slice(0, 1).map(readablePhone)[0] ?? emails[0];
  return {
    title: name || commonMessages[locale].unnamed,
    detail: [reachedBy, places[0]].filter(Boolean).join(" · "),
    customer: reference,
  };
}

function suggestionsIn({ blocks }: Card): Suggestion[] {
  const rows = blocks.flatMap((block) => (block.kind === "list" ? block.rows : []));
  return rows.map(({ title, detail = "", customer = "" }) => ({ name: title, detail, value: customer }));
}
