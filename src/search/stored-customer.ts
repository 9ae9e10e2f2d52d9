import type { Customer } from "../crm/customer.ts";
import type { SearchEntry } from "./repository.ts";
import { type Searchable, termsOf } from "./terms.ts";

/** Returns what identifies a customer in the index; null without a number in AntCRM. */
export function indexedId({ customerId, leadId }: Pick<Customer, "customerId" | "leadId">): string | null {
  if (customerId !== null) return `customer:${customerId}`;
  return leadId === null ? null : `lead:${leadId}`;
}

/** Returns what the index keeps of a customer: the texts by which one is found, shortened. */
export function searchableOf({ name, phones, emails, tags, addresses }: Customer): Searchable {
  // The street comes first, because lists show it without the number of the house.
  const places = addresses.flatMap((one) => [one.street, one.houseNumber, one.ward, one.district, one.city]);
  return {
    name: name.slice(0, LONGEST_TEXT),
    phones: shortened(phones),
    emails: shortened(emails),
    tags: shortened(tags).map((tag) => tag.slice(0, LONGEST_TAG)),
    places: shortened(places.filter((place) => place !== null)).slice(0, MOST_PLACES),
  };
}

/** More of a record tells nothing more about who it is. */
const LONGEST_TEXT = 200;
const LONGEST_LIST = 20;
/** Comparing a record with a search takes longer the more words it has, and 200 may be compared at a time. */
const MOST_PLACES = 10;
const LONGEST_TAG = 40;

function shortened(texts: readonly string[]): string[] {
  return texts.slice(0, LONGEST_LIST).map((text) => text.slice(0, LONGEST_TEXT));
}

/** Returns when a customer was last changed; epoch ms, 0 if AntCRM does not say it. */
export function touchedAtOf({ updatedAt, createdAt }: Customer): number {
  return (updatedAt ?? createdAt)?.getTime() ?? 0;
}

/** Returns what is stored of a customer. @param touchedAt epoch ms; an earlier one than the stored one changes nothing */
export function entryOf(id: string, customer: Searchable, touchedAt = 0): SearchEntry {
  const { name, phones, emails, places, tags } = customer;
  // A list is half as long as an object with keys, and there may be a million.
  const content: StoredCustomer = [name, phones, emails, places, tags];
  return { id, content: JSON.stringify(content), terms: termsOf(customer), touchedAt: new Date(touchedAt) };
}

type StoredCustomer = [
  name: string,
  phones: readonly string[],
  emails: readonly string[],
  places: readonly string[],
  tags: readonly string[],
];

/** Reads what `entryOf` wrote. The store returns it only if it opens with our key. */
export function customerIn(stored: string): Searchable {
  const [name, phones, emails, places, tags]: StoredCustomer = JSON.parse(stored);
  return { name, phones, emails, places, tags };
}
