import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { button, type Row } from "../../cards/card.ts";
import { customerReference, shownAs } from "../../crm/customer.ts";
import type { Task } from "../../crm/tasks.ts";
import { defineMessages } from "../../i18n/messages.ts";

const taskRowMessages = defineMessages({
  en: { untitled: "(no title)", due: (at: string) => `due ${at}`, late: "⚠ ", customer: "Customer" },
  vi: { untitled: "(chưa có tiêu đề)", due: (at) => `hạn ${at}`, late: "⚠ ", customer: "Khách hàng" },
});

/** One task as a line: `"⚠ Gọi lại cho chị Bình — ưu tiên cao · cần làm · hạn 24/11/2026 17:00 · Minh · Trần Thị Bình"`. */
export function taskRow(task: Task, { who, formats, clock }: Context): Row {
  const t = taskRowMessages[who.locale];
  const name = choiceNames[who.locale];
  const { title, status, priority, dueAt, isCompleted, assignee, customer } = task;
  const isLate = dueAt !== null && dueAt < clock.now() && !isCompleted && status !== "DONE";
  const detail = [
    // The usual priority says nothing.
    priority === null || priority === "NORMAL" ? null : name(priority),
    status === null ? null : name(status),
    dueAt === null ? null : t.due(formats.time(dueAt)),
    assignee?.name ?? assignee?.email,
    customer?.name,
  ];
  const reference = customerReference(customer);
  const shown = shownAs(customer);
  return {
    title: `${isLate ? t.late : ""}${title ?? t.untitled}`,
    detail: detail.filter(Boolean).join(" · "),
    ...(assignee?.email && { staff: assignee.email }),
    ...(shown && { customer: shown }),
    ...(reference && { buttons: [button(t.customer, "customer", { customer: reference })] }),
  };
}
