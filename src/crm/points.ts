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
  /** The price of its newest redemption; null where no row told it. */
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
  /** Cut after sorting. */
  limit?: number;
}

export interface PointsApi {
  /**
   * The movements of one customer, the newest first. With a phone its forms are tried as for contacts; whoever does not
   * really carry the number or the address is left out. `complete` is false where the page cap ended the walk.
   */
  history(
    who: PointsOf,
    options?: HistoryOptions,
  ): Promise<{ movements: PointMovement[]; complete: boolean }>;
  /**
   * Everybody's movements of one kind page by page, in the CRM's order: a hundred thousand at most.
   * @throws AppError `invalid` at once, not as a rejection, where the window ends before it begins
   */
  eachPage(
    kind: PointMovement["kind"],
    window: { from: Date /** Not included. */; to: Date },
  ): Pages<PointMovement>;
  /**
   * The gifts that were ever redeemed, the latest first. AntCRM publishes no catalogue: these are learned from the
   * redemption history, `maxPages` of 20 rows at most, 20 unless told otherwise.
   */
  gifts(options?: { from?: Date; maxPages?: number }): Promise<Gift[]>;
  /**
   * Give a customer the gift with this code; AntCRM takes its price off their points.
   * @param input.code as printed, `"DAUMAY01"`
   * @throws AppError `refused` AntCRM said no; `unclear` no readable answer came: look in the history before a second
   *   try, for there is no idempotency key
   */
  redeem(input: PointsOf & { code: string }): Promise<void>;
  /**
   * Credit a customer with the points of this accumulation code; the code decides how many [seed 3.5].
   * @param input.code as printed on the product, `"TIVInpmx8b98pfg"`
   */
  accumulate(input: PointsOf & { code: string; name: string }): Promise<void>;
}

const LIST = { path: "/history-point", shape: pointShape };
/** "At most 20 a page", and no `limit` is documented [seed 3.5]. */
const PAGE_SIZE = 20;
const PAGES_OF_ONE_CUSTOMER = 10;
const PAGES_OF_ALL = 20;
/** A hundred thousand rows. */
const PAGES_OF_STREAM = 5_000;
/** As many as the background lane is wide. */
const AHEAD_OF_STREAM = 8;

/** What all scopes of one CRM share. */
export interface PointsMemory {
  phones: PhoneMatching;
  /** The list without `type` was seen to hold earned points too; row 25 leaves that open. */
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

  /** Row 25: earned points with `type=point`, redemptions without; for both kinds the plain list may do. */
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
      // Row 25: earned points with `type=point`; the list without it may hold both kinds.
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
      // Row 15: single texts here, lists in /accumulate.
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

/** Whether this row is the customer's own. A row that names neither phone nor e-mail cannot show that it is not. */
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

/** The price is that of the newest redemption that succeeded: what a failed one would have cost is not said. */
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
