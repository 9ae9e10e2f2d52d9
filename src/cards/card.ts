/**
 * Answers before any platform: plain data, plain text. Renderers escape and lay out; nobody else writes markup.
 *
 * `P` is what a button carries. A command writes a `Press` (what shall happen); before a card leaves the core each press
 * is stored and replaced by its id, so a platform only ever sees `Card<PressId>` and cannot leak what is behind a button.
 */
export interface Card<P = Action> {
  title: string;
  tone: Tone;
  /** `private`: for the asker alone, the default for anything with customer data. `shared`: for everybody in the chat. */
  audience: "private" | "shared";
  blocks: readonly Block<P>[];
  /** The outcome of a write: it also goes to the person's direct messages when it was asked in a shared chat. */
  receipt?: boolean;
  /** The draft of the form this card ends or interrupts: it takes the place of the form's message. */
  follows?: string;
  /** Customers' full names that occur anywhere in the card, so that a shared rendering can shorten them. */
  names?: readonly string[];
}

/** A card as platforms get it. */
export interface ReadyCard extends Card<ActionId> {
  /** The reader's language, for the few words a platform adds itself. */
  locale: "vi" | "en";
}

/** `waiting` marks a card that a later one replaces. */
export type Tone = "plain" | "good" | "warning" | "bad" | "waiting";

export type Block<P = Action> =
  | { kind: "text"; text: string }
  /** Somebody else's words: a chat message, AntCRM's refusal. */
  | { kind: "quote"; text: string; by?: string }
  | { kind: "fields"; fields: readonly Field[] }
  | { kind: "list"; heading?: string; rows: readonly Row<P>[] }
  | { kind: "table"; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  /** A file that goes with the card: a report to take away. Only the last card of an answer brings its files. */
  | { kind: "file"; file: CardFile }
  /** A picture to look at: a chart. */
  | { kind: "image"; file: CardFile & { alt: string } }
  /** Small print: where it comes from, how old it is, what was left out. */
  | { kind: "context"; text: string }
  | { kind: "buttons"; buttons: readonly Button<P>[] }
  | { kind: "form"; form: Form<P> };

/** `{ label: "Điểm", value: "120" }` */
export interface Field {
  label: string;
  value: string;
  /** Says where or who somebody is even without its numbers (a home address): `***` where a card is masked. */
  personal?: true;
}

/** One record of a list: `{ title: "Nguyễn Văn An", detail: "0900 000 001 · Bạc", buttons: [Mở] }` */
export interface Row<P = Action> {
  title: string;
  detail?: string;
  buttons?: readonly Button<P>[];
  /** A colleague whom it names by their e-mail, which is not masked in a list. */
  staff?: string;
  /** The customer it shows, for the audit and the quota, as `Context.shows` is told. Never drawn. */
  customer?: string;
}

/** `{ name: "loi-nhap-khach.csv", mime: "text/csv", bytes }`; held in memory, so for what a person reads, not for archives. */
export interface CardFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** What is in it, for those who do not open it or cannot see it. */
  alt?: string;
}

export interface Column {
  heading: string;
  align?: "left" | "right";
}

export interface Button<P = Action> {
  label: string;
  style?: "primary" | "danger";
  action: P;
  /** The answer takes the place of this card: the next page of a list, not a new message below it. */
  inPlace?: true;
}

/** What happens when a button is pressed: a command with its raw arguments, as if they had been typed. */
export interface Action {
  /** A command's name: `"redeem"`. */
  command: string;
  /** `{ customer: "+84900000001" }`; a required argument that is missing is asked for. */
  args: Readonly<Record<string, string>>;
  /** Who may press: the person the card was made for (the default), or anyone whose role allows the command. */
  by?: "asker" | "anyone";
}

/** Opaque id of a stored press: at most 32 characters of `[A-Za-z0-9_-]`, fit for Telegram's 64 bytes. */
export type ActionId = string;

/** What is still needed to run a command, with what is known already. The draft behind it is stored. */
export interface Form<P = Action> {
  draft: string;
  /** At most 24 characters where Slack shows it: `"Tạo phiếu"`. */
  title: string;
  fields: readonly FormField[];
  /** The field a step-by-step platform asks for now; the person's next message answers it. */
  prompt: FormField;
  /** Answers offered for `asking`, as buttons, for platforms that ask step by step. */
  choices: readonly Button<P>[];
  /** Ways round the question: back, skip, done; only those that lead somewhere. Their labels may be typed too. */
  steps: readonly StepButton<P>[];
  /** Opens the form on a platform that shows whole forms, when the event at hand cannot open one. */
  open: Button<P>;
  cancel: Button<P>;
}

export interface StepButton<P = Action> extends Button<P> {
  step: "back" | "skip" | "finish";
}

export interface FormField {
  name: string;
  label: string;
  kind: "line" | "lines" | "choice" | "date";
  required: boolean;
  /** What is known or was typed: kept through errors and restarts. Of a choice its value, of a date `"2026-11-25"`. */
  value?: string;
  /** The value as people read it, where that is not the same: `"25/11/2026"`. */
  shown?: string;
  hint?: string;
  /** For `choice`. */
  choices?: readonly Choice[];
  /** For `choice`: another value may be typed. */
  others?: true;
  error?: string;
}

export interface Choice {
  label: string;
  value: string;
}

/** A private card with a title: `card("Khách hàng", fields(...), buttons(...))`. */
export function card(title: string, ...blocks: readonly (Block | null)[]): Card {
  return { title, tone: "plain", audience: "private", blocks: blocks.filter((block) => block !== null) };
}

export const text = (value: string): Block => ({ kind: "text", text: value });
export const context = (value: string): Block => ({ kind: "context", text: value });
export const quote = (value: string, by?: string): Block =>
  by === undefined ? { kind: "quote", text: value } : { kind: "quote", text: value, by };
export const field = (label: string, value: string): Field => ({ label, value });

export const file = (one: CardFile): Block => ({ kind: "file", file: one });
export const image = (one: CardFile & { alt: string }): Block => ({ kind: "image", file: one });

/** Labelled values; a field that is null is left out, and with no field at all so is the block. */
export function fields(...all: readonly (Field | null)[]): Block | null {
  const present = all.filter((one) => one !== null);
  return present.length === 0 ? null : { kind: "fields", fields: present };
}

/** Rows under a heading; null when there are none. */
export function list(heading: string, rows: readonly Row[]): Block | null {
  return rows.length === 0 ? null : { kind: "list", heading, rows };
}

/** A row of buttons; null when there are none. */
export function buttons(...all: readonly (Button | null)[]): Block | null {
  const present = all.filter((one) => one !== null);
  return present.length === 0 ? null : { kind: "buttons", buttons: present };
}

/** A button that runs a command: `button("Điểm", "points", { customer: "+84900000001" })`. */
export function button(
  label: string,
  command: string,
  args: Readonly<Record<string, string>> = {},
  { by, ...look }: Pick<Button, "style" | "inPlace"> & { by?: "asker" | "anyone" } = {},
): Button {
  const action: Action = by ? { command, args, by } : { command, args };
  return { label, action, ...look };
}

/** The files and pictures that a card brings, in their order. */
export function filesOf<P>({ blocks }: Card<P>): CardFile[] {
  return blocks.flatMap((block) => (block.kind === "file" || block.kind === "image" ? [block.file] : []));
}

/** The same card with something else on its buttons. */
export function mapActions<P, Q>(card: Card<P>, change: (action: P) => Q): Card<Q> {
  const onButton = (one: Button<P>): Button<Q> => ({ ...one, action: change(one.action) });
  return { ...card, blocks: card.blocks.map((block) => mapBlock(block, onButton)) };
}

function mapBlock<P, Q>(block: Block<P>, onButton: (button: Button<P>) => Button<Q>): Block<Q> {
  switch (block.kind) {
    case "buttons":
      return { ...block, buttons: block.buttons.map(onButton) };
    case "list":
      return { ...block, rows: block.rows.map((row) => mapRow(row, onButton)) };
    case "form": {
      const { form } = block;
      const choices = form.choices.map(onButton);
      const steps = form.steps.map((one) => ({ ...onButton(one), step: one.step }));
      const [open, cancel] = [onButton(form.open), onButton(form.cancel)];
      return { ...block, form: { ...form, choices, steps, open, cancel } };
    }
    default:
      return block;
  }
}

/** What stands in a field, as people read it. */
export function fieldText({ value, shown, choices = [] }: FormField): string | undefined {
  return shown ?? choices.find((choice) => choice.value === value)?.label ?? value;
}

function mapRow<P, Q>(row: Row<P>, onButton: (button: Button<P>) => Button<Q>): Row<Q> {
  const { buttons: own, ...rest } = row;
  return own === undefined ? rest : { ...rest, buttons: own.map(onButton) };
}

/** The same card for reading alone. */
export function withoutButtons<P>(card: Card<P>): Card<P> {
  const kept = card.blocks.filter((block) => block.kind !== "buttons" && block.kind !== "form");
  return {
    ...card,
    blocks: kept.map((block) => (block.kind === "list" ? { ...block, rows: block.rows.map(bare) } : block)),
  };
}

function bare<P>({ buttons: _, ...row }: Row<P>): Row<P> {
  return row;
}

/** The customers whom the card's rows show, in their order. */
export function customersIn<P>({ blocks }: Card<P>): string[] {
  const rows = blocks.flatMap((block) => (block.kind === "list" ? block.rows : []));
  return rows.flatMap(({ customer }) => (customer === undefined ? [] : [customer]));
}

/** The card as it leaves the core: its rows name no customer by a reference. */
export function withoutCustomers<P>(card: Card<P>): Card<P> {
  const bareRow = ({ customer: _, ...row }: Row<P>): Row<P> => row;
  const blocks = card.blocks.map((block) =>
    block.kind === "list" ? { ...block, rows: block.rows.map(bareRow) } : block,
  );
  return { ...card, blocks };
}
