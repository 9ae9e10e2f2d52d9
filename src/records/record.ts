import { readablePhone } from "../crm/customer.ts";
import type { Priority } from "../crm/tickets.ts";
import type { Formats } from "../i18n/formats.ts";
import { priorityName } from "../i18n/formats.ts";
import type { Label, Locale } from "../i18n/messages.ts";
import type { ArgumentKind } from "../understanding/grammar.ts";

/** What is needed to write a value for people: the language and the formats. A command's `Context` has both. */
export interface Display {
  who: { locale: Locale };
  formats: Formats;
}

/** How a field's value is typed: each is a kind of argument that commands take. */
type TypedAs = Extract<
  ArgumentKind,
  | ("line" | "lines" | "product" | "amount" | "phone" | "phones" | "email" | "emails" | "list" | "date")
  | ("choice" | "priority" | "deal-lines")
>;

/** What a kind of field does with a value of type `V`. */
export interface FieldKind<V> {
  typedAs: TypedAs;
  /** For a choice: the values there are. */
  values?: readonly [string, ...string[]];
  /** The value for a typed text in canonical form. `held`: what the record holds now. */
  read(typed: string, held: V | null): V;
  /** The value that clears the field. */
  cleared(held: V | null): V;
  /** The canonical text for a form; empty if a form cannot hold the value. */
  typed(value: V): string;
  shown(value: V, display: Display): string;
  /** As `crm` takes it. The value itself unless given. */
  sent?(value: V): unknown;
  /** The same text for equal values, independent of the language. The typed text unless given. */
  compared?(value: V | null): string;
}

/**
 * One value of a field, in each of its forms. Only its kind knows the type. A price:
 * `{ value: 3000, sent: 3000, compared: "3000", typed: "3000", shown: () => "3.000 ₫" }`
 */
export interface FieldValue {
  value: unknown;
  /** As `crm` takes it. */
  sent: unknown;
  compared: string;
  typed: string;
  shown(display: Display): string;
}

/** How a form asks for a field, if its kind does not say it. See `ArgumentNote`. */
interface InputNote {
  max?: number;
  maxItems?: number;
  alsoCalled?: readonly string[];
  /**
   * True: only words behind its label are meant for it: `"nguồn: Zalo"`. Texts are keyed unless this is false: then the
   * field takes the words that no other field took.
   */
  keyed?: boolean;
  /** True for somebody's name: it ends at a comma. */
  brief?: boolean;
  /** For a date, true: only a day that has been is allowed, with its year. */
  past?: boolean;
}

/** How one form asks for a field. */
export interface FormInput extends InputNote {
  /** The argument's name; the field's name unless given. */
  name?: string;
  /** The kind that this form reads it as, if it is another one. */
  typedAs?: TypedAs;
  label?: Label;
  required?: boolean;
  clearable?: boolean;
}

/** The column of a file that fills the field. */
interface FieldColumn {
  /** The label in the create form unless given. */
  label?: Label;
  /** Other headings; accents, capitals and punctuation are ignored. */
  headings?: readonly string[];
  /** The property of the row; the field's key unless given. */
  row?: string;
  required?: true;
  /** The column may occur several times: "Điện thoại 1", "Điện thoại 2". */
  several?: true;
  max?: number;
  /** For a choice: what people write for each value, without accents. */
  words?: Readonly<Record<string, readonly string[]>>;
  /** An address has a column for each of its parts. */
  isAddress?: true;
}

interface FieldNotes<R> {
  /** In cards and questions; in forms and files as well, unless those have their own. */
  label: Label;
  /** The list under which accepted values are learned and offered again. */
  learned?: string;
  /** Identifies a person even without phone numbers: hidden when a card is masked. */
  personal?: true;
  /** Somebody's name: a shared card shortens it. */
  isName?: true;
  /** A list that is sent whole: AntCRM does not document whether it merges lists. */
  isWhole?: true;
  /** Shown in place of a value that AntCRM does not return. */
  unread?: Label;
  /** The record's card shows it, with its own label if one is given. */
  card?: { label?: Label; isShown?(record: R): boolean };
  /** What the create and edit forms have in common. */
  input?: InputNote;
  /** Absent: no create form asks for it. */
  create?: FormInput;
  /** Absent: it cannot be changed. */
  edit?: FormInput;
  /** Absent: no file has it. */
  import?: FieldColumn;
}

interface FieldSpec<R, C, V> extends FieldNotes<R> {
  /** The property that `crm` sends it in; absent for a field that cannot be sent. */
  key?: keyof C & string;
  /** What the record holds. Absent: AntCRM never returns the field. */
  held?(record: R): V | null;
  /** False if saving the form would lose a part of what the record holds. */
  isTypable?(record: R): boolean;
}

/** A field of the record `R`. */
export interface RecordField<R> extends FieldNotes<R>, Pick<FieldKind<unknown>, "typedAs" | "values"> {
  key: string;
  /** False if AntCRM did not return the value, so that the bot does not know it. */
  isRead(record: R): boolean;
  held(record: R): FieldValue;
  /**
   * @param typed  canonical text; null clears the field
   * @param held  the value so far of the property `key`, which several fields may share; null for a new record
   */
  wanted(typed: string | null, held: FieldValue | null): FieldValue;
}

export type Fields<R> = Readonly<Record<string, RecordField<R>>>;

export type FormKind = "create" | "edit";

export type RecordPart = FormKind | "card" | "import";

interface RecordSpec<F> {
  fields: F;
  /** For a part with an order of its own: these fields come first, the others follow. */
  order?: Readonly<Partial<Record<RecordPart, readonly (keyof F & string)[]>>>;
}

/** Everything the bot knows of one kind of record, each field once. */
export interface RecordDefinition<R, F extends Fields<R> = Fields<R>> {
  fields: F;
  /** The fields that a part has, in its order. */
  parts: Readonly<Record<RecordPart, readonly NamedField<R>[]>>;
}

export interface NamedField<R> extends RecordField<R> {
  name: string;
}

/**
 * Begins the definition of a record.
 * @example const { field, defineRecord } = recordOf<Product, ProductChanges>();
 */
export function recordOf<R, C>() {
  return {
    field<V>(kind: FieldKind<V>, spec: FieldSpec<R, C, V>): RecordField<R> {
      const heldBy = (record: R) => spec.held?.(record) ?? null;
      const { held, key = "", isTypable, ...notes } = spec;
      return {
        ...notes,
        typedAs: kind.typedAs,
        ...(kind.values && { values: kind.values }),
        key,
        isRead: (record) => held !== undefined && (spec.unread === undefined || heldBy(record) !== null),
        held(record) {
          const value = fieldValue(kind, heldBy(record));
          // The field is still compared by its real value: only the form is empty.
          return isTypable?.(record) === false ? { ...value, typed: "" } : value;
        },
        wanted(typed, held) {
          const before = (held?.value ?? null) as V | null;
          return fieldValue(kind, typed === null ? kind.cleared(before) : kind.read(typed, before));
        },
      };
    },
    /** A row of the card that nobody types. */
    readOnly(
      label: Label,
      shown: (record: R, display: Display) => string,
      notes: Pick<FieldNotes<R>, "personal" | "import"> = {},
    ): RecordField<R> {
      const nothing = { value: null, sent: null, typed: "", compared: "" };
      return {
        label,
        ...notes,
        card: {},
        typedAs: "line",
        key: "",
        isRead: () => true,
        held: (record) => ({ ...nothing, shown: (display) => shown(record, display) }),
        wanted: () => ({ ...nothing, shown: () => "" }),
      };
    },
    defineRecord<F extends Fields<R>>({ fields, order = {} }: RecordSpec<F>): RecordDefinition<R, F> {
      const part = (name: RecordPart) => fieldsOf<R>(fields, name, order[name]);
      const parts = {
        create: part("create"),
        edit: part("edit"),
        card: part("card"),
        import: part("import"),
      };
      return { fields, parts };
    },
  };
}

export function fieldValue<V>(kind: FieldKind<V>, value: V | null): FieldValue {
  return {
    value,
    sent: value !== null && kind.sent ? kind.sent(value) : value,
    get typed() {
      return value === null ? "" : kind.typed(value);
    },
    get compared() {
      return kind.compared ? kind.compared(value) : this.typed;
    },
    shown: (display) => (value === null ? "" : kind.shown(value, display)),
  };
}

function fieldsOf<R>(fields: Fields<R>, part: RecordPart, order: readonly string[] = []): NamedField<R>[] {
  const all = Object.entries(fields).flatMap(([name, field]) =>
    field[part] === undefined ? [] : [{ ...field, name }],
  );
  const first = order.flatMap((name) => all.filter((field) => field.name === name));
  return [...first, ...all.filter((field) => !first.includes(field))];
}

export function formLabel<R>(field: RecordField<R>, form: FormKind): Label {
  return field[form]?.label ?? field.label;
}

/** A text of one line. */
export const line: FieldKind<string> = {
  typedAs: "line",
  read: (typed) => typed,
  cleared: () => "",
  typed: (value) => value.trim(),
  shown: (value) => value.trim(),
};

/** A text of several lines. */
export const lines: FieldKind<string> = { ...line, typedAs: "lines" };

/** Money in whole dong. */
export const money: FieldKind<number> = {
  typedAs: "amount",
  read: Number,
  cleared: () => 0,
  typed: String,
  shown: (value, { formats }) => formats.money(value),
};

/** A phone number. A number from AntCRM that cannot be parsed does not fill a form. */
export const phone: FieldKind<string> = {
  ...line,
  typedAs: "phone",
  typed: (value) => (value.startsWith("+") ? value : ""),
  shown: readablePhone,
  compared: (value) => value?.trim() ?? "",
};

export const priority: FieldKind<Priority | (string & {})> = {
  ...line,
  typedAs: "priority",
  shown: (value, { who }) => value && priorityName(value, who.locale),
};

/** A choice of two values. `yes` and `no` are the canonical texts, `names` their labels. */
export function yesOrNo<const N extends string>(
  yes: N,
  no: N,
  names: Readonly<Record<N, Label>>,
): FieldKind<boolean> {
  const nameOf = (value: boolean) => (value ? yes : no);
  return {
    typedAs: "choice",
    values: [yes, no],
    read: (typed) => typed === yes,
    cleared: () => false,
    typed: nameOf,
    shown: (value, { who }) => names[nameOf(value)][who.locale],
  };
}
