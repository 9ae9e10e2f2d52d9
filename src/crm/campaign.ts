import { type Aliases, pick, readRecord } from "./aliases.ts";
import { callResult, directionOf, secondsOf } from "./call-result.ts";
import { readStaff } from "./customer.ts";
import { freeForm } from "./free-form.ts";
import { type Party, readParty } from "./party.ts";
import {
  isRecord,
  readDate,
  readLabel,
  readList,
  readObjectId,
  readPhones,
  readText,
  timeOfObjectId,
} from "./shapes.ts";
import { readSurvey } from "./survey.ts";

export interface Campaign {
  /** Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`. */
  id: string;
  name: string | null;
  /** As sent; its words are not documented. */
  status: string | null;
  startAt: Date | null;
  endAt: Date | null;
  createdAt: Date | null;
}

/** One customer to call within a campaign. */
export interface Telesale {
  id: string;
  customer: Party | null;
  /** An e-mail address or a name. */
  assignedTo: string | null;
  status: string | null;
  result: string | null;
  note: string | null;
  /** The answered questions of the survey form. */
  survey: { question: string; answer: string }[];
  createdAt: Date | null;
}

/** One call made in a campaign. */
export interface Telecall {
  id: string;
  /** The id of the telesale it was made for; null where the record has none. */
  telesale: string | null;
  customer: Party | null;
  /** An e-mail address, a name, or the extension that called. */
  agent: string | null;
  /** The customer's number: E.164 where understood, else as stored. */
  phone: string | null;
  /** As sent: `"from_ab"` out, `"to_ab"` in, see src/crm/API.md#call-center */
  direction: string | null;
  /** As sent: `"SUCCESS"`, `"BUSY"`, `"CANCELLED"`. */
  result: string | null;
  /** Whether somebody picked up, by the result or the talk time; null where neither is known. */
  reached: boolean | null;
  /** From dialling to hanging up. */
  durationSeconds: number | null;
  /** From picking up to hanging up: the billing seconds. */
  talkSeconds: number | null;
  at: Date | null;
}

/** These records are not documented: all keys are likely ones. See src/crm/API.md#campaigns */
const KEYS = {
  name: ["name", "title", "campaignName"],
  status: ["status", "state", "statusName"],
  startAt: ["startDate", "dateStart", "startAt", "startTime", "start_date"],
  endAt: ["endDate", "dateEnd", "endAt", "endTime", "end_date"],
  createdAt: ["createdAt", "created_at", "createAt", "createdDate"],
  customer: ["contact", "customer", "lead", "account"],
  customerName: ["customerName", "contactName", "fullName", "fullname"],
  phone: ["phone", "phoneNumber", "phone_number", "customerPhone", "customer_phone", "mobile"],
  assignedTo: ["assignedTo", "assignTo", "agent", "staff", "user", "responsibleStaff", "owner"],
  agent: ["agent", "staff", "user", "assignedTo", "assignTo", "createdBy"],
  result: ["result", "callResult", "resultName", "outcome"],
  note: ["note", "notes", "comment", "description"],
  survey: ["survey", "surveys", "surveyForm", "surveyData", "surveyAnswers", "form"],
  telesale: ["telesale", "telesaleId", "telesale_id"],
  callAt: [
    "calledAt",
    "callTime",
    "callAt",
    "startedAt",
    "startTime",
    "unix_timestamp",
    "createdAt",
    "created_at",
  ],
} satisfies Record<string, Aliases>;

export const campaignShape = freeForm(
  (raw, id): Campaign => ({
    id,
    name: pick(raw, KEYS.name, readText),
    status: pick(raw, KEYS.status, readLabel),
    startAt: pick(raw, KEYS.startAt, readDate),
    endAt: pick(raw, KEYS.endAt, readDate),
    createdAt: pick(raw, KEYS.createdAt, readDate) ?? timeOf(id),
  }),
);

export const telesaleShape = freeForm(
  (raw, id): Telesale => ({
    id,
    customer: readCustomer(raw),
    assignedTo: pick(raw, KEYS.assignedTo, readPerson),
    status: pick(raw, KEYS.status, readLabel),
    result: pick(raw, KEYS.result, readLabel),
    note: pick(raw, KEYS.note, readText),
    survey: pick(raw, KEYS.survey, readSurvey) ?? [],
    createdAt: pick(raw, KEYS.createdAt, readDate) ?? timeOf(id),
  }),
);

export const telecallShape = freeForm((raw, id): Telecall => {
  const customer = readCustomer(raw);
  const direction = directionOf(raw);
  const { customerSide, agentSide } = sidesOf(raw, direction);
  return {
    id,
    telesale: pick(raw, KEYS.telesale, readReference),
    customer,
    agent: pick(raw, KEYS.agent, readPerson) ?? readSideName(agentSide),
    phone: pick(raw, KEYS.phone, readOnePhone) ?? readSideNumber(customerSide) ?? customer?.phones[0] ?? null,
    direction,
    ...callResult(raw),
    durationSeconds: secondsOf(raw, "duration"),
    talkSeconds: secondsOf(raw, "talk"),
    at: pick(raw, KEYS.callAt, readDate) ?? timeOf(id),
  };
});

function timeOf(id: string): Date | null {
  return timeOfObjectId(readObjectId(id));
}

/** Another record, by its id or as an object that has one. */
function readReference(value: unknown): string | null {
  return readObjectId(isRecord(value) ? (value._id ?? value.id) : value);
}

/** An e-mail or a name. A bare ObjectId is not readable for people. */
function readPerson(value: unknown): string | null {
  return readLabel(readStaff(value));
}

/** The customer of the record: an object inside it, or fields of its own. */
function readCustomer(raw: Record<string, unknown>): Party | null {
  const inner = pick(raw, KEYS.customer, readRecord);
  return inner ? readParty(inner, ["name", ...KEYS.customerName]) : readParty(raw, KEYS.customerName);
}

function readOnePhone(value: unknown): string | null {
  return readPhones(value)[0] ?? null;
}

/** Who called and who was called: `{number, type, username}` or a number alone, see src/crm/API.md#call-center */
function sidesOf(
  { caller, callee }: Record<string, unknown>,
  direction: string | null,
): { customerSide: unknown; agentSide: unknown } {
  const isInbound = direction === null ? isStaff(callee) && !isStaff(caller) : /^(to_|in)/i.test(direction);
  return isInbound
    ? { customerSide: caller, agentSide: callee }
    : { customerSide: callee, agentSide: caller };
}

function isStaff(side: unknown): boolean {
  return isRecord(side) && (readText(side.username) !== null || side.type === "internal");
}

function readSideNumber(side: unknown): string | null {
  return readOnePhone(isRecord(side) ? side.number : readList(side)[0]);
}

function readSideName(side: unknown): string | null {
  return isRecord(side) ? (readText(side.username) ?? readText(side.number)) : readText(side);
}
