import { TZDate } from "@date-fns/tz";
import { addDays } from "date-fns/addDays";
import { format } from "date-fns/format";
import { startOfISOWeek } from "date-fns/startOfISOWeek";
import * as z from "zod";
import { choice, date, email, page, person } from "../../bot/arguments.ts";
import { type Args, type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { type Days, daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedList } from "../../bot/pagination.ts";
import { button, buttons, type Card, card, context, type Row, text } from "../../cards/card.ts";
import { customerReference, shownAs } from "../../crm/customer.ts";
import type { Task, TaskFilter } from "../../crm/tasks.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { isStaffCalled } from "../team/staff-name.ts";
import {
  memberLabel,
  memberName,
  oneMember,
  staffEmailOf,
  type TeamPorts,
  unlinkedCard,
} from "../team/team.ts";

const tasksMessages = defineMessages({
  en: {
    name: "Tasks",
    summary: "Tasks in AntCRM: yours, a colleague's, by due day",
    mine: "My tasks",
    of: (whose: string) => `Tasks of ${whose}`,
    everybodys: "Everybody's tasks",
    count: (count: string) => `${count} tasks, the soonest due first`,
    none: "No such task.",
    open: "Done and deferred ones are left out; name a status (“done”) to see those.",
    due: (days: string) => `due ${days}`,
    overdue: "overdue",
    capped: (searched: string) =>
      `I read ${searched} tasks and there are more: a due day or a status shows all.`,
    unlinkedOther: (who: string) =>
      `${who} is not linked to AntCRM yet. An admin can: link @name name@shop.vn`,
    everybody: "Everybody's",
  },
  vi: {
    name: "Việc cần làm",
    summary: "Việc trong AntCRM: của bạn, của đồng nghiệp, theo hạn",
    mine: "Việc của tôi",
    of: (whose) => `Việc của ${whose}`,
    everybodys: "Việc của cả nhóm",
    count: (count) => `${count} việc, hạn gần nhất trước`,
    none: "Không có việc nào như vậy.",
    open: "Chưa kể việc đã xong và tạm hoãn; gõ thêm trạng thái (“đã xong”) để xem.",
    due: (days) => `hạn ${days}`,
    overdue: "quá hạn",
    capped: (searched) => `Đã đọc ${searched} việc và vẫn còn nữa: thêm hạn hoặc trạng thái để xem đủ.`,
    unlinkedOther: (who) =>
      `${who} chưa được liên kết với AntCRM. Quản trị viên gõ: liên kết @tên ten@shop.vn`,
    everybody: "Cả nhóm",
  },
});

const labels = defineMessages({
  en: {
    whose: "Whose",
    status: "Status",
    priority: "Priority",
    due: "Due",
    from: "Due from",
    to: "Due until",
  },
  vi: {
    whose: "Của ai",
    status: "Trạng thái",
    priority: "Độ ưu tiên",
    due: "Hạn",
    from: "Hạn từ",
    to: "Hạn đến",
  },
});

const STATUSES = ["TO_DO", "DOING", "DONE", "DEFERRED"] as const;
const OPEN = ["TO_DO", "DOING"] as const;

const input = z.object({
  person: person().optional(),
  assignee: email().optional(),
  whose: choice(["everybody"]).optional(),
  status: choice(STATUSES).optional(),
  priority: choice(["LOW", "NORMAL", "HIGH"]).optional(),
  due: choice(["overdue", "this-week", "next-week"]).optional(),
  from: date().optional(),
  to: date().optional(),
  page: page(),
});

type TasksInput = z.output<typeof input>;

/** Lists tasks of the shop's staff. AntCRM's API shows tasks and cannot change them: src/crm/API.md#tasks */
export const createTasks = (ports: TeamPorts): Command =>
  defineCommand({
    name: "tasks",
    aliases: [
      "việc của tôi",
      "việc của",
      "nhiệm vụ",
      "nhiệm vụ của tôi",
      "nhiệm vụ của",
      "task",
      "task của tôi",
      "task của",
      "việc cần làm",
      "việc cả nhóm",
      "việc của cả nhóm",
      "công việc",
      "my tasks",
      "tasks of",
      "to-dos",
    ],
    role: "viewer",
    perPerson: () => true,
    messages: tasksMessages,
    examples: {
      vi: ["việc của tôi", "nhiệm vụ quá hạn", "việc của tôi tuần này", "viec cua ca nhom"],
      en: ["my tasks"],
    },
    labels,
    input,

    async run(ctx) {
      const { input, t, formats, crm } = ctx;
      const args = typedArguments(input);
      const whose = await whoseTasks(input, args, ctx, ports);
      if ("card" in whose) return whose.card;
      const due = dueOf(input, ctx);
      const { tasks: read, complete } = await crm.tasks.list({
        status: input.status === undefined ? OPEN : [input.status],
        ...(input.priority && { priority: [input.priority] }),
        ...(whose.email && { assignTo: [whose.email] }),
        ...due?.window,
      });
      const { staff } = whose;
      const tasks = staff === undefined ? read : read.filter((task) => isAssignedTo(staff.name, task));
      if (staff !== undefined && tasks.length === 0) return staff.nobody;
      ctx.recordAccess(null, String(tasks.length));
      const rows = tasks.map((task) => taskRow(task, ctx));
      const heading = t.count(formats.number(tasks.length));
      return {
        ...card(
          [whose.title, due?.words].filter(Boolean).join(" · "),
          ...pagedList(rows, ctx, { command: "tasks", args, heading }),
          tasks.length === 0 ? text(t.none) : null,
          input.status === undefined ? context(t.open) : null,
          complete ? null : context(t.capped(formats.number(read.length))),
          input.whose === undefined ? buttons(button(t.everybody, "tasks", { whose: "everybody" })) : null,
        ),
        names: tasks.map(({ customer }) => customer?.name ?? ""),
      };
    },
  });

/** Returns the arguments in canonical form, for the buttons of the other pages. */
function typedArguments({ person: named, ...typed }: TasksInput): Args {
  const who = named && ("id" in named ? named.id : `name:${named.name}`);
  return { ...askedArgs(typed), ...(who && { person: who }) };
}

/** Whose tasks are meant. */
interface Whose {
  title: string;
  email?: string;
  /** Somebody whom only AntCRM knows, by name: they never wrote to the bot. `nobody` is the answer if no task is theirs. */
  staff?: { name: string; nobody: Card };
}

/** Returns whose tasks are meant: everybody's, a colleague's, or those of the person who asks. */
async function whoseTasks(
  { whose, assignee, person: named }: TasksInput,
  args: Args,
  ctx: Context,
  ports: TeamPorts,
): Promise<Whose | { card: Card }> {
  const t = tasksMessages[ctx.who.locale];
  if (whose === "everybody") return { title: t.everybodys };
  if (assignee !== undefined) return { title: t.of(assignee), email: assignee };
  const everybodys = buttons(button(t.everybody, "tasks", { ...args, whose: "everybody" }));
  const unlinked = (advice?: string) => ({ card: unlinkedCard(ctx, advice, everybodys) });
  if (named === undefined) {
    const me = await staffEmailOf(ctx.who.person, ports);
    return me === null ? unlinked() : { title: t.mine, email: me.email };
  }
  const one = await oneMember(named, ports, ctx, { command: "tasks", args });
  if ("card" in one && one.isUnknown && "name" in named) {
    return { title: t.of(named.name), staff: { name: named.name, nobody: one.card } };
  }
  if ("card" in one) return one;
  const theirs = await staffEmailOf(one.member.person, ports);
  const name = memberLabel(one.member);
  return theirs === null
    ? unlinked(t.unlinkedOther(name))
    : { title: t.of(memberName(one.member)), email: theirs.email };
}

function isAssignedTo(name: string, { assignee }: Task): boolean {
  return [assignee?.name, assignee?.email].some((one) => one != null && isStaffCalled(name, one));
}

/** Returns the time window in which the tasks are due, and its text. Null if nobody asked for a day. */
function dueOf(
  { due, from, to }: TasksInput,
  ctx: Context,
): { window: Pick<TaskFilter, "dueFrom" | "dueTo">; words: string } | null {
  const t = tasksMessages[ctx.who.locale];
  const now = ctx.clock.now();
  if (due === "overdue") return { window: { dueTo: now }, words: t.overdue };
  const first = from ?? to;
  const days =
    due !== undefined
      ? week(due === "this-week" ? now : addDays(now, 7), ctx)
      : first === undefined
        ? null
        : daysIn({ first, last: to ?? first }, ctx);
  return days && { window: { dueFrom: days.from, dueTo: days.to }, words: t.due(readableDays(days, ctx)) };
}

/** Returns the week of a day, from Monday to Sunday. */
function week(day: Date, ctx: Context): Days {
  const monday = startOfISOWeek(new TZDate(day.getTime(), ctx.timeZone));
  return daysIn({ first: format(monday, "yyyy-MM-dd"), last: format(addDays(monday, 6), "yyyy-MM-dd") }, ctx);
}

const taskRowMessages = defineMessages({
  en: { untitled: "(no title)", due: (at: string) => `due ${at}`, late: "⚠ " },
  vi: { untitled: "(chưa có tiêu đề)", due: (at) => `hạn ${at}`, late: "⚠ " },
});

/** One task: `"⚠ Gọi lại cho chị Bình — ưu tiên cao · cần làm · hạn 24/11/2026 17:00 · Minh · Trần Thị Bình"`. */
function taskRow(task: Task, { who, formats, clock }: Context): Row {
  const t = taskRowMessages[who.locale];
  const name = choiceNames[who.locale];
  const { title, status, priority, dueAt, isCompleted, assignee, customer } = task;
  const isLate = dueAt !== null && dueAt < clock.now() && !isCompleted && status !== "DONE";
  const detail = [
    // The default priority is not shown.
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
    ...(reference && {
      buttons: [customerButton(reference, who.locale)],
      about: { kind: "customer", reference, name: customer?.name ?? "" },
    }),
  };
}
