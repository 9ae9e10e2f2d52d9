import * as z from "zod";
import { choice, email, page, person } from "../../bot/arguments.ts";
import { type Args, type Command, defineCommand, onlyShown } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing.ts";
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
import { CLEAR } from "../../understanding/grammar.ts";
import {
  memberLabel,
  memberName,
  oneMember,
  pinnedPerson,
  STAFF,
  staffEmailOf,
  type TeamMember,
  type TeamPorts,
  unknownMember,
} from "./team.ts";

const linkMessages = defineMessages({
  en: {
    name: "Link to CRM staff",
    summary: "Link a person to their e-mail in AntCRM",
    none: "Nobody is linked yet.",
    how: "link @lan lan@shop.vn links somebody; link @lan - takes it away.",
    linked: (count: number) => `${count} linked`,
    ask: (name: string) => `Link ${name} to AntCRM?`,
    askAway: (name: string) => `Take the link of ${name} away?`,
    willBe: "“My tasks” of this person will be those of this address.",
    willNotBe: "“My tasks” of this person will not follow this link any more.",
    confirm: "Link",
    confirmAway: "Take the link away",
    already: "It is like that already.",
    again: "The bot was interrupted, and the change is not there. Sending it again does no harm.",
    done: "Linked",
    undone: "Link taken away",
    person: "Person",
    email: "E-mail in AntCRM",
    byProfile: (address: string) => `${address}, from their Slack profile`,
    notLinked: "not linked",
    unseen: "What I have read of AntCRM so far does not have this address: please check its spelling.",
    effect: "“My tasks” of this person are those of this address from now on.",
    list: "All links",
    whose: "Whose address is it?",
    whoseText: (address: string) => `Name the person too: link @lan ${address}`,
    remove: "Take the link away",
  },
  vi: {
    name: "Liên kết nhân viên",
    summary: "Liên kết một người với e-mail của họ trong AntCRM",
    none: "Chưa có ai được liên kết.",
    how: "Gõ liên kết @lan lan@shop.vn để liên kết; liên kết @lan - để bỏ.",
    linked: (count) => `${count} người đã liên kết`,
    ask: (name) => `Liên kết ${name} với AntCRM?`,
    askAway: (name) => `Bỏ liên kết của ${name}?`,
    willBe: "“Việc của tôi” của người này sẽ là việc giao cho địa chỉ trên.",
    willNotBe: "“Việc của tôi” của người này sẽ không theo liên kết này nữa.",
    confirm: "Liên kết",
    confirmAway: "Bỏ liên kết",
    already: "Liên kết hiện tại đã đúng như vậy.",
    again: "Bot bị gián đoạn và chưa thấy thay đổi. Bạn có thể gửi lại, không ảnh hưởng gì.",
    done: "Đã liên kết",
    undone: "Đã bỏ liên kết",
    person: "Người dùng",
    email: "E-mail trong AntCRM",
    byProfile: (address) => `${address}, theo hồ sơ Slack`,
    notLinked: "chưa liên kết",
    unseen: "Địa chỉ này chưa có trong phần dữ liệu AntCRM mà bot đã đọc, bạn xem lại chính tả giúp nhé.",
    effect: "Từ giờ “việc của tôi” của người này là việc giao cho địa chỉ trên.",
    list: "Mọi liên kết",
    whose: "Địa chỉ này của ai?",
    whoseText: (address) => `Hãy gõ kèm tên người: liên kết @lan ${address}`,
    remove: "Bỏ liên kết",
  },
});

const labels = defineMessages({ en: { unlink: "Unlink" }, vi: { unlink: "Bỏ liên kết" } });

const SHOWN = 10;
/** This is more than any shop's support team has. */
const MOST_STAFF = 500;

const input = z.object({
  person: person().optional(),
  email: email().optional(),
  // People type `link @lan -`. The sign `-` empties a field in every command.
  unlink: choice([CLEAR]).optional(),
  page: page(),
});
type LinkInput = z.output<typeof input>;

/** Links people of Slack and Telegram to AntCRM's staff. AntCRM names its staff by e-mail only. */
export const createLink = (ports: TeamPorts): Command =>
  defineCommand({
    name: "link",
    aliases: ["liên kết", "liên kết nhân viên", "gắn e-mail", "gắn email", "link staff"],
    role: "admin",
    changesWith: ["email", "unlink"],
    inBot: true,
    messages: linkMessages,
    examples: {
      vi: ["liên kết @lan với lan@example.com", "liên kết nhân viên", "lien ket @lan lan@example.com"],
      en: ["link staff @lan lan@example.com"],
    },
    labels,
    input,

    async ask(ctx) {
      const { input, t } = ctx;
      if (input.person === undefined) {
        const { email: address } = input;
        return onlyShown(
          address ? card(t.whose, text(t.whoseText(address))) : await linksCard(input.page, ctx, ports),
        );
      }
      const address = addressIn(input);
      const args = address === undefined ? {} : address === null ? { unlink: CLEAR } : { email: address };
      const one = await oneMember(input.person, ports, ctx, { command: "link", args });
      if ("card" in one) return onlyShown(one.card);
      if (address === undefined) return onlyShown(await memberCard(one.member, ctx, ports));
      if (one.member.email === address) {
        ctx.recordAccess(`person:${one.member.person}`, "unchanged");
        return onlyShown(card(ctx.common.nothingToChange, text(t.already), buttons(button(t.list, "link"))));
      }
      return question(one.member, address, args, ctx);
    },

    write: {
      async prepare({ input, clock, noteSecurity }, operation) {
        const { person, address } = changeOf(input);
        const { people } = ports;
        mustBeAsShown(operation, held(await people.find(person)));
        return {
          seen: [],
          async send() {
            await people.setEmail(person, address, clock.now());
            noteSecurity("link_changed", outcomeOf(person, address));
            return null;
          },
        };
      },

      async evidence({ input }, operation) {
        const { person, address } = changeOf(input);
        const now = (await ports.people.find(person))?.email ?? null;
        return evidenceOfState(operation, now === address, null);
      },

      repeatable: ({ t }) => t.again,
    },

    auditOutcome({ input }) {
      const { person, address } = changeOf(input);
      return outcomeOf(person, address);
    },

    async receipt({ input, t, learned }) {
      const { person, address } = changeOf(input);
      const member = (await ports.people.find(person)) ?? unknownMember(person);
      const whom = field(t.person, memberLabel(member));
      const all = buttons(button(t.list, "link"));
      if (address === null) return { ...card(t.undone, fields(whom), all), tone: "good" };
      const isSeen = (await learned.values(STAFF, MOST_STAFF)).includes(address);
      return {
        ...card(
          t.done,
          fields(whom, field(t.email, address)),
          text(t.effect),
          isSeen ? null : context(t.unseen),
          all,
        ),
        tone: "good",
      };
    },
  });

/** Returns the address to link: null removes the link, undefined shows it. */
function addressIn({ email: address, unlink }: LinkInput): string | null | undefined {
  return unlink === undefined ? address : null;
}

/** Returns the change that the person confirmed. */
function changeOf(input: LinkInput): { person: string; address: string | null } {
  const address = addressIn(input);
  if (address === undefined) throw new AppError("bug", "link: no address was pinned");
  return { person: pinnedPerson(input.person), address };
}

function held(member: Pick<TeamMember, "email"> | null) {
  return { email: member?.email ?? "" };
}

function outcomeOf(person: string, address: string | null): string {
  return `${person} ${address === null ? "unlinked" : "linked"}`;
}

function question(member: TeamMember, address: string | null, args: Args, { who, recordAccess }: Context) {
  const t = linkMessages[who.locale];
  const { person } = member;
  const isLinked = address !== null;
  recordAccess(`person:${person}`, "asked");
  return {
    card: {
      ...card(
        (isLinked ? t.ask : t.askAway)(memberName(member)),
        fields(
          field(t.person, memberLabel(member)),
          field(t.email, `${member.email ?? t.notLinked} → ${address ?? t.notLinked}`),
        ),
        text(isLinked ? t.willBe : t.willNotBe),
      ),
      tone: "warning" as const,
    },
    customer: `person:${person}`,
    args: { ...args, person, ...asShown(held(member)) },
    confirmLabel: isLinked ? t.confirm : t.confirmAway,
  };
}

async function linksCard(page: number, ctx: Context, { people }: TeamPorts): Promise<Card> {
  const { locale } = ctx.who;
  const t = linkMessages[locale];
  const linked = (await people.all()).filter(({ email }) => email !== null);
  ctx.recordAccess(null, "listed");
  const rows = linked.map((member): Row => {
    const remove = button(t.remove, "link", { person: member.person, unlink: CLEAR });
    return { title: member.email ?? "", detail: memberLabel(member), buttons: [remove] };
  });
  const heading = t.linked(linked.length);
  const blocks = paged(rows, { page, size: SHOWN, heading, command: "link", args: {}, locale });
  return card(t.name, linked.length === 0 ? text(t.none) : null, ...blocks, context(t.how));
}

async function memberCard(member: TeamMember, ctx: Context, ports: TeamPorts): Promise<Card> {
  const t = linkMessages[ctx.who.locale];
  const known = await staffEmailOf(member.person, ports);
  ctx.recordAccess(null, `${member.person} shown`);
  const address = known?.from === "profile" ? t.byProfile(known.email) : known?.email;
  const remove = button(t.remove, "link", { person: member.person, unlink: CLEAR });
  return card(
    t.name,
    fields(field(t.person, memberLabel(member)), field(t.email, address ?? t.notLinked)),
    known?.from === "link" ? buttons(remove) : context(t.how),
  );
}
