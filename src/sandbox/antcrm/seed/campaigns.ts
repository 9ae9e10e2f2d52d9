import { ticketContact } from "../groups/tickets.ts";
import { CALL_STATUSES, type CallStatus, type Campaign, type Telesale } from "../outreach.ts";
import type { Random } from "../random.ts";
import type { Customer, Quirks } from "../records.ts";
import { DAY_MS, HOUR_MS, vietnamMidnight } from "../times.ts";
import type { World } from "../world.ts";
import { TEAM } from "./staff.ts";

/** Names of campaigns; `{tháng}` is the month of the start. */
const NAMES = [
  "Gọi chăm sóc khách hàng mua máy lọc nước tháng {tháng}",
  "Khảo sát hài lòng sau giao hàng tháng {tháng}",
  "Mời gia hạn bảo hành tivi",
  "Nhắc thay lõi lọc nước tháng {tháng}",
  "Giới thiệu bếp từ mới cho khách thân thiết",
  "Gọi lại khách bỏ giỏ hàng tháng {tháng}",
  "Chúc mừng sinh nhật khách VIP tháng {tháng}",
  "Tri ân khách mua máy in",
  "Mời tham dự ngày hội gia dụng Gò Vấp",
  "Khách lâu chưa quay lại tháng {tháng}",
  "Xác nhận lịch lắp đặt điều hoà",
  "Khảo sát dịch vụ bảo hành tháng {tháng}",
];
const RESULTS = ["Đồng ý mua", "Cân nhắc", "Hẹn gọi lại", "Hẹn gọi lại", "Hài lòng", "Không có nhu cầu"];
const NOTES = ["", "", "", "Gọi sau 17h", "Muốn xem hàng tại cửa hàng", "Hỏi thêm về trả góp"];
const QUESTIONS: readonly (readonly [question: string, answers: readonly string[]])[] = [
  ["Anh/chị hài lòng với sản phẩm không?", ["Rất hài lòng", "Hài lòng", "Hài lòng", "Chưa hài lòng"]],
  ["Anh/chị có cần hỗ trợ thêm không?", ["Không", "Không", "Cần kỹ thuật gọi lại"]],
  ["Anh/chị biết đến cửa hàng qua đâu?", ["Facebook", "Zalo", "Bạn bè", "Đi ngang qua"]],
];
/** Hours of the day in Vietnam, weighted: many calls before noon, few at lunch and in the evening. */
const HOURS = [
  8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 13, 14, 14, 14, 15, 15, 15, 16, 16, 17, 18, 19,
];
/** How many calls a customer gets: 1.4 on average. */
const CALLS = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4];
const UNANSWERED = CALL_STATUSES.filter((status) => status !== "SUCCESS");

/** A dozen telephone campaigns of the last three months with thousands of calls, generated at the first use. */
export function generateCallsLater(world: World, customers: readonly Customer[], start: number): void {
  world.outreach.fillLater(() => {
    const reachable = customers.filter(({ phones }) => phones.length > 0);
    for (const [place, name] of NAMES.entries()) {
      const campaign = addCampaign(world, name, { start, daysAgo: 88 - Math.round(place * 7.7) });
      addMembers(world, campaign, { reachable, start });
    }
  });
}

function addCampaign(
  world: World,
  name: string,
  { start, daysAgo }: { start: number; daysAgo: number },
): Campaign {
  const { random } = world.outreach;
  const createdAt = vietnamMidnight(start - daysAgo * DAY_MS) + 7 * HOUR_MS + random.whole(0, 59) * 60_000;
  const endDate = createdAt + random.whole(10, 18) * DAY_MS;
  const month = new Date(createdAt + 7 * HOUR_MS).getUTCMonth() + 1;
  return world.outreach.addCampaign({
    name: name.replace("{tháng}", String(month)),
    status:
      endDate < start ? random.pick(["Ended", "Completed"]) : random.pick(["Started", "Started", "Paused"]),
    startDate: createdAt + HOUR_MS,
    endDate,
    createdAt,
    quirks: random.chance(0.25) ? { aliases: true } : {},
  });
}

interface Occasion {
  reachable: readonly Customer[];
  start: number;
}

/** Most members are there from the start, the others are added during the campaign. */
function addMembers(world: World, campaign: Campaign, { reachable, start }: Occasion): void {
  const { random } = world.outreach;
  const until = Math.min(campaign.endDate, start);
  const moments = Array.from({ length: random.whole(60, 400) }, () =>
    random.chance(0.6)
      ? wholeSeconds(campaign.createdAt + random.next() * HOUR_MS)
      : workingMoment(random, campaign.startDate, until),
  );
  for (const createdAt of moments.filter((moment) => moment !== null).sort((a, b) => a - b)) {
    addMember(world, campaign, { customer: random.pick(reachable), createdAt, until });
  }
}

interface Member {
  customer: Customer;
  createdAt: number;
  /** The end of the calls. */
  until: number;
}

function addMember(world: World, { _id: campaign }: Campaign, { customer, createdAt, until }: Member): void {
  const { random } = world.outreach;
  const telesale = world.outreach.addTelesale({
    campaign,
    contact: ticketContact(customer),
    assignedTo: random.pick(TEAM).email,
    createdAt,
    quirks: inventSpelling(random),
  });
  const moments = Array.from({ length: random.pick(CALLS) }, () => workingMoment(random, createdAt, until))
    .filter((moment) => moment !== null)
    .sort((a, b) => a - b);
  for (const [place, moment] of moments.entries()) {
    // A customer who answered is not called again.
    const answered = place === moments.length - 1 && random.chance(0.6);
    addCall(world, telesale, {
      customer,
      createdAt: moment,
      status: answered ? "SUCCESS" : random.pick(UNANSWERED),
    });
    Object.assign(telesale, answered ? inventOutcome(random) : { status: "PROCESSING" });
  }
}

/** Returns the result of an answered call. Four fifths of the reached customers answer the survey. */
function inventOutcome(random: Random): Partial<Telesale> {
  const answered = random.chance(0.8) ? QUESTIONS.slice(0, random.whole(1, QUESTIONS.length)) : [];
  return {
    status: "DONE",
    result: random.pick(RESULTS),
    note: random.pick(NOTES),
    survey: answered.map(([question, answers]) => ({ question, answer: random.pick(answers) })),
  };
}

interface Dialled {
  customer: Customer;
  status: CallStatus;
  createdAt: number;
}

function addCall(world: World, telesale: Telesale, { customer, status, createdAt }: Dialled): void {
  const { random } = world.outreach;
  // Many short calls and few long ones.
  const talk = status === "SUCCESS" ? 15 + Math.floor(600 * random.next() ** 2) : 0;
  world.outreach.addTelecall({
    campaign: telesale.campaign,
    telesale: telesale._id,
    contact: telesale.contact,
    phone: random.pick(customer.phones).value,
    // Sometimes a colleague makes the call.
    agent: random.chance(0.9) ? telesale.assignedTo : random.pick(TEAM).email,
    direction: random.chance(0.04) ? "to_ab" : "from_ab",
    status,
    durationSeconds: talk === 0 ? 0 : talk + random.whole(3, 25),
    billingSeconds: talk,
    createdAt,
    quirks: inventSpelling(random),
  });
}

/** Returns a time in working hours, rarely on a Sunday; null when none was found in the range. */
function workingMoment(random: Random, from: number, to: number): number | null {
  for (let tries = 0; tries < 6; tries += 1) {
    const midnight = vietnamMidnight(from + random.next() * (to - from));
    const moment = wholeSeconds(midnight + (random.pick(HOURS) + random.next()) * HOUR_MS);
    const isSunday = new Date(midnight + 7 * HOUR_MS).getUTCDay() === 0;
    if (moment >= from && moment <= to && (!isSunday || random.chance(0.2))) return moment;
  }
  return null;
}

/** Rounds to seconds, so that no form of a time loses a part. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function inventSpelling(random: Random): Quirks {
  return {
    ...(random.chance(0.25) ? { aliases: true } : {}),
    ...(random.chance(0.15) ? { dates: random.pick(["seconds", "digits", "iso"] as const) } : {}),
  };
}
