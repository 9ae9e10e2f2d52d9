import * as z from "zod";
import { ROLES, type Role, reaches } from "../../access/roles.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { button, buttons, card, context, field, fields } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { memberLabel, roleWords, staffEmailOf, type TeamPorts, unknownMember } from "./team.ts";

const whoamiMessages = defineMessages({
  en: {
    name: "Who am I",
    summary: "Your name here, your role and what you may do",
    title: "About you",
    person: "You",
    role: "Role",
    email: "In AntCRM",
    unlinked: "not linked: an admin can link your address",
    may: "You may",
    mayNot: "Only with a higher role",
    more: "An admin of the bot gives roles.",
    commands: "What I can do",
  },
  vi: {
    name: "Tôi là ai",
    summary: "Tên của bạn ở đây, quyền và những việc bạn làm được",
    title: "Thông tin của bạn",
    person: "Bạn là",
    role: "Quyền",
    email: "Trong AntCRM",
    unlinked: "chưa liên kết, nhờ quản trị viên liên kết e-mail của bạn",
    may: "Bạn làm được",
    mayNot: "Cần quyền cao hơn",
    more: "Quản trị viên của bot là người cấp quyền.",
    commands: "Bot làm được gì",
  },
});

/** What each role adds to the one before. */
const rights = defineMessages<Record<Role, string>>({
  en: {
    none: "read the help",
    viewer: "look up customers, tickets, deals, points, gifts and ratings",
    agent: "create and edit customers, tickets and deals, earn points, redeem gifts, set alerts",
    manager: "delete records, change products, import files, add to segments, set digests",
    admin: "give roles, link people, change settings, forget customers",
  },
  vi: {
    none: "xem trợ giúp",
    viewer: "tra cứu khách, phiếu, đơn, điểm, quà và đánh giá",
    agent: "tạo và sửa khách, phiếu, đơn, tích điểm, đổi quà, đặt cảnh báo",
    manager: "xoá dữ liệu, sửa sản phẩm, nhập tệp, thêm vào phân khúc, đặt báo cáo",
    admin: "phân quyền, liên kết nhân viên, sửa cài đặt, xoá dữ liệu khách khỏi bot",
  },
});

/** Shows the person who asks how the bot knows them. */
export const createWhoami = (ports: TeamPorts): Command =>
  defineCommand({
    name: "whoami",
    aliases: [
      ...[
        "tôi là ai",
        "mình là ai",
        "em là ai",
        "tui là ai",
        "quyền của tôi",
        "quyền của mình",
        "quyền của em",
      ],
      ...["tôi có quyền gì", "mình có quyền gì", "em có quyền gì", "tui có quyền gì", "tôi được làm gì"],
      ...["who am i", "my role", "my permissions", "my rights"],
    ],
    role: "none",
    audited: false,
    showsCustomers: false,
    perPerson: () => true,
    messages: whoamiMessages,
    examples: {
      vi: ["tôi là ai", "tôi có quyền gì", "quyen cua toi"],
      en: ["who am i"],
    },
    input: z.object({}),

    async run({ who, t }) {
      const { person, role, locale } = who;
      const member = (await ports.people.find(person)) ?? { ...unknownMember(person), name: who.name };
      const email = await staffEmailOf(person, ports);
      const granted = ROLES.filter((one) => one !== "none" && reaches(role, one));
      const others = ROLES.filter((one) => !reaches(role, one));
      const words = (roles: readonly Role[]) => roles.map((one) => rights[locale][one]).join("; ");
      return card(
        t.title,
        fields(
          field(t.person, memberLabel(member)),
          field(t.role, roleWords(member, ports.roles, locale)),
          field(t.email, email?.email ?? t.unlinked),
          field(t.may, words(granted.length > 0 ? granted : ["none"])),
          others.length === 0
            ? null
            : field(
                t.mayNot,
                others.map((one) => `${choiceNames[locale](one)}: ${rights[locale][one]}`).join("; "),
              ),
        ),
        others.length === 0 ? null : context(t.more),
        buttons(button(t.commands, "help")),
      );
    },
  });
