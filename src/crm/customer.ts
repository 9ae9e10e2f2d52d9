import { type CustomField, readCustomFields } from "./custom-fields.ts";
import {
  fields,
  isRecord,
  objectIdOf,
  readAmount,
  readBirthday,
  readDate,
  readLabel,
  readList,
  readNumberId,
  readPhones,
  readTags,
  readText,
  readTextOrEmpty,
  readValues,
  record,
} from "./shapes.ts";

/** A lead, a contact or an account: one record of three kinds. See src/crm/API.md#contacts */
export interface Customer {
  kind: "lead" | "contact" | "account";
  /** The CRM's number of a contact or an account, `"9457"`; null for a lead. */
  customerId: string | null;
  /** The CRM's number of a lead, `"2964"`. */
  leadId: string | null;
  /** Mongo ObjectId, 24 hex digits. Often absent: src/crm/API.md#get-contacts */
  objectId: string | null;
  name: string;
  /** E.164 where the number is understood, else as stored. */
  phones: string[];
  emails: string[];
  stage: string | null;
  tags: string[];
  /** `responsibleStaff`, an e-mail address of the shop's staff. */
  owner: string | null;
  /** Member rank, `"Silver"`. */
  rank: string | null;
  /** Spendable points, `scoreAvailable`. */
  points: number | null;
  /** Rank points, `scoreRank`. */
  rankPoints: number | null;
  note: string | null;
  industry: string | null;
  source: string | null;
  gender: Gender | null;
  /** `"2000-03-15"`; as stored where it is not a date. */
  birthday: string | null;
  addresses: Address[];
  customFields: CustomField[];
  createdAt: Date | null;
  updatedAt: Date | null;
}

export type Gender = "male" | "female" | "other";

/** AntCRM's keys differ: `street` is the house number, `state` the district. See src/crm/API.md#addresses */
export interface Address {
  houseNumber: string | null;
  street: string | null;
  ward: string | null;
  district: string | null;
  city: string | null;
  country: string | null;
  /** The whole address as people write it: `"319 Nguyen Kiem, Ward 12, Tan Binh District, Ho Chi Minh City"`. */
  line: string;
}

/** Numbers in answers, texts in requests: src/crm/API.md#gender-and-kind */
const GENDERS: readonly Gender[] = ["male", "female", "other"];

export interface CustomerRecord {
  customer: Customer;
  /** The phones as they are stored. They show how the filter of AntCRM matches. */
  storedPhones: string[];
}

const readCustomer = fields({
  kind: [kindOf],
  customerId: readNumberId,
  leadId: readNumberId,
  objectId: [objectIdOf],
  name: readTextOrEmpty,
  phones: readPhones,
  emails: readValues,
  stage: readLabel,
  tags: readTags,
  owner: ["responsibleStaff", readStaff],
  rank: ["rankName", readLabel],
  points: ["scoreAvailable", readAmount],
  rankPoints: ["scoreRank", readAmount],
  note: ["bgInfo", readText],
  industry: readLabel,
  source: ["sourceContact", readLabel],
  gender: (value) => GENDERS[readAmount(value) ?? -1] ?? null,
  birthday: ["dateOfBirth", readBirthday],
  addresses: readAddresses,
  customFields: ["cusFields", readCustomFields],
  createdAt: readDate,
  updatedAt: readDate,
});

/** A record of src/crm/API.md#get-contacts; without name and id it is unreadable. */
export const customerShape = record({
  customer: [(raw): Customer => readCustomer(raw)],
  storedPhones: ["phones", readValues],
}).refine(
  ({ customer: { name, customerId, leadId } }) => name !== "" || customerId !== null || leadId !== null,
);

function kindOf(raw: Readonly<Record<string, unknown>>): Customer["kind"] {
  const contactType = readText(raw.contactType);
  const isLead =
    contactType === null
      ? readNumberId(raw.customerId) === null && readNumberId(raw.leadId) !== null
      : contactType.toLowerCase() === "lead";
  if (isLead) return "lead";
  return readAmount(raw.type) === 1 ? "account" : "contact";
}

/** The person in charge: an e-mail or a user object, see src/crm/API.md#staff */
export function readStaff(value: unknown): string | null {
  if (!isRecord(value)) return readText(value);
  const name = [readText(value.lastname), readText(value.firstname)]
    .filter((part) => part !== null)
    .join(" ");
  return readText(value.email) ?? readText(value.name) ?? (name || null);
}

export function readAddresses(value: unknown): Address[] {
  return readList(value)
    .filter(isRecord)
    .map(readAddress)
    .filter(({ line }) => line !== "");
}

function readAddress(value: Record<string, unknown>): Address {
  const address = {
    houseNumber: readText(value.street),
    street: readText(value.streetName),
    ward: readText(value.wards),
    district: readText(value.state),
    city: readText(value.city),
    country: isRecord(value.country) ? readText(value.country.name) : readText(value.country),
  };
  const { houseNumber, street, ward, district, city } = address;
  // The line has no country: every record of a Vietnamese shop has one, even an empty address.
  return { ...address, line: join(", ", [join(" ", [houseNumber, street]), ward, district, city]) };
}

function join(separator: string, parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(separator);
}
