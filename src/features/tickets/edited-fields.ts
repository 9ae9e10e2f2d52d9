import type { Args } from "../../bot/command.ts";
import type { Held } from "../../bot/editing/before.ts";
import { type Change, differing } from "../../bot/editing/changes.ts";
import { type Field as CardField, field as cardField } from "../../cards/card.ts";
import { htmlToPlain, isReadWhole } from "../../crm/html.ts";
import type { Priority, Ticket } from "../../crm/ticket.ts";
import type { TicketChanges } from "../../crm/tickets-write.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { priorityName } from "../../i18n/priority-name.ts";

export const ticketLabels = defineMessages({
  en: {
    ticket: "Ticket number",
    title: "Title",
    summary: "Details",
    status: "Status",
    priority: "Priority",
    sla: "SLA",
    category: "Category",
    resolution: "Resolution",
    closes: "Closes it",
  },
  vi: {
    ticket: "Số phiếu",
    title: "Tiêu đề",
    summary: "Nội dung",
    status: "Trạng thái",
    priority: "Độ ưu tiên",
    sla: "SLA",
    category: "Danh mục",
    resolution: "Cách giải quyết",
    closes: "Đóng phiếu",
  },
});

/** What PUT /tickets takes; group, customer and assignee are not among it (antcrm-api.md 3.4). */
const FIELDS = ["title", "summary", "status", "priority", "sla", "category", "resolution"] as const;
type Field = (typeof FIELDS)[number];

/** What was asked for: undefined keeps what is there, null empties it. */
export type Wanted = Partial<Record<Field, string | null | undefined>>;

/** Those that somebody asked to change. */
export function askedFields(wanted: Wanted): Field[] {
  return FIELDS.filter((field) => wanted[field] !== undefined);
}

function heldIn(found: Ticket, field: Field): string {
  const value = field === "summary" ? htmlToPlain(found.summaryHtml) : found[field];
  return (value ?? "").trim();
}

export function changedFields(found: Ticket, wanted: Wanted): Field[] {
  return FIELDS.filter((field) => {
    const value = wanted[field];
    return value !== undefined && (value ?? "").trim() !== heldIn(found, field);
  });
}

export function changesOf(found: Ticket, wanted: Wanted, locale: Locale): Change[] {
  return differing(
    changedFields(found, wanted).map((field) => ({
      label: ticketLabels[locale][field],
      before: shown(field, heldIn(found, field), locale),
      after: shown(field, wanted[field] ?? "", locale),
    })),
  );
}

function shown(field: Field, value: string | null, locale: Locale): string {
  return field === "priority" && value ? priorityName(value, locale) : (value ?? "");
}

export function held(found: Ticket, fields: readonly Field[]): Held {
  return Object.fromEntries(fields.map((field) => [field, heldIn(found, field)]));
}

/** The arguments as they would be typed again: what is emptied is `-`. */
export function typedAgain(fields: readonly Field[], wanted: Wanted): Args {
  return Object.fromEntries(fields.map((field) => [field, wanted[field] ?? "-"]));
}

/** A summary that was cut is left out: what is saved would stand in the place of all of it. */
export function formOf(found: Ticket): Args {
  const filled = FIELDS.filter((field) => field !== "summary" || isReadWhole(found.summaryHtml))
    .map((field) => [field, heldIn(found, field)] as const)
    .filter(([, value]) => value !== "");
  return { ticket: found.id, ...Object.fromEntries(filled) };
}

export function toSend({ priority: chosen, ...texts }: Wanted): TicketChanges {
  const given = FIELDS.filter(
    (field) => field !== "priority" && texts[field as keyof typeof texts] !== undefined,
  );
  const changes = Object.fromEntries(given.map((field) => [field, texts[field as keyof typeof texts] ?? ""]));
  return { ...changes, ...(chosen == null ? {} : { priority: chosen as Priority }) };
}

/** What the ticket holds after the change, for the receipt. */
export function newValues(wanted: Wanted, locale: Locale): CardField[] {
  return askedFields(wanted).map((field) =>
    cardField(ticketLabels[locale][field], shown(field, wanted[field] ?? "", locale) || "–"),
  );
}
