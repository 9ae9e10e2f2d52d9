import { ticketContact } from "../groups/tickets.ts";
import type { Random } from "../random.ts";
import type { Customer } from "../records.ts";
import type { Task } from "../tasks.ts";
import { DAY_MS, HOUR_MS, vietnamMidnight } from "../times.ts";
import type { World } from "../world.ts";
import { TEAM } from "./staff.ts";

const COUNT = 150;

/** Titles of tasks; the name of the customer follows. */
const TITLES_WITH_CUSTOMER = [
  "Gọi lại cho",
  "Gửi báo giá cho",
  "Hẹn lịch lắp đặt với",
  "Xin đánh giá của",
  "Kiểm tra công nợ của",
  "Gửi hợp đồng bảo hành cho",
  "Hỏi thăm sau giao hàng",
];
const TITLES_WITHOUT_CUSTOMER = [
  "Cập nhật bảng giá tháng này",
  "Kiểm kho quà tặng",
  "Soạn tin ZNS khuyến mãi",
  "Báo cáo khiếu nại tuần",
  "Đào tạo nhân viên mới",
  "Rà soát phiếu quá hạn",
];

/** Generates tasks of the last two months: done, overdue and open. */
export function generateTasksLater(world: World, customers: readonly Customer[], start: number): void {
  const { random } = world.tasks;
  world.tasks.fillLater(() => {
    for (let made = 0; made < COUNT; made += 1) {
      const createdAt = Math.floor(start - random.next() * 60 * DAY_MS);
      const customer = random.chance(0.7) ? random.pick(customers) : null;
      world.tasks.add({
        title:
          customer === null
            ? random.pick(TITLES_WITHOUT_CUSTOMER)
            : `${random.pick(TITLES_WITH_CUSTOMER)} ${customer.name}`,
        titleKey: random.chance(0.8) ? "title" : random.chance(0.75) ? "name" : null,
        contact: customer === null || random.chance(0.2) ? null : ticketContact(customer),
        assignTo: random.chance(0.93) ? random.pick(TEAM) : null,
        priority: random.pick(["LOW", "NORMAL", "NORMAL", "HIGH"]),
        ...inventProgress(random, createdAt, start),
        createdAt,
      });
    }
  });
}

/** Returns a task's progress: due at 17:00 of a day and done before or after it. Most old tasks are done. */
function inventProgress(
  random: Random,
  createdAt: number,
  start: number,
): Pick<Task, "status" | "dueAt" | "completionTime"> {
  const days = random.whole(0, 21);
  const dueAt = random.chance(0.9) ? vietnamMidnight(createdAt + days * DAY_MS) + 17 * HOUR_MS : null;
  const isPast = dueAt !== null && dueAt < start;
  if (random.chance(isPast ? 0.75 : 0.15)) {
    const latest = isPast ? Math.max(createdAt, dueAt) : start;
    return {
      status: "DONE",
      dueAt,
      completionTime: Math.floor(createdAt + random.next() * (latest - createdAt)),
    };
  }
  return { status: random.pick(["TO_DO", "TO_DO", "DOING", "DEFERRED"]), dueAt, completionTime: 0 };
}
