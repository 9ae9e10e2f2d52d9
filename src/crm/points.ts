import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { asEmails, atWork } from "./contacts-write.ts";
import { type HistoryForms, type OtherForms, searchHistory } from "./history-search.ts";
import { checkCode, checkEmail, checkText, checkWindow, given, isInWindow, optional } from "./input.ts";
import { newestFirst, type Pages, readAllPages, streamPages } from "./pages.ts";
import { checkPhone, type E164 } from "./phone.ts";
import {
  decodeAmount,
  decodeDate,
  decodeLine,
  decodeNumberId,
  decodeObjectId,
  decodePhones,
  decodeText,
  decodeValues,
  isRecord,
  type Raw,
  type RecordOf,
  record,
  timeOfObjectId,
} from "./shapes.ts";

/** One row of the loyalty history: points earned by a code, or spent on a gift. */
export type PointMovement = RecordOf<typeof pointShape>;

type Kind = "earned" | "redeemed";

/** The kinds by their `type`. One list may hold both kinds: src/crm/API.md#get-history-point */
const KINDS: Readonly<Record<number, Kind>> = { 1: "earned", 2: "redeemed" };

/** A row of src/crm/API.md#get-history-point; without id, kind or time it is unreadable. */
const pointShape = record(
  {
    /** Mongo ObjectId of the history row, in either key: src/crm/API.md#objectids */
    id: [rowIdOf],
    kind: [kindOf],
    score: decodeAmount,
    /** Whether `status` is 1: 0 is a failed attempt, and a row without a status counts as a success. */
    succeeded: ["status", isSuccess],
    /** The gift's code, `"DAUMAY01"`, or the accumulation code, `"TIVInpmx8b98pfg"`. */
    code: [codeOf],
    giftName: ["gift", (gift) => decodeLine(within(gift).name)],
    productName: ["product", (product) => decodeLine(within(product).name)],
    customerId: ["contact", (contact) => decodeNumberId(within(contact).customerId)],
    customerName: ["contact", (contact) => decodeLine(within(contact).name)],
    /** E.164 where understood, else as stored. */
    phones: ["contact", (contact) => decodePhones(within(contact).phones)],
    emails: ["contact", (contact) => decodeValues(within(contact).emails)],
    at: [(raw) => decodeDate(raw.createdAt) ?? timeOfObjectId(rowIdOf(raw))],
  },
  "id",
  "kind",
  "at",
);

function rowIdOf({ id, _id }: Raw): string | null {
  return decodeObjectId(id) ?? decodeObjectId(_id);
}

function kindOf({ type, gift, product }: Raw): Kind | null {
  const known = KINDS[decodeAmount(type) ?? 0];
  return known ?? (isRecord(gift) ? "redeemed" : isRecord(product) ? "earned" : null);
}

function isSuccess(value: unknown): boolean {
  const status = typeof value === "boolean" ? Number(value) : decodeAmount(value);
  return status === null || status === 1;
}

function codeOf(raw: Raw): string | null {
  const ofGift = kindOf(raw) === "redeemed" ? decodeText(within(raw.gift).code) : null;
  return ofGift ?? decodeText(raw.code);
}

function within(value: unknown): Raw {
  return isRecord(value) ? value : {};
}

export interface Gift {
  code: string;
  name: string;
  /** The price of its newest redemption; null where no row shows it. */
  points: number | null;
  lastAt: Date;
}

export interface PointsOf {
  phone?: E164;
  /** The phone as the customer's record holds it, `"0162 345 6789"`. Without it, the history is searched by every form. */
  storedAs?: string | undefined;
  email?: string;
}

interface HistoryOptions {
  from?: Date;
  to?: Date;
  kind?: Kind;
  /** Leaves out the rows that name another customer. Several customers may share a phone. */
  customerId?: string | null;
  /** By default `never`. It applies only with `storedAs`. */
  otherForms?: OtherForms;
  /** Applies after sorting. */
  limit?: number;
}

/** A page has at most 20 rows, and the list has no `limit`: src/crm/API.md#get-history-point */
const LIST = {
  path: "/history-point",
  shape: pointShape,
  pageSize: 20,
  sendLimit: false,
  idOf: ({ id }: PointMovement) => id,
};
const PAGES_OF_ONE_CUSTOMER = 10;
const byTime = newestFirst<PointMovement>(({ at }) => at);

/** The parts that all contexts of one CRM share. */
export interface PointsMemory extends HistoryForms {
  /** True after the list without `type` has held earned points too: src/crm/API.md#get-history-point */
  plainListHoldsBoth: boolean;
}

interface Rows {
  movements: PointMovement[];
  complete: boolean;
}

export type PointsApi = ReturnType<typeof createPointsApi>;

export function createPointsApi(calls: Calls, memory: PointsMemory) {
  async function rows(query: QueryParams, maxPages: number, isPart = false): Promise<Rows> {
    const { records, complete } = await readAllPages(calls, LIST, query, { maxPages, isPart });
    if (query.type === undefined && records.some(({ kind }) => kind === "earned"))
      memory.plainListHoldsBoth = true;
    return { movements: records, complete };
  }

  /**
   * Earned points have `type=point`, redemptions no `type`. One list may hold both: src/crm/API.md#get-history-point
   */
  async function ofKind(kind: Kind | undefined, query: QueryParams): Promise<Rows> {
    const earned = { ...query, type: "point" };
    if (kind === "earned") return rows(earned, PAGES_OF_ONE_CUSTOMER);
    const plain = await rows(query, PAGES_OF_ONE_CUSTOMER);
    if (kind === "redeemed" || memory.plainListHoldsBoth) return plain;
    return merge(plain, await rows(earned, PAGES_OF_ONE_CUSTOMER));
  }

  return {
    ...pointWrites(calls, memory),

    /**
     * Returns the movements of one customer, the newest first, without rows of other phones or e-mails. It searches by
     * the form of the phone that this CRM is likely to answer to. `complete` is false if the page limit ended the reading.
     */
    async history(who: PointsOf, options: HistoryOptions = {}): Promise<Rows> {
      const { phone, email } = checkWho(who);
      const { from, to, kind, limit, otherForms = "never" } = options;
      const times = { createdAtRangeFrom: from?.getTime(), createdAtRangeTo: to?.getTime() };
      let complete = true;
      const ask = async (search: QueryParams) => {
        const answer = await ofKind(kind, { ...search, ...times });
        complete &&= answer.complete;
        return answer.movements.filter((row) => isOf(row, phone, email) && isWanted(row, options));
      };
      const askFor = (form: string) => ask({ phone: form });
      const movements = phone
        ? await searchHistory(memory, { phone, storedAs: who.storedAs, otherForms }, askFor)
        : await ask({ email });
      return { movements: movements.sort(byTime).slice(0, limit), complete };
    },

    /**
     * Returns all movements of one kind page by page, in AntCRM's order, at most a hundred thousand.
     * @param window includes its start and not its end
     */
    eachPage(kind: Kind, { from, to }: { from: Date; to: Date }): Pages<PointMovement> {
      checkWindow(from, to);
      const times = { createdAtRangeFrom: from.getTime(), createdAtRangeTo: to.getTime() };
      // The list without `type` may hold both kinds: src/crm/API.md#get-history-point
      const query = kind === "earned" ? { ...times, type: "point" } : times;
      return streamPages(calls, LIST, query, (row) => row.kind === kind && isInWindow(row.at, from, to));
    },

    /**
     * Returns the gifts that were redeemed before, the latest first. AntCRM has no list of gifts, so this reads at most
     * `maxPages` pages of 20 rows of the history.
     */
    async gifts({ from, maxPages = 20 }: { from?: Date; maxPages?: number } = {}): Promise<Gift[]> {
      const { movements } = await rows({ createdAtRangeFrom: from?.getTime() }, maxPages, true);
      return giftsIn(movements);
    },
  };
}

function pointWrites(calls: Calls, memory: PointsMemory) {
  return {
    /**
     * Gives a customer the gift with this code. AntCRM subtracts its price from their points.
     * @param input.code as printed, `"DAUMAY01"`
     * @throws AppError `refused` by AntCRM; `unclear` without a readable answer: look into the history before a second
     *   try, because there is no idempotency key
     */
    async redeem(input: PointsOf & { code: string }): Promise<void> {
      const { phone, email } = checkWho(input);
      const code = checkCode(input.code, "gift code");
      // Single texts, unlike the lists of /accumulate: src/crm/API.md#post-redeem
      await calls.write("POST", "/redeem", {
        code,
        data: given({ email, phone: phone && memory.phones.toSend(phone) }),
      });
    },

    /**
     * Credits a customer with the points of this accumulation code. The code decides how many:
     * src/crm/API.md#post-accumulate
     * @param input.code as printed on the product, `"TIVInpmx8b98pfg"`
     */
    async accumulate(input: PointsOf & { code: string; name: string }): Promise<void> {
      const { phone, email } = checkWho(input);
      const code = checkCode(input.code, "accumulation code");
      await calls.write("POST", "/accumulate", {
        code,
        data: {
          name: checkText(input.name, "name", 500),
          phones: phone ? [atWork(memory.phones.toSend(phone))] : [],
          emails: email ? asEmails([email]) : [],
        },
      });
    },
  };
}

function checkWho({ phone, email }: PointsOf): PointsOf {
  const known = optional(phone, checkPhone);
  if (known === undefined && email === undefined) throw new AppError("invalid", "neither phone nor e-mail");
  return { ...(known && { phone: known }), ...(email !== undefined && { email: checkEmail(email) }) };
}

/** True if this row belongs to the customer, or has no phone or e-mail to compare. */
function isOf(
  { phones, emails }: PointMovement,
  phone: E164 | undefined,
  email: string | undefined,
): boolean {
  if (phone !== undefined) return phones.length === 0 || phones.includes(phone);
  const wanted = email?.toLowerCase();
  return emails.length === 0 || emails.some((own) => own.toLowerCase() === wanted);
}

function isWanted(movement: PointMovement, { from, to, kind, customerId }: HistoryOptions): boolean {
  if (kind && movement.kind !== kind) return false;
  if (customerId !== undefined && movement.customerId !== null && movement.customerId !== customerId)
    return false;
  return (!from || movement.at >= from) && (!to || movement.at <= to);
}

function merge(one: Rows, other: Rows): Rows {
  const byId = new Map([...one.movements, ...other.movements].map((movement) => [movement.id, movement]));
  return { movements: [...byId.values()], complete: one.complete && other.complete };
}

/** Returns the gifts. The price is that of the newest successful redemption. A failed one may show another score. */
function giftsIn(movements: readonly PointMovement[]): Gift[] {
  const gifts = new Map<string, Gift>();
  for (const { kind, code, giftName, score, succeeded, at } of [...movements].sort(byTime)) {
    if (kind !== "redeemed" || !code || !succeeded) continue;
    const known = gifts.get(code);
    if (known) known.points ??= score;
    else gifts.set(code, { code, name: giftName ?? code, points: score, lastAt: at });
  }
  return [...gifts.values()];
}
