/** Adds customers to a segment: src/crm/API.md#segments */
import { type Fields, readBatch, readObject, readText, requireText } from "../fields.ts";
import { type Group, plainText } from "../http.ts";
import type { Customer } from "../records.ts";
import { refuse } from "../refusals.ts";
import type { NewCustomer, World } from "../world.ts";
import { readDetails, readKind } from "./contacts.ts";

export const segments: Group = {
  // Adding a member again changes nothing, which is inferred. One bad item refuses them all, as in a package.
  "POST /segments/set-contact": ({ body }, world) => {
    const fields = readObject(body, "body");
    const segmentId = requireText(fields, "segmentId");
    const people = readBatch(fields.contacts).map(readMember);
    const segment = world.segments.get(segmentId);
    if (segment === undefined) return refuse("Không tìm thấy phân khúc", world);

    for (const person of people) segment.members.add((find(person, world) ?? world.addCustomer(person))._id);
    return plainText("Ok");
  },
};

/** Returns a new customer, whose own code is optional and whose phones may be called `phone`. */
function readMember(item: Fields): NewCustomer {
  const fields =
    item.phones === undefined && item.phone !== undefined ? { ...item, phones: item.phone } : item;
  return {
    ...readDetails(fields),
    ...readKind(fields),
    name: requireText(fields, "name"),
    customerIdApiRing: readText(fields, "customerIdApiRing") ?? "",
  };
}

/** Returns the customer with this code, phone or e-mail. That an unknown one is created is inferred. */
function find(
  { customerIdApiRing, phones = [], emails = [] }: NewCustomer,
  world: World,
): Customer | undefined {
  const byCode = customerIdApiRing ? world.customersById("customerIdApiRing", customerIdApiRing) : [];
  const byPhone = phones.flatMap((phone) => world.customersByPhone(written(phone)));
  const byEmail = emails.flatMap((email) => world.customersByEmail(written(email)));
  return [...byCode, ...byPhone, ...byEmail][0];
}

function written(point: string | { value: string }): string {
  return typeof point === "string" ? point : point.value;
}
