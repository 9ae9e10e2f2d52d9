import { decodeParty, decodeStaff, type Party } from "./customer.ts";
import {
  type Aliases,
  decodeAmount,
  decodeAsText,
  decodeDate,
  decodeLabel,
  decodeLine,
  decodeList,
  decodeObjectId,
  decodePhone,
  decodeText,
  foldAccents,
  idOf,
  isRecord,
  pick,
  type Raw,
  type RecordOf,
  record,
  timeOf,
} from "./shapes.ts";

/*
 * Records of campaigns. They are not documented, so every field is read from a list of likely keys, and every field but
 * the id may be null. See src/crm/API.md#campaigns
 */

export type Campaign = RecordOf<typeof campaignShape>;
/** One customer to call within a campaign. */
export type Telesale = RecordOf<typeof telesaleShape>;
/** One call made in a campaign. */
export type Telecall = RecordOf<typeof telecallShape>;

const NAME_KEYS: Aliases = ["customerName", "contactName", "fullName", "fullname"];
const STATUS_KEYS: Aliases = ["status", "state", "statusName"];
const CREATED_AT = timeOf("createdAt", "created_at", "createAt", "createdDate");
const CALLED_AT = timeOf(
  "calledAt",
  "callTime",
  "callAt",
  "startedAt",
  "startTime",
  "unix_timestamp",
  "createdAt",
  "created_at",
);

export const campaignShape = record(
  {
    /** Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`. */
    id: [idOf],
    name: [["name", "title", "campaignName"], decodeLine],
    /** As AntCRM sends it; its possible values are not documented. */
    status: [STATUS_KEYS, decodeLabel],
    startAt: [["startDate", "dateStart", "startAt", "startTime", "start_date"], decodeDate],
    endAt: [["endDate", "dateEnd", "endAt", "endTime", "end_date"], decodeDate],
    createdAt: [CREATED_AT],
  },
  "id",
);

export const telesaleShape = record(
  {
    id: [idOf],
    customer: [customerOf],
    /** An e-mail address or a name. */
    assignedTo: [
      ["assignedTo", "assignTo", "agent", "staff", "user", "responsibleStaff", "owner"],
      decodePerson,
    ],
    status: [STATUS_KEYS, decodeLabel],
    result: [["result", "callResult", "resultName", "outcome"], decodeLabel],
    note: [["note", "notes", "comment", "description"], decodeText],
    /** The answered questions of the survey form. */
    survey: [
      (raw) =>
        pick(raw, ["survey", "surveys", "surveyForm", "surveyData", "surveyAnswers", "form"], decodeSurvey) ??
        [],
    ],
    createdAt: [CREATED_AT],
  },
  "id",
);

export const telecallShape = record(
  {
    id: [idOf],
    /** The id of the telesale it was made for; null where the record has none. */
    telesale: [["telesale", "telesaleId", "telesale_id"], decodeReference],
    customer: [customerOf],
    /** An e-mail address, a name, or the extension that called. */
    agent: [agentOf],
    /** The customer's number: E.164 where understood, else as stored. */
    phone: [phoneOf],
    /** As sent: `"from_ab"` out, `"to_ab"` in, see src/crm/API.md#call-center */
    direction: [directionOf],
    /** As sent: `"SUCCESS"`, `"BUSY"`, `"CANCELLED"`. */
    result: [resultOf],
    /** Whether somebody picked up, by the result or the talk time; null where neither is known. */
    reached: [wasReached],
    /** From dialling to hanging up. */
    durationSeconds: [
      ["duration_seconds", "durationSeconds", "duration", "callDuration", "call_duration"],
      decodeSeconds,
    ],
    /** From picking up to hanging up: the billing seconds. */
    talkSeconds: [talkOf],
    at: [CALLED_AT],
  },
  "id",
);

/** Returns the id of another record, which is given as an id or as an object with an id. */
function decodeReference(value: unknown): string | null {
  return decodeObjectId(isRecord(value) ? (value._id ?? value.id) : value);
}

/** Returns an e-mail or a name. A bare ObjectId is null, because people cannot read it. */
function decodePerson(value: unknown): string | null {
  return decodeLabel(decodeStaff(value));
}

/** Returns the customer of the record, from an object inside it or from fields of its own. */
function customerOf(raw: Raw): Party | null {
  const inner = pick(raw, ["contact", "customer", "lead", "account"], (value) =>
    isRecord(value) ? value : null,
  );
  return inner ? decodeParty(inner, ["name", ...NAME_KEYS]) : decodeParty(raw, NAME_KEYS);
}

function agentOf(raw: Raw): string | null {
  const named = pick(raw, ["agent", "staff", "user", "assignedTo", "assignTo", "createdBy"], decodePerson);
  if (named !== null) return named;
  const { agentSide: side } = sidesOf(raw);
  return isRecord(side) ? (decodeLine(side.username) ?? decodeLine(side.number)) : decodeLine(side);
}

function phoneOf(raw: Raw): string | null {
  const keys = ["phone", "phoneNumber", "phone_number", "customerPhone", "customer_phone", "mobile"];
  const phone = pick(raw, keys, decodePhone);
  if (phone !== null) return phone;
  const { customerSide } = sidesOf(raw);
  return (
    decodePhone(isRecord(customerSide) ? customerSide.number : decodeList(customerSide)[0]) ??
    customerOf(raw)?.phones[0] ??
    null
  );
}

/** Returns both sides of a call, each `{number, type, username}` or only a number: see src/crm/API.md#call-center */
function sidesOf(raw: Raw): { customerSide: unknown; agentSide: unknown } {
  const { caller, callee } = raw;
  const direction = directionOf(raw);
  const isInbound = direction === null ? isStaff(callee) && !isStaff(caller) : /^(to_|in)/i.test(direction);
  return isInbound
    ? { customerSide: caller, agentSide: callee }
    : { customerSide: callee, agentSide: caller };
}

function isStaff(side: unknown): boolean {
  return isRecord(side) && (decodeText(side.username) !== null || side.type === "internal");
}

function directionOf(raw: Raw): string | null {
  return pick(raw, ["direction", "callDirection", "call_direction"], decodeLabel);
}

/** The first keys are those of the vendor's call center API, the others are likely ones: src/crm/API.md#call-center */
function resultOf(raw: Raw): string | null {
  const keys = ["status_detail", "callStatus", "call_status", "callResult", "result", "status"];
  return pick(raw, keys, decodeLabel);
}

/** `SUCCESS` is the vendor's. The others are likely results, in English and in Vietnamese. */
const REACHED =
  /^(success(ful)?|answer(ed)?|connected|completed|reached|thanh cong|da nghe|nghe may|bat may)\b/;
const NOT_REACHED =
  /^(ivr|cancel(l?ed)?|busy|un\w+|fail(ed|ure)?|miss(ed)?|no[ _-]?answer|not[ _-]?\w+|reject(ed)?|voicemail|khong\b.*|may ban|ban\b|nho\b|tu choi|that bai|thue bao\b.*)$/;

function wasReached(raw: Raw): boolean | null {
  const word = foldAccents(resultOf(raw) ?? "");
  const talked = talkOf(raw);
  if (REACHED.test(word) || (talked ?? 0) > 0) return true;
  return NOT_REACHED.test(word) || talked === 0 ? false : null;
}

function talkOf(raw: Raw): number | null {
  const keys = [
    "billing_seconds",
    "billingSeconds",
    "billsec",
    "billSec",
    "talkSeconds",
    "talk_seconds",
    "talkTime",
  ];
  return pick(raw, keys, decodeSeconds);
}

function decodeSeconds(value: unknown): number | null {
  const seconds = decodeAmount(value);
  return seconds !== null && seconds >= 0 ? seconds : null;
}

type Answers = { question: string; answer: string }[];

const QUESTION_KEYS = ["question", "questionName", "title", "label", "name", "key"];
const ANSWER_KEYS = ["answer", "answers", "value", "values", "result"];
/** The keys under which an object may hold the list of answers. */
const LIST_KEYS = ["answers", "questions", "fields", "values", "data", "items"];

/**
 * Returns the answered questions of a survey form; null if none is answered. The likely forms: `[{ question: "Hài
 * lòng?", answer: "Có" }]`, `{ "Hài lòng?": "Có" }`, `{ answers: [...] }`.
 */
function decodeSurvey(value: unknown): Answers | null {
  const answered = (Array.isArray(value) ? readItems(value) : isRecord(value) ? readTable(value) : []).filter(
    ({ answer }) => answer !== "",
  );
  return answered.length > 0 ? answered : null;
}

function readItems(items: readonly unknown[]): Answers {
  return items.filter(isRecord).flatMap((item) => {
    const question = pick(item, QUESTION_KEYS, decodeLabel);
    const answer = pick(item, ANSWER_KEYS, (content) => decodeAsText(content) || null);
    return question !== null && answer !== null ? [{ question, answer }] : [];
  });
}

function readTable(table: Record<string, unknown>): Answers {
  const list = pick(table, LIST_KEYS, (inner) => (Array.isArray(inner) ? inner : null));
  if (list) return readItems(list);
  return Object.entries(table)
    .filter(([key]) => !/^_|^id$|At$/.test(key))
    .map(([question, content]) => ({ question, answer: decodeAsText(content) }));
}
