import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { asEmails } from "./contacts-write.ts";
import { checkCode, checkEmail, checkText, given } from "./input.ts";
import { type Pages, readAllPages, streamPages } from "./pages.ts";
import { type E164, parsePhone } from "./phone.ts";
import type { PhoneMatching } from "./phone-matching.ts";
import { type PointMovement, pointShape } from "./point-movement.ts";
import { checkWindow, isInWindow } from "./window.ts";

export interface Gift {
  code: string;
  name: string;
  /** The price of its newest redemption; null where no row shows it. */
  points: number | null;
  lastAt: Date;
}

export interface PointsOf {
  phone?: E164;
  email?: string;
}

interface HistoryOptions {
  from?: Date;
  to?: Date;
  kind?: PointMovement["kind"];
  /** Applies after sorting. */
  limit?: number;
}

export interface PointsApi {
  /**
   * The movements of one customer, the newest first. It tries the forms of a phone as for contacts, and leaves out rows
   * of others. `complete` is false where the page limit ended the reading.
   */
  history(
    who: PointsOf,
    options?: HistoryOptions,
  ): Promise<{ movements: PointMovement[]; complete: boolean }>;
  /**
   * All movements of one kind page by page, in AntCRM's order, at most a hundred thousand.
   * @throws AppError `invalid`, at once and not as a rejection, where the window ends before it starts
   */
  eachPage(
    kind: PointMovement["kind"],
    window: { from: Date /** Not included. */; to: Date },
  ): Pages<PointMovement>;
  /**
   * The gifts that were redeemed before, the latest first. AntCRM has no list of gifts, so they are learned from at
   * most `maxPages` pages of 20 rows of the history, by default 20 pages.
   */
  gifts(options?: { from?: Date; maxPages?: number }): Promise<Gift[]>;
  /**
   * Gives a customer the gift with this code. AntCRM subtracts its price from their points.
   * @param input.code as printed, `"DAUMAY01"`
   * @throws AppError `refused` by AntCRM; `unclear` without a readable answer: look into the history before a second
   *   try, because there is no idempotency key
   */
  redeem(input: PointsOf & { code: string }): Promise<void>;
  /**
   * Credits a customer with the points of this accumulation code. The code decides how many:
   * src/crm/API.md#post-accumulate
   * @param input.code as printed on the product, `"TIVInpmx8b98pfg"`
   */
  accumulate(input: PointsOf & { code: string; name: string }): Promise<void>;
}

const LIST = { path: "/history-point", shape: pointShape };
/** The maximum, and there is no `limit`: src/crm/API.md#get-history-point */
const PAGE_SIZE = 20;
const PAGES_OF_ONE_CUSTOMER = 10;
const PAGES_OF_ALL = 20;
/** A hundred thousand rows. */
const PAGES_OF_STREAM = 5_000;
/** As many as background calls may be in flight. */
const AHEAD_OF_STREAM = 8;

/** What all contexts of one CRM share. */
export interface PointsMemory {
  phones: PhoneMatching;
  /** Whether the list without `type` was seen to hold earned points too: src/crm/API.md#get-history-point */
  plainListHoldsBoth: boolean;
}

interface Rows {
  movements: PointMovement[];
  complete: boolean;
}

export function createPoints(calls: Calls, memory: PointsMemory): PointsApi {
  async function rows(query: Query, maxPages: number, isPart = false): Promise<Rows> {
    const { records, complete } = await readAllPages(calls, LIST, query, {
      pageSize: PAGE_SIZE,
      sendLimit: false,
      maxPages,
      isPart,
      ahead: 4,
      idOf: (movement) => movement.id,
    });
    if (query.type === undefined && records.some(({ kind }) => kind === "earned"))
      memory.plainListHoldsBoth = true;
    return { movements: records, complete };
  }

  /**
   * Earned points have `type=point`, redemptions no `type`. One list may hold both: src/crm/API.md#get-history-point
   */
  async function ofKind(kind: PointMovement["kind"] | undefined, query: Query): Promise<Rows> {
    const earned = { ...query, type: "point" };
    if (kind === "earned") return rows(earned, PAGES_OF_ONE_CUSTOMER);
    const plain = await rows(query, PAGES_OF_ONE_CUSTOMER);
    if (kind === "redeemed" || memory.plainListHoldsBoth) return plain;
    return merge(plain, await rows(earned, PAGES_OF_ONE_CUSTOMER));
  }

  return {
    async history(who, options = {}) {
      const { phone, email } = checkWho(who);
      const { from, to, kind, limit } = options;
      const times = { createdAtRangeFrom: from?.getTime(), createdAtRangeTo: to?.getTime() };
      let complete = true;
      const ask = async (search: Query) => {
        const answer = await ofKind(kind, { ...search, ...times });
        complete &&= answer.complete;
        return answer.movements.filter(
          (movement) => isOf(movement, phone, email) && isWanted(movement, options),
        );
      };
      const movements = phone
        ? (await memory.phones.search(phone, (form) => ask({ phone: form }))).found
        : await ask({ email });
      return { movements: movements.sort(newestFirst).slice(0, limit), complete };
    },

    eachPage(kind, { from, to }) {
      checkWindow(from, to);
      const times = { createdAtRangeFrom: from.getTime(), createdAtRangeTo: to.getTime() };
      // The list without `type` may hold both kinds: src/crm/API.md#get-history-point
      return streamPages(calls, LIST, kind === "earned" ? { ...times, type: "point" } : times, {
        pageSize: PAGE_SIZE,
        sendLimit: false,
        maxPages: PAGES_OF_STREAM,
        ahead: AHEAD_OF_STREAM,
        idOf: (movement) => movement.id,
        isWanted: (movement) => movement.kind === kind && isInWindow(movement.at, from, to),
      });
    },

    async gifts({ from, maxPages = PAGES_OF_ALL } = {}) {
      const { movements } = await rows({ createdAtRangeFrom: from?.getTime() }, maxPages, true);
      return giftsIn(movements);
    },

    async redeem(input) {
      const { phone, email } = checkWho(input);
      const code = checkCode(input.code, "gift code");
      // Single texts, unlike the lists of /accumulate: src/crm/API.md#post-redeem
      await calls.write("POST", "/redeem", {
        code,
        data: given({ email, phone: phone && memory.phones.toSend(phone) }),
      });
    },

    async accumulate(input) {
      const { phone, email } = checkWho(input);
      const code = checkCode(input.code, "accumulation code");
      await calls.write("POST", "/accumulate", {
        code,
        data: {
          name: checkText(input.name, "name", 500),
          phones: phone ? [{ type: "Work", value: memory.phones.toSend(phone) }] : [],
          emails: email ? asEmails([email]) : [],
        },
      });
    },
  };
}

function checkWho({ phone, email }: PointsOf): PointsOf {
  const known = phone === undefined ? undefined : parsePhone(phone);
  if (known === null) throw new AppError("invalid", "the phone is not a number");
  if (known === undefined && email === undefined) throw new AppError("invalid", "neither phone nor e-mail");
  return { ...(known && { phone: known }), ...(email !== undefined && { email: checkEmail(email) }) };
}

/** Whether this row belongs to the customer. A row without phone and e-mail counts as theirs. */
function isOf(
  { phones, emails }: PointMovement,
  phone: E164 | undefined,
  email: string | undefined,
): boolean {
  if (phone !== undefined) return phones.length === 0 || phones.includes(phone);
  const wanted = email?.toLowerCase();
  return emails.length === 0 || emails.some((own) => own.toLowerCase() === wanted);
}

function isWanted(movement: PointMovement, { from, to, kind }: HistoryOptions): boolean {
  if (kind && movement.kind !== kind) return false;
  return (!from || movement.at >= from) && (!to || movement.at <= to);
}

function merge(one: Rows, other: Rows): Rows {
  const byId = new Map([...one.movements, ...other.movements].map((movement) => [movement.id, movement]));
  return { movements: [...byId.values()], complete: one.complete && other.complete };
}

function newestFirst(a: PointMovement, b: PointMovement): number {
  return b.at.getTime() - a.at.getTime();
}

/** The price is that of the newest successful redemption. A failed one may show another score. */
function giftsIn(movements: readonly PointMovement[]): Gift[] {
  const gifts = new Map<string, Gift>();
  for (const { kind, code, giftName, score, succeeded, at } of [...movements].sort(newestFirst)) {
    if (kind !== "redeemed" || !code || !succeeded) continue;
    const known = gifts.get(code);
    if (known) known.points ??= score;
    else gifts.set(code, { code, name: giftName ?? code, points: score, lastAt: at });
  }
  return [...gifts.values()];
}
