import { ticketContact } from "../groups/tickets.ts";
import type { Telesale } from "../outreach.ts";
import type { Customer } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { NAMED_ARTICLES } from "./goods.ts";
import { stock } from "./products.ts";
import { lan, minh } from "./staff.ts";

/** Returns the time this many days before the world started, epoch ms. */
export type DaysAgo = (days: number) => number;

/** Segments have the same ids in every world, so that the README can name one: no call lists them. */
const SEGMENTS = [
  { id: "65f8fb10c29b4e0a1d5e7a01", name: "Khách VIP" },
  { id: "65f8fb10c29b4e0a1d5e7a02", name: "Khách mua máy lọc nước" },
  { id: "65f8fb10c29b4e0a1d5e7a03", name: "Lâu chưa quay lại" },
  { id: "65f8fb10c29b4e0a1d5e7a04", name: "Sinh nhật tháng này" },
];

/** Adds products, segments, one campaign, three tasks and one conversation of the named customers. */
export function addNamedCustomersWork(world: World, daysAgo: DaysAgo): void {
  for (const article of NAMED_ARTICLES) stock(world, article, daysAgo(410));
  for (const segment of SEGMENTS) world.addSegment(segment);

  const [an, binh, dung] = [personOf(world, 475), personOf(world, 476), leadOf(world, 2964)];
  addCampaign(world, { an, binh, dung }, daysAgo);
  addTasks(world, binh, daysAgo);
  addConversation(world, binh, daysAgo);
}

function personOf(world: World, customerId: number): Customer {
  return world.customersById("customerId", String(customerId))[0] as Customer;
}

function leadOf(world: World, leadId: number): Customer {
  return world.customersById("leadId", String(leadId))[0] as Customer;
}

interface Called {
  an: Customer;
  binh: Customer;
  dung: Customer;
}

/** Adds a campaign: An was reached, Bình was busy and then reached, the lead Dũng has not been called yet. */
function addCampaign(world: World, { an, binh, dung }: Called, daysAgo: DaysAgo): void {
  const campaign = world.outreach.addCampaign({
    _id: "65f8faf6f829af63ddc831dc",
    name: "Gọi chăm sóc khách hàng mua máy in",
    startDate: daysAgo(5),
    endDate: daysAgo(-9),
    createdAt: daysAgo(6),
  })._id;
  const common = { campaign, createdAt: daysAgo(5) };
  callAn(world, { ...common, contact: ticketContact(an), assignedTo: lan.email }, daysAgo);
  callBinh(world, { ...common, contact: ticketContact(binh), assignedTo: minh.email }, daysAgo);
  world.outreach.addTelesale({ ...common, contact: ticketContact(dung), quirks: { aliases: true } });
}

type Member = Pick<Telesale, "campaign" | "contact" | "assignedTo" | "createdAt">;

function callAn({ outreach }: World, member: Member, daysAgo: DaysAgo): void {
  const survey = [
    { question: "Anh/chị hài lòng với sản phẩm không?", answer: "Hài lòng" },
    { question: "Anh/chị có cần hỗ trợ thêm không?", answer: "Không" },
  ];
  const telesale = outreach.addTelesale({ ...member, status: "DONE", result: "Hài lòng", survey });
  const talk = { status: "SUCCESS", durationSeconds: 95, billingSeconds: 84 } as const;
  outreach.addTelecall({ ...callFor(telesale), ...talk, phone: "0900000001", createdAt: daysAgo(4) });
}

function callBinh({ outreach }: World, member: Member, daysAgo: DaysAgo): void {
  const telesale = outreach.addTelesale({ ...member, status: "DONE", result: "Hẹn gọi lại" });
  const call = { ...callFor(telesale), phone: "0867123456" };
  outreach.addTelecall({ ...call, status: "BUSY", createdAt: daysAgo(3) });
  const talk = { status: "SUCCESS", durationSeconds: 215, billingSeconds: 207 } as const;
  outreach.addTelecall({ ...call, ...talk, createdAt: daysAgo(2), quirks: { aliases: true } });
}

function callFor({ _id, campaign, contact, assignedTo }: Telesale) {
  return { campaign, telesale: _id, contact, agent: assignedTo };
}

function addTasks(world: World, binh: Customer, daysAgo: DaysAgo): void {
  world.tasks.add({
    title: "Gọi lại cho chị Bình về máy in",
    priority: "HIGH",
    assignTo: lan,
    contact: ticketContact(binh),
    dueAt: daysAgo(-1),
    createdAt: daysAgo(2),
  });
  world.tasks.add({
    title: "Gửi báo giá hộp mực 12A",
    titleKey: "name",
    status: "DONE",
    assignTo: minh,
    dueAt: daysAgo(7),
    completionTime: daysAgo(8),
    createdAt: daysAgo(10),
  });
  world.tasks.add({
    title: "Kiểm kho quà tặng",
    status: "DEFERRED",
    priority: "LOW",
    assignTo: lan,
    createdAt: daysAgo(15),
  });
}

/** Adds the conversation before Bình's ticket about the printer. */
function addConversation(world: World, binh: Customer, daysAgo: DaysAgo): void {
  const { conversations } = world;
  const begun = daysAgo(2) - DAY_MS / 24;
  const session = conversations.addSession({
    sessionId: "694a1499de71f2c2088c1fc3",
    partner: { customerId: Number(binh.customerId) },
    createdAt: begun,
  });
  const say = (minute: number, text: string, given: { isOutboundMessage?: boolean } = {}) =>
    conversations.addMessage(session, { text, createdAt: begun + minute * 60_000, ...given });
  say(0, "Shop ơi máy in nhà mình kẹt giấy hoài");
  say(2, "Dạ em chào chị Bình, máy báo lỗi gì không ạ?", { isOutboundMessage: true });
  say(3, "Báo E-13 em ạ, mình cần in gấp");
  say(5, "Dạ em tạo phiếu, kỹ thuật sẽ gọi chị trong hôm nay ạ", { isOutboundMessage: true });
}
