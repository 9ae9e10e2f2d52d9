import * as z from "zod";
import {
  DEFAULT_ROLE_PLATFORMS,
  hasDefaultRole,
  ROLES,
  type Role,
  type RoleBook,
  reaches,
  roleOf,
} from "../../access/roles.ts";
import { choice, type PersonReference, page, person } from "../../bot/arguments.ts";
import { PLATFORM_NAMES } from "../../bot/call.ts";
import { type Command, defineCommand, onlyShown } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { asShown, evidenceOfState, mustBeAsShown, shownBefore } from "../../bot/editing.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { paged } from "../../bot/pagination.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  type Row,
  text,
} from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import {
  memberLabel,
  memberName,
  oneMember,
  pinnedPerson,
  roleWords,
  type TeamMember,
  type TeamPorts,
  unknownMember,
} from "./team.ts";

const roleMessages = defineMessages({
  en: {
    name: "Roles",
    summary: "Who may do what, and giving somebody a role",
    how: "role @minh agent gives somebody a role. From least to most: none, viewer, agent, manager, admin.",
    usual: (platform: string, role: string) => `Everybody else on ${platform}: ${role}`,
    guests: "Guests of the Slack workspace have no role until one is given.",
    count: (count: number) => (count === 1 ? "1 person" : `${count} people`),
    person: "Person",
    role: "Role",
    before: "Before",
    configured: "by the configuration (BOT_ADMINS)",
    ask: (name: string) => `Change the role of ${name}?`,
    self: "This is your own role: you cannot give it back to yourself afterwards.",
    confirm: "Change role",
    done: "Role changed",
    already: "This person has this role already.",
    again: "The bot was interrupted, and the new role is not there. Sending it again does no harm.",
    unchangedTitle: "The role was not changed",
    isConfigured:
      "BOT_ADMINS in the bot's configuration names this admin, so only who runs the bot can change that.",
    isLast: "This is the last admin: name another one first, or nobody could give roles any more.",
    change: "Give a role",
    list: "All roles",
  },
  vi: {
    name: "Phân quyền",
    summary: "Ai được làm gì, và cấp quyền cho một người",
    how: "Gõ “cấp quyền @minh nhân viên” để cấp. Từ thấp đến cao: chưa có quyền, chỉ xem, nhân viên, quản lý, quản trị viên.",
    usual: (platform, role) => `Những người còn lại trên ${platform}: ${role}`,
    guests: "Khách mời của Slack chưa có quyền cho đến khi được cấp.",
    count: (count) => `${count} người`,
    person: "Người dùng",
    role: "Quyền",
    before: "Trước đó",
    configured: "theo cấu hình (BOT_ADMINS)",
    ask: (name) => `Đổi quyền của ${name}?`,
    self: "Đây là quyền của chính bạn: sau đó bạn không tự cấp lại được.",
    confirm: "Đổi quyền",
    done: "Đã đổi quyền",
    already: "Người này đang có quyền này rồi.",
    again: "Bot bị gián đoạn và chưa thấy quyền mới. Bạn có thể gửi lại, không ảnh hưởng gì.",
    unchangedTitle: "Quyền chưa thay đổi",
    isConfigured: "Quản trị viên này nằm trong BOT_ADMINS của cấu hình, chỉ người vận hành bot mới đổi được.",
    isLast:
      "Đây là quản trị viên cuối cùng: hãy cấp quyền cho người khác trước, nếu không sẽ không còn ai phân quyền.",
    change: "Cấp quyền",
    list: "Mọi quyền",
  },
});

/** The rights of a role in a few words. */
const rights = defineMessages<Record<Role, string>>({
  en: {
    none: "With it: nothing. The bot answers this person no more.",
    viewer: "With it: look up customers, tickets, deals and points. No changes.",
    agent: "With it: look up, create and edit customers, tickets and deals, and redeem gifts.",
    manager:
      "With it: all that an agent may, and delete records, import files, and see everybody's data in bulk.",
    admin: "With it: everything, and give roles, change settings and forget customers.",
  },
  vi: {
    none: "Người này sẽ không dùng được bot.",
    viewer: "Người này sẽ xem được khách, phiếu, đơn hàng và điểm, không sửa được gì.",
    agent: "Người này sẽ xem, tạo, sửa được khách, phiếu, đơn hàng và đổi quà.",
    manager: "Người này sẽ làm được mọi việc của nhân viên, xoá dữ liệu, nhập tệp và xem dữ liệu hàng loạt.",
    admin: "Người này sẽ có toàn quyền: phân quyền, sửa cài đặt và quên khách.",
  },
});

const labels = defineMessages({ en: { role: "Role" }, vi: { role: "Quyền" } });

const SHOWN = 10;
/** Shows and changes roles in the bot, because AntCRM has one key for everybody. Only a change asks first. */
export const createRole = (ports: TeamPorts): Command =>
  defineCommand({
    name: "role",
    aliases: ["quyền", "phân quyền", "cấp quyền", "cấp quyền cho", "danh sách quyền", "roles", "grant role"],
    role: "admin",
    changesWith: ["role"],
    inBot: true,
    messages: roleMessages,
    examples: {
      vi: ["cấp quyền quản lý cho @lan", "danh sách quyền", "phan quyen @lan nhan vien"],
      en: ["grant role @lan manager"],
    },
    labels,
    input: z
      .object({ person: person().optional(), role: choice(ROLES).optional(), page: page() })
      // A role without a person is a change whose person was not understood, so the person is asked for.
      .refine(({ person, role }) => role === undefined || person !== undefined, { path: ["person"] }),

    async ask(ctx) {
      const { input } = ctx;
      if (input.person === undefined) return onlyShown(await rolesCard(input.page, ctx, ports));
      const typed = input.role === undefined ? {} : { role: input.role };
      const one = await oneMember(input.person, ports, ctx, { command: "role", args: typed });
      if ("card" in one) return onlyShown(one.card);
      if (input.role === undefined) return onlyShown(memberCard(one.member, ctx, ports));
      const unchanged = await unchangedCard(one.member, input.role, ctx, ports);
      return unchanged === null ? question(one.member, input.role, ctx, ports) : onlyShown(unchanged);
    },

    write: {
      async prepare({ input, who, clock, noteSecurity }, operation) {
        const { person, role } = changeOf(input);
        const { people, roles } = ports;
        const actor = await people.find(who.person);
        // Two admins may remove each other's role at the same time, so the role is read again right before the write.
        if (!reaches(roleOf(who.person, roles, actor?.role), "admin")) {
          throw new AppError("forbidden", "role needs admin");
        }
        const member = await people.find(person);
        mustBeAsShown(operation, held(member));
        const before = roleOf(person, roles, member?.role);
        const mayBeLast = member?.role === "admin" && role !== "admin" && roles.admins.length === 0;
        return {
          seen: [],
          async send() {
            if (!mayBeLast) await people.setRole(person, role, clock.now());
            else if (!(await people.demoteAdmin(person, role, clock.now()))) {
              throw new AppError("changed", "role: this is the last admin now");
            }
            noteSecurity("role_changed", outcomeOf(person, before, role));
            return before;
          },
        };
      },

      async evidence({ input }, operation) {
        const { person, role } = changeOf(input);
        const member = await ports.people.find(person);
        const before = roleOf(person, ports.roles, shownBefore(operation).role || null);
        return evidenceOfState(operation, member?.role === role, before);
      },

      repeatable: ({ t }) => t.again,
    },

    auditOutcome({ input }, before) {
      const { person, role } = changeOf(input);
      return outcomeOf(person, before ?? "?", role);
    },

    async receipt({ input, t, who }, before) {
      const { person, role } = changeOf(input);
      const member = (await ports.people.find(person)) ?? unknownMember(person);
      const name = choiceNames[who.locale];
      return {
        ...card(
          t.done,
          fields(
            field(t.person, memberLabel(member)),
            field(t.role, name(role)),
            before === null || before === role ? null : field(t.before, name(before)),
          ),
          buttons(button(t.list, "role")),
        ),
        tone: "good",
      } satisfies Card;
    },
  });

/** Returns the change that the person confirmed. */
function changeOf(input: { person?: PersonReference | undefined; role?: Role | undefined }) {
  const { role } = input;
  if (role === undefined) throw new AppError("bug", "role: no role was pinned");
  return { person: pinnedPerson(input.person), role };
}

function outcomeOf(person: string, before: string, role: Role): string {
  return `${person}: ${before} → ${role}`;
}

function held(member: Pick<TeamMember, "role"> | null) {
  return { role: member?.role ?? "" };
}

function question(member: TeamMember, role: Role, { who, recordAccess }: Context, { roles }: TeamPorts) {
  const t = roleMessages[who.locale];
  const name = choiceNames[who.locale];
  const { person } = member;
  const before = roleOf(person, roles, member.role);
  recordAccess(`person:${person}`, "asked");
  return {
    card: {
      ...card(
        t.ask(memberName(member)),
        fields(
          field(t.person, memberLabel(member)),
          field(t.role, `${roleWords(member, roles, who.locale)} → ${name(role)}`),
        ),
        text(rights[who.locale][role]),
        person === who.person && !reaches(role, "admin") ? text(t.self) : null,
      ),
      tone: "warning" as const,
    },
    customer: `person:${person}`,
    args: { person, role, ...asShown(held(member)) },
    confirmLabel: t.confirm,
    danger: reaches(role, "manager") || reaches(before, "manager"),
  };
}

async function rolesCard(page: number, ctx: Context, { people, roles }: TeamPorts): Promise<Card> {
  const { locale } = ctx.who;
  const t = roleMessages[locale];
  const met = await people.all();
  const unmet = roles.admins.filter((admin) => met.every(({ person }) => person !== admin));
  const named = [
    ...unmet.map(unknownMember),
    ...met.filter(({ person, role }) => role !== null || roles.admins.includes(person)),
  ];
  ctx.recordAccess(null, "listed");
  const rows = named.map((member): Row => {
    const { person, role } = member;
    const isConfigured = roles.admins.includes(person);
    const change = button(t.change, "role", { person });
    return {
      title: memberLabel(member),
      detail: [choiceNames[locale](roleOf(person, roles, role)), isConfigured ? t.configured : ""]
        .filter(Boolean)
        .join(" · "),
      ...(isConfigured ? {} : { buttons: [change] }),
    };
  });
  const heading = t.count(named.length);
  return card(
    t.name,
    ...paged(rows, { page, size: SHOWN, heading, command: "role", args: {}, locale }),
    text(
      DEFAULT_ROLE_PLATFORMS.map((platform) =>
        t.usual(
          PLATFORM_NAMES[platform] ?? platform,
          choiceNames[locale](roles.defaultRoles[platform] ?? "none"),
        ),
      ).join("\n"),
    ),
    context(t.guests),
    context(t.how),
  );
}

function memberCard(member: TeamMember, { who, recordAccess }: Context, { roles }: TeamPorts): Card {
  const t = roleMessages[who.locale];
  const { person } = member;
  recordAccess(null, `${person} shown`);
  const others = ROLES.filter((role) => role !== member.role);
  return card(
    t.name,
    fields(field(t.person, memberLabel(member)), field(t.role, roleWords(member, roles, who.locale))),
    roles.admins.includes(person)
      ? context(t.isConfigured)
      : buttons(...others.map((role) => button(choiceNames[who.locale](role), "role", { person, role }))),
    person.startsWith("slack:") && hasDefaultRole(member, roles) ? context(t.guests) : null,
  );
}

/** Returns a card that says why the role cannot or need not change. Null if the question should be asked. */
async function unchangedCard(
  member: TeamMember,
  role: Role,
  { who, common, recordAccess }: Context,
  { people, roles }: TeamPorts,
): Promise<Card | null> {
  const t = roleMessages[who.locale];
  const { person } = member;
  const before = roleOf(person, roles, member.role);
  const isConfigured = roles.admins.includes(person);
  const unchanged = (title: string, why: string, tone: "bad" | "plain"): Card => {
    recordAccess(`person:${person}`, `${person} stays ${before}`);
    return { ...card(title, text(why), buttons(button(t.list, "role"))), tone };
  };
  if (isConfigured && role !== "admin") return unchanged(t.unchangedTitle, t.isConfigured, "bad");
  if (before === "admin" && role !== "admin" && (await isLastAdmin(person, people, roles))) {
    return unchanged(t.unchangedTitle, t.isLast, "bad");
  }
  const hasIt = member.role === role || (before === "none" && role === "none");
  return isConfigured || hasIt ? unchanged(common.nothingToChange, t.already, "plain") : null;
}

async function isLastAdmin(person: string, people: TeamPorts["people"], roles: RoleBook): Promise<boolean> {
  if (roles.admins.length > 0) return false;
  const admins = (await people.all()).filter(({ role }) => role === "admin");
  return admins.every((admin) => admin.person === person);
}
