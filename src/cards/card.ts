/**
 * A card is a platform-independent answer: plain data, plain text. Only renderers escape and write markup.
 * `P` is what a button carries. A command writes an `Action`. Before a card leaves the core, each action is stored
 * and replaced by its id. So a platform only sees `Card<ActionId>` and cannot leak what is behind a button.
 */
export interface Card<P = Action> {
  title: string;
  tone: Tone;
  /** `private`: for the asker alone, the default for customer data. `shared`: for everybody in the chat. */
  audience: "private" | "shared";
  blocks: readonly Block<P>[];
  /** The card is the outcome of a write: in a shared chat it also goes to the person's direct messages. */
  receipt?: boolean;
  /** The card says itself that it may have been sent before. */
  isMarked?: true;
  /** The draft of the form that this card ends or interrupts: the card replaces the form's message. */
  follows?: string;
  /** The id of the operation that this card asks to confirm. */
  asks?: string;
  /**
   * The card asks which of several is meant: each row, or each button, does for one what the person asked for. False: the
   * person wants none of those that a card before it offered.
   */
  chooses?: boolean;
  /** The card says that nobody was found: the person's next message may correct who is meant. Never drawn. */
  isNobody?: true;
  /** An open question that this card ends: its message loses its buttons and gets the note. */
  closes?: ClosedQuestion;
  /** Customers' full names in the card, so that a shared rendering can shorten them. */
  names?: readonly string[];
  /** The records that the card is about, the main one first: the person's next message may mean them. Never drawn. */
  about?: readonly ShownRecord[];
}

export type RecordKind =
  | "customer"
  | "ticket"
  | "deal"
  | "product"
  | "campaign"
  | "gift"
  | "digest"
  | "alert";

/** One record that a card or a row shows. */
export interface ShownRecord {
  kind: RecordKind;
  /** As an argument takes it: `"customer:476"`, `"17464"`, `"TIVI01"`. */
  reference: string;
  /** As people know it: `"Trần Thị Bình"`, `"#17464 Máy in kẹt giấy"`. */
  name: string;
}

/** `{ question: "k3Jx…", note: "Đã huỷ" }` */
interface ClosedQuestion {
  /** The card that asks has this id in `asks`. */
  question: string;
  note: string;
}

/** A card as platforms receive it. */
export interface ReadyCard extends Card<ActionId> {
  /** The reader's language, for the few texts a platform adds itself. */
  locale: "vi" | "en";
}

/** `waiting` marks a card that a later one replaces. */
export type Tone = "plain" | "good" | "warning" | "bad" | "waiting";

export type Block<P = Action> =
  | { kind: "text"; text: string }
  /** A text of somebody else: a chat message, AntCRM's refusal. */
  | { kind: "quote"; text: string; by?: string }
  | { kind: "fields"; fields: readonly Field[] }
  | { kind: "list"; heading?: string; rows: readonly Row<P>[] }
  | { kind: "table"; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  /** A file that belongs to the card, such as a report. Only the last card of an answer brings its files. */
  | { kind: "file"; file: CardFile }
  /** A picture such as a chart. */
  | { kind: "image"; file: CardFile & { alt: string } }
  /** Small print: the source, its age, what was left out. */
  | { kind: "context"; text: string }
  | { kind: "buttons"; buttons: readonly Button<P>[] }
  | { kind: "form"; form: Form<P> };

/** `{ label: "Điểm", value: "120" }` */
export interface Field {
  label: string;
  value: string;
  /** The field identifies a person even without digits, e.g. a home address: masked as `***`. */
  personal?: true;
}

/** One record of a list: `{ title: "Nguyễn Văn An", detail: "0900 000 001 · Bạc", buttons: [Mở] }` */
export interface Row<P = Action> {
  title: string;
  detail?: string;
  buttons?: readonly Button<P>[];
  /** A colleague whom the row names by e-mail; that e-mail is not masked in a list. */
  staff?: string;
  /** The customer in this row, for the audit and the quota. Never drawn. */
  customer?: string;
  /** The record of the row, if the first button of the row does not name it with the row's title. Never drawn. */
  about?: ShownRecord;
}

/** `{ name: "loi-nhap-khach.csv", mime: "text/csv", bytes }`; held in memory, so not suitable for large files. */
export interface CardFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** A text alternative, for people who do not open the file or cannot see it. */
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
  /** The answer replaces this card, such as the next page of a list. */
  inPlace?: true;
}

/** What happens when a button is clicked: a command with its raw arguments, as if they had been typed. */
export interface Action {
  /** A command's name: `"redeem"`. */
  command: string;
  /** `{ customer: "+84900000001" }`; the bot prompts for a required argument that is missing. */
  args: Readonly<Record<string, string>>;
  /** Who may click: the person the card was made for (the default), or anyone whose role allows the command. */
  by?: "asker" | "anyone";
}

/** Opaque id of a stored action: at most 32 characters of `[A-Za-z0-9_-]`, which fits Telegram's 64 bytes. */
export type ActionId = string;

/** The arguments that a command still needs, with those already known. Its draft is stored. */
export interface Form<P = Action> {
  draft: string;
  /** At most 24 characters for Slack: `"Tạo phiếu"`. */
  title: string;
  fields: readonly FormField[];
  /** The field that a step-by-step platform asks for now; the person's next message answers it. */
  prompt: FormField;
  /** Buttons with answers for `prompt`, for platforms that ask step by step. */
  choices: readonly Button<P>[];
  /** Alternatives to answering: back, skip, done; only those that apply. Their labels may also be typed. */
  steps: readonly StepButton<P>[];
  /** Opens the form on a platform with modals, when the current event cannot open one. */
  open: Button<P>;
  cancel: Button<P>;
}

export interface StepButton<P = Action> extends Button<P> {
  step: "back" | "skip" | "finish";
}

export interface FormField {
  name: string;
  label: string;
  /** `customer`: a line for which the bot can suggest customers while the person types. */
  kind: "line" | "lines" | "choice" | "date" | "customer";
  required: boolean;
  /**
   * The known or typed value, kept through errors and restarts: of a choice its value, of a date `"2026-11-25"`, of a
   * customer `"customer:476"`.
   */
  value?: string;
  /** The value as people read it, where it differs: `"25/11/2026"`, `"Trần Thị Bình · 0867 123 456"`. */
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

/** Returns true for signs of work and failures: two processes may send them to the person who asked. */
export function isHarmlessTwice({ tone }: Pick<Card, "tone">): boolean {
  return tone === "waiting" || tone === "bad";
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

/** Labelled values. Null fields are left out; returns null when no field is left. */
export function fields(...all: readonly (Field | null)[]): Block | null {
  const present = all.filter((one) => one !== null);
  return present.length === 0 ? null : { kind: "fields", fields: present };
}

/** Rows under a heading; null without rows. */
export function list(heading: string, rows: readonly Row[]): Block | null {
  return rows.length === 0 ? null : { kind: "list", heading, rows };
}

/** A row of buttons; null without buttons. */
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

/** Returns the form that the card shows, if any. */
export function formOf<P>({ blocks }: Card<P>): Form<P> | undefined {
  return blocks.find((block) => block.kind === "form")?.form;
}

/** True for a card that asks something. Once it is answered, its buttons must not stay clickable. */
export function isQuestion<P>(card: Card<P>): boolean {
  return card.tone === "warning" || formOf(card) !== undefined;
}

/** Returns the card's files and pictures, in their order. */
export function filesOf<P>({ blocks }: Card<P>): CardFile[] {
  return blocks.flatMap((block) => (block.kind === "file" || block.kind === "image" ? [block.file] : []));
}

/** Returns a field's value as people read it. */
export function fieldText({ value, shown, choices = [] }: FormField): string | undefined {
  return shown ?? choices.find((choice) => choice.value === value)?.label ?? value;
}

/** Returns the card with changed actions on its buttons. */
export function mapActions<P, Q>(card: Card<P>, change: (action: P) => Q): Card<Q> {
  const onButton = (one: Button<P>): Button<Q> => ({ ...one, action: change(one.action) });
  return { ...card, blocks: card.blocks.map((block) => mapBlock(block, onButton)) };
}

function mapBlock<P, Q>(block: Block<P>, onButton: (button: Button<P>) => Button<Q>): Block<Q> {
  switch (block.kind) {
    case "buttons":
      return { ...block, buttons: block.buttons.map(onButton) };
    case "list":
      return { ...block, rows: block.rows.map((row) => mapRowActions(row, onButton)) };
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

function mapRowActions<P, Q>(row: Row<P>, onButton: (button: Button<P>) => Button<Q>): Row<Q> {
  const { buttons: own, ...rest } = row;
  return own === undefined ? rest : { ...rest, buttons: own.map(onButton) };
}

/** Returns the card without buttons and forms, for display only. */
export function withoutButtons<P>(card: Card<P>): Card<P> {
  const blocks = card.blocks.filter((block) => block.kind !== "buttons" && block.kind !== "form");
  return mapRows({ ...card, blocks }, ({ buttons: _, ...row }) => row);
}

/** Returns a question that is closed: without buttons, and with a line that says why. */
export function closedQuestion<P>(asked: Card<P>, note: string): Card<P> {
  const { asks: _, ...shown } = withoutButtons(asked);
  return { ...shown, tone: "plain", blocks: [...shown.blocks, { kind: "context", text: note }] };
}

/** Returns the customers in the card's rows, in their order. */
export function customersIn<P>(card: Card<P>): string[] {
  return rowsIn(card).flatMap(({ customer }) => (customer === undefined ? [] : [customer]));
}

/** Returns the card without references to records, as it leaves the core. */
export function withoutReferences<P>({ about: _, ...card }: Card<P>): Card<P> {
  return mapRows(card, ({ customer: _customer, about: _about, ...row }) => row);
}

/** Returns the rows of the card's lists, in their order. */
function rowsIn<P>({ blocks }: Card<P>): Row<P>[] {
  return blocks.flatMap((block) => (block.kind === "list" ? block.rows : []));
}

function mapRows<P>(card: Card<P>, change: (row: Row<P>) => Row<P>): Card<P> {
  const blocks = card.blocks.map((block) =>
    block.kind === "list" ? { ...block, rows: block.rows.map(change) } : block,
  );
  return { ...card, blocks };
}
