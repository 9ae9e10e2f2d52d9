import type { Random } from "../random.ts";
import type { Quirks } from "../records.ts";
import { DAY_MS, type DateForm, writeTime } from "../times.ts";
import type { NewCustomer, World } from "../world.ts";
import { inventCompany, inventPerson, mailboxOf } from "./names.ts";
import { formatLikePeople, inventNumber } from "./phones.ts";
import { inventAddress } from "./places.ts";
import { STAFF } from "./staff.ts";

const MAIL_HOSTS = ["example.com", "example.net", "example.org"];
const INDUSTRIES = ["", "", "Bán lẻ", "Bất động sản", "Giáo dục", "Du lịch", "Nhà hàng", "Xây dựng", "Y tế"];
const STAGES = ["Khách hàng mới", "Đang chăm sóc", "Khách hàng thân thiết", "Ngừng mua"];
const TAGS = [
  "VIP",
  "Đã liên hệ",
  "Chưa liên hệ",
  "Thân thiết",
  "Mua sỉ",
  "Hay đổi trả",
  "Sinh nhật tháng này",
];
const SOURCES = ["Quảng cáo", "Facebook", "Zalo", "Website", "Giới thiệu", "Cửa hàng"];
const NOTES = [
  "",
  "",
  "",
  "Khách khó tính, gọi trước khi giao",
  "Chỉ nhận hàng giờ hành chính",
  "Ưu tiên giao nhanh",
];

/** Adds contacts, companies and leads in the proportions of a shop, over the last two years. */
export function addCustomers(world: World, count: number): void {
  const { random } = world;
  const start = world.now();
  for (let made = 0; made < count; made += 1) {
    const createdAt = start - Math.floor((1 - made / count) * 730 * DAY_MS) - random.whole(0, 20 * 3_600_000);
    const draw = random.next();
    const given = draw < 0.7 ? inventContact(world) : draw < 0.8 ? inventAccount(world) : inventLead(world);
    const updatedAt = createdAt + Math.floor(random.next() * (start - createdAt));
    world.addCustomer({
      ...inventDetails(random),
      ...given,
      createdAt,
      updatedAt,
      quirks: inventQuirks(random),
    });
  }
}

function inventContact(world: World): NewCustomer {
  const { random } = world;
  const { name, gender } = inventPerson(random);
  return { name, gender, dateOfBirth: inventBirthday(random), ...inventReach(world, name) };
}

function inventAccount(world: World): NewCustomer {
  const name = inventCompany(world.random);
  const office = `028 3${world.random.whole(100, 999)} ${world.random.whole(1000, 9999)}`;
  return {
    name,
    type: 1,
    phones: [office],
    emails: [`${mailboxOf(name)}.${world.random.whole(1, 99)}@example.com`],
  };
}

function inventLead(world: World): NewCustomer {
  const { random } = world;
  const { name, gender } = inventPerson(random);
  return { name, gender, contactType: "lead", stage: "Chưa liên hệ", ...inventReach(world, name) };
}

/** Returns phones and e-mails: most have one of each, some none, some several, and some share a phone. */
function inventReach(world: World, name: string): Pick<NewCustomer, "phones" | "emails"> {
  const { random } = world;
  const draw = random.next();
  const count = draw < 0.06 ? 0 : draw < 0.86 ? 1 : draw < 0.96 ? 2 : 3;
  const phones = Array.from({ length: count }, () => formatLikePeople(inventNumber(world), random));
  const elder = random.pick(world.customers);
  const shared = elder.phones[0]?.value;
  // Not a named customer's phone: a look-up of it must find one person.
  if (
    count === 1 &&
    shared !== undefined &&
    (Number(elder.customerId) > 1000 || Number(elder.leadId) > 5000)
  ) {
    if (random.chance(0.03)) phones[0] = shared;
  }
  const address = `${mailboxOf(name)}${random.whole(1, 999)}@${random.pick(MAIL_HOSTS)}`;
  return { phones, emails: random.chance(0.65) ? [address] : [] };
}

/** Returns an empty text, null, the form of the request sample, or a plain date: src/crm/API.md#times */
function inventBirthday(random: Random): string | null {
  const draw = random.next();
  if (draw < 0.4) return draw < 0.3 ? "" : null;
  const birthday = Date.UTC(random.whole(1955, 2006), random.whole(0, 11), random.whole(1, 28));
  return String(writeTime(birthday, draw < 0.85 ? "english" : "day"));
}

function inventDetails(random: Random): Partial<NewCustomer> {
  return {
    addresses: random.chance(0.8) ? [inventAddress(random)] : [],
    industry: random.pick(INDUSTRIES),
    bgInfo: random.pick(NOTES),
    stage: random.pick(STAGES),
    tags: TAGS.filter(() => random.chance(0.2)),
    sourceContact: random.pick(SOURCES),
    responsibleStaff: random.chance(0.8) ? random.pick(STAFF) : "",
    cusFields: random.chance(0.2) ? [{ name: "Đơn vị vận chuyển", value: "Giao hàng nhanh" }] : [],
  };
}

/** The documented forms of a date besides the plain one, which is the most common. */
const DATE_FORMS: readonly DateForm[] = ["seconds", "digits", "iso", "day", "english"];

/** Returns how a record differs from the plain form. */
export function inventQuirks(random: Random): Quirks {
  return {
    ...(random.chance(0.2) ? { dates: random.pick(DATE_FORMS) } : {}),
    ...(random.chance(0.15) ? { noObjectId: true } : {}),
    ...(random.chance(0.08) ? { tagsAsText: true } : {}),
  };
}
