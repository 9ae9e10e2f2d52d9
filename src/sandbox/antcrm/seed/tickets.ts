import { ticketContact } from "../groups/tickets.ts";
import type { Random } from "../random.ts";
import type { Customer } from "../records.ts";
import type { World } from "../world.ts";
import { inventQuirks } from "./customers.ts";
import { STAFF } from "./staff.ts";

const CHANNELS = ["[Phone]", "[Zalo]", "[Facebook]", "[Email]", "[Webform]"];
const MATTERS: readonly [title: string, category: string, html: string][] = [
  ["Giao hàng trễ", "Giao hàng", "<p>Khách chờ hàng từ <b>thứ Hai</b>, chưa thấy ai gọi.</p>"],
  ["Máy in hỏng", "Bảo hành", "<p>Máy in báo lỗi <i>E-13</i>.<br>Đã thử khởi động lại.</p>"],
  ["Đổi size sản phẩm", "Đổi trả", "<div>Khách muốn đổi sang size L &amp; giữ hoá đơn.</div>"],
  ["Hỏi điểm tích lũy", "Loyalty", "<p>Khách thấy điểm bị trừ, hỏi lý do.</p>"],
  ["Xuất hoá đơn VAT", "Kế toán", "<ul><li>Mã số thuế: gửi sau</li><li>Gửi qua email</li></ul>"],
  ["Thiếu phụ kiện", "Giao hàng", "<p>Hộp không có <strong>dây nguồn</strong>&nbsp;và sách hướng dẫn</p>"],
  ["Khiếu nại thái độ nhân viên", "Khiếu nại", "<p>Nhân viên trả lời &lt;không hỗ trợ&gt; rồi gác máy.</p>"],
  ["Tư vấn bếp từ", "Tư vấn", "Khách cần gọi lại sau 17h"],
];
const PRIORITIES = ["Low", "Medium", "Medium", "Medium", "High", "High", "Urgent"];
const SLAS = ["Standard", "Standard", "VIP", "Bảo hành 24h"];
const GROUPS = ["", "CSKH", "Kỹ thuật", "Bán hàng"];
const RESOLUTIONS = ["Đã xử lý", "Đã đổi mới", "Không liên lạc được"];

/** Adds tickets of the last half year: most old ones are closed, a few are deleted. */
export function addTickets(world: World, count: number): void {
  const { random } = world;
  const start = world.now();
  for (let made = 0; made < count; made += 1) {
    const hoursAgo = random.whole(1, 180 * 24);
    const createdAt = start - hoursAgo * 3_600_000;
    const [title, category, summary] = random.pick(MATTERS);
    const status = inventStatus(random, hoursAgo);
    world.addTicket({
      title: random.chance(0.85) ? `${random.pick(CHANNELS)} ${title}` : title,
      summary,
      category: random.chance(0.7) ? category : "",
      status,
      priority: random.pick(PRIORITIES),
      SLA: random.pick(SLAS),
      assignedTo: status === "New" ? "" : random.pick(STAFF),
      group: random.pick(GROUPS),
      resolutionTypeOb: status === "Closed" ? random.pick(RESOLUTIONS) : "",
      contact: inventContact(random, random.pick(world.customers)),
      deal: inventDeal(world),
      deleted: random.chance(0.02),
      createdAt,
      updatedAt: createdAt + Math.floor(random.next() * Math.min(hoursAgo, 96) * 3_600_000),
      quirks: inventQuirks(random),
    });
  }
}

function inventStatus(random: Random, hoursAgo: number): string {
  if (hoursAgo < 24) return random.pick(["New", "New", "Assigned"]);
  if (hoursAgo < 24 * 7) return random.pick(["New", "Assigned", "Đang xử lý", "Đang xử lý", "Closed"]);
  return random.chance(0.9) ? "Closed" : random.pick(["Assigned", "Đang xử lý"]);
}

/** Returns a customer in one of three forms, because the shape is not documented: src/crm/API.md#get-tickets */
function inventContact(random: Random, customer: Customer): Record<string, unknown> {
  const draw = random.next();
  if (draw < 0.75) return ticketContact(customer);
  const { _id, name, phones, emails } = customer;
  return draw < 0.92 ? { id: _id, name, phones, emails } : {};
}

function inventDeal(world: World): Record<string, unknown> {
  if (!world.random.chance(0.2)) return {};
  const { _id, number, name } = world.random.pick(world.deals);
  return { _id, number, name };
}
