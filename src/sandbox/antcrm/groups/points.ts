/** Points earned with a code, points spent on a gift, and the history of both: src/crm/API.md#points */
import { type Fields, readObject, readObjects, readText, requireText } from "../fields.ts";
import { type ApiCall, type Group, json, Rejection } from "../http.ts";
import { rankOf } from "../loyalty.ts";
import { pageOf } from "../paging.ts";
import { readRange } from "../ranges.ts";
import type { AccumulationCode, Customer, Gift, PointContact, PointMovement } from "../records.ts";
import { refuse } from "../refusals.ts";
import type { World } from "../world.ts";

export const points: Group = {
  // There is no `limit`. Without `type=point` both kinds come: src/crm/API.md#get-history-point
  "GET /history-point": (call, world) => {
    const { page = "" } = call.query;
    return json(pageOf(matching(call, world), world, { query: { page }, most: 20 }));
  },

  "POST /accumulate": ({ body }, world) => {
    const fields = readObject(body, "body");
    const printed = requireText(fields, "code");
    const person = readPerson(fields);
    const code = world.codes.get(printed);
    const failed = () => writeEarning({ printed, code, person, status: 0 }, world);

    if (code === undefined) return refuse("Mã tích điểm không tồn tại", world, failed);
    if (code.usedAt !== null) return refuse("Mã tích điểm đã được sử dụng", world, failed);
    const customer = findCustomer(person, world) ?? createFrom(person, world);
    if (customer === undefined) return refuse("Không tìm thấy khách hàng", world, failed);

    code.usedAt = world.now();
    customer.scoreAvailable += code.score;
    customer.scoreRank += code.score;
    customer.rankName = rankOf(customer.scoreRank);
    writeEarning({ printed, code, person, status: 1 }, world);
    return json({ success: 1 });
  },

  // Two equal calls redeem twice: there is no idempotency key.
  "POST /redeem": ({ body }, world) => {
    const fields = readObject(body, "body");
    const code = requireText(fields, "code");
    const person = readPerson(fields);
    const gift = world.gifts.get(code);
    const customer = findCustomer(person, world);
    const failed = () => writeRedemption({ code, gift, person, status: 0 }, world);

    if (gift === undefined) return refuse("Mã quà không tồn tại", world, failed);
    if (customer === undefined) return refuse("Không tìm thấy khách hàng", world, failed);
    if (customer.scoreAvailable < gift.score) return refuse("Số điểm không đủ", world, failed);

    customer.scoreAvailable -= gift.score;
    writeRedemption({ code, gift, person, status: 1 }, world);
    return json({ success: 1 });
  },
};

/** The person of a call. */
interface Person {
  name: string;
  phone: string;
  email: string;
}

/** Both calls accept lists and single texts: src/crm/API.md#post-redeem */
function readPerson(fields: Fields): Person {
  if (fields.data === undefined) throw new Rejection("Thiếu trường bắt buộc: data");
  const data = readObject(fields.data, "data");
  const phone = readText(data, "phone") || firstValue(data, "phones");
  const email = readText(data, "email") || firstValue(data, "emails");
  if (!phone && !email) throw new Rejection("Thiếu trường bắt buộc: phone hoặc email");
  return { name: readText(data, "name") ?? "", phone, email };
}

function firstValue(data: Fields, name: string): string {
  const first = readObjects<{ value: unknown }>(data, name)?.[0];
  return first === undefined ? "" : String(first.value ?? "");
}

/** Finds by phone, else by e-mail; of several the oldest one that is no lead. It is inferred: src/crm/API.md#points */
function findCustomer({ phone, email }: Person, world: World): Customer | undefined {
  const byPhone = phone ? world.customersByPhone(phone) : [];
  const found = byPhone.length > 0 || !email ? byPhone : world.customersByEmail(email);
  return found.find(({ contactType }) => contactType === "customer") ?? found[0];
}

/** Creates the customer of an earning that has a name, which is inferred: src/crm/API.md#post-accumulate */
function createFrom({ name, phone, email }: Person, world: World): Customer | undefined {
  if (name === "") return undefined;
  return world.addCustomer({ name, phones: phone ? [phone] : [], emails: email ? [email] : [] });
}

function contactOf(person: Person, world: World): PointContact {
  const customer = findCustomer(person, world);
  if (customer !== undefined) return world.pointContact(customer);
  const point = (value: string) => (value === "" ? [] : [{ type: "Work", value }]);
  return { name: person.name, lastname: "", phones: point(person.phone), emails: point(person.email) };
}

interface Earning {
  printed: string;
  code: AccumulationCode | undefined;
  person: Person;
  status: 0 | 1;
}

function writeEarning({ printed, code, person, status }: Earning, world: World): void {
  world.addMovement({
    type: 1,
    score: code?.score ?? 0,
    status,
    ...(code === undefined ? {} : { product: code.product, serialNumber: code.serialNumber }),
    code: printed,
    contact: contactOf(person, world),
  });
}

interface Redemption {
  code: string;
  gift: Gift | undefined;
  person: Person;
  status: 0 | 1;
}

function writeRedemption({ code, gift, person, status }: Redemption, world: World): void {
  world.addMovement({
    type: 2,
    score: gift?.score ?? 0,
    status,
    gift: gift ?? { code, name: "", score: 0, id: "" },
    contact: contactOf(person, world),
  });
}

function matching({ query }: ApiCall, world: World): readonly PointMovement[] {
  const range = readRange(query, "createdAtRangeFrom", "createdAtRangeTo");
  const rows = movementsFor(query, world);
  return range.open && query.type !== "point"
    ? rows
    : rows.filter((row) => range.holds(row.createdAt) && (query.type !== "point" || row.type === 1));
}

function movementsFor(query: Readonly<Record<string, string>>, world: World): readonly PointMovement[] {
  const { phone, email } = query;
  if (!phone && !email) return world.points;
  const byPhone = phone ? world.customersByPhone(phone) : undefined;
  const byEmail = email ? world.customersByEmail(email) : undefined;
  const customers =
    byPhone && byEmail ? byPhone.filter((one) => byEmail.includes(one)) : (byPhone ?? byEmail ?? []);
  const strangers = world.movementsOfUnknownPerson({
    ...(phone ? { phone } : {}),
    ...(email ? { email } : {}),
  });
  const [only] = customers;
  if (only !== undefined && customers.length === 1 && strangers.length === 0) return world.movementsOf(only);
  return [...customers.flatMap((one) => world.movementsOf(one)), ...strangers].sort(
    (a, b) => a.createdAt - b.createdAt,
  );
}
