import { z } from "zod";
import { ROLES, type Role, type RoleBook, roleOf } from "../../access/roles.ts";
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
import { phrases } from "../../i18n/phrases.ts";
import { choice, page, person } from "../arguments.ts";
import { type Command, defineCommand, type Scene } from "../command.ts";
import { choiceNames } from "../forms/choice-names.ts";
import { paged } from "../paging.ts";
import { memberLabel, type TeamMember, type TeamPorts } from "./team.ts";
import { oneMember } from "./which-member.ts";

const words = phrases({
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
    done: "Role given",
    keptTitle: "The role was not changed",
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
    done: "Đã cấp quyền",
    keptTitle: "Quyền chưa thay đổi",
    isConfigured: "Quản trị viên này nằm trong BOT_ADMINS của cấu hình, chỉ người vận hành bot mới đổi được.",
    isLast:
      "Đây là quản trị viên cuối cùng: hãy cấp quyền cho người khác trước, nếu không sẽ không còn ai phân quyền.",
    change: "Cấp quyền",
    list: "Mọi quyền",
  },
});

const labels = phrases({
  en: { person: "Person", role: "Role", page: "Page" },
  vi: { person: "Người dùng", role: "Quyền", page: "Trang" },
});

export interface RolePorts extends TeamPorts {
  people: TeamPorts["people"] & { setRole(person: string, role: Role, at: Date): Promise<void> };
  roles: RoleBook;
}

const SHOWN = 10;
/** Where people can have a role together, as the platforms write their own names. */
const PLATFORMS = [
  ["slack", "Slack"],
  ["telegram", "Telegram"],
] as const;

/** AntCRM has one key for everybody, so who may do what is said here. */
export const createRole = (ports: RolePorts): Command =>
  defineCommand({
    name: "role",
    aliases: ["quyền", "phân quyền", "cấp quyền", "cấp quyền cho", "danh sách quyền", "roles", "grant role"],
    role: "admin",
    deed: "write",
    words,
    labels,
    input: z.object({ person: person().optional(), role: choice(ROLES).optional(), page: page() }),

    async run(play) {
      const { input } = play;
      if (input.person === undefined) return rolesCard(input.page, play, ports);
      const typed = input.role === undefined ? {} : { role: input.role };
      const one = await oneMember(input.person, ports, play, { command: "role", args: typed });
      if ("card" in one) return one.card;
      return input.role === undefined
        ? memberCard(one.member, play, ports)
        : givenCard(one.member, input.role, play, ports);
    },
  });

async function rolesCard(page: number, scene: Scene, { people, roles }: RolePorts): Promise<Card> {
  const { locale } = scene.who;
  const say = words[locale];
  const met = await people.all();
  const unmet = roles.admins.filter((admin) => met.every(({ person }) => person !== admin));
  const named = [
    ...unmet.map((person): TeamMember => ({ person, name: null, email: null, role: null })),
    ...met.filter(({ person, role }) => role !== null || roles.admins.includes(person)),
  ];
  scene.looked(null, "listed");
  const rows = named.map((member): Row => {
    const { person, role } = member;
    const isConfigured = roles.admins.includes(person);
    const change = button(say.change, "role", { person });
    return {
      title: memberLabel(member),
      detail: [choiceNames[locale](roleOf(person, roles, role)), isConfigured ? say.configured : ""]
        .filter(Boolean)
        .join(" · "),
      ...(isConfigured ? {} : { buttons: [change] }),
    };
  });
  const heading = say.count(named.length);
  return card(
    say.name,
    ...paged(rows, { page, size: SHOWN, heading, command: "role", args: {}, locale }),
    text(
      PLATFORMS.map(([platform, name]) =>
        say.usual(name, choiceNames[locale](roles.defaultRoles[platform] ?? "none")),
      ).join("\n"),
    ),
    context(say.guests),
    context(say.how),
  );
}

function memberCard(member: TeamMember, { who, looked }: Scene, { roles }: RolePorts): Card {
  const say = words[who.locale];
  const { person } = member;
  looked(null, `${person} shown`);
  const now = roleOf(person, roles, member.role);
  const others = ROLES.filter((role) => role !== now);
  return card(
    say.name,
    fields(field(say.person, memberLabel(member)), field(say.role, choiceNames[who.locale](now))),
    roles.admins.includes(person)
      ? context(say.isConfigured)
      : buttons(...others.map((role) => button(choiceNames[who.locale](role), "role", { person, role }))),
  );
}

async function givenCard(
  member: TeamMember,
  role: Role,
  { who, clock, looked }: Scene,
  { people, roles }: RolePorts,
): Promise<Card> {
  const say = words[who.locale];
  const { person } = member;
  const before = roleOf(person, roles, member.role);
  const all = buttons(button(say.list, "role"));
  const kept = (why: string): Card => {
    looked(null, `${person} stays ${before}`);
    return { ...card(say.keptTitle, text(why), all), tone: "bad" };
  };
  if (roles.admins.includes(person) && role !== "admin") return kept(say.isConfigured);
  if (before === "admin" && role !== "admin" && (await isLastAdmin(person, people, roles))) {
    return kept(say.isLast);
  }
  await people.setRole(person, role, clock.now());
  looked(null, `${person} ${role}`);
  const name = choiceNames[who.locale];
  return {
    ...card(
      say.done,
      fields(
        field(say.person, memberLabel(member)),
        field(say.role, name(role)),
        before === role ? null : field(say.before, name(before)),
      ),
      all,
    ),
    tone: "good",
  };
}

async function isLastAdmin(person: string, people: RolePorts["people"], roles: RoleBook): Promise<boolean> {
  if (roles.admins.length > 0) return false;
  const admins = (await people.all()).filter(({ role }) => role === "admin");
  return admins.every((admin) => admin.person === person);
}
