import { z } from "zod";
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
import { CLEAR } from "../../intents/grammar.ts";
import { choice, email, page, person } from "../arguments.ts";
import { type Command, defineCommand, type Scene } from "../command.ts";
import { STAFF } from "../deals/deal-lists.ts";
import { paged } from "../paging.ts";
import { memberLabel, staffEmailOf, type TeamMember, type TeamPorts } from "./team.ts";
import { oneMember } from "./which-member.ts";

const words = phrases({
  en: {
    name: "Link to CRM staff",
    summary: "Link a person to their e-mail in AntCRM",
    none: "Nobody is linked yet.",
    how: "link @lan lan@shop.vn links somebody; link @lan - takes it away.",
    linked: (count: number) => `${count} linked`,
    done: "Linked",
    undone: "Link taken away",
    person: "Person",
    email: "E-mail in AntCRM",
    byProfile: (address: string) => `${address}, from their Slack profile`,
    notLinked: "not linked",
    unseen: "I have not seen this address in AntCRM's records yet: please check its spelling.",
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
    how: "Gõ link @lan lan@shop.vn để liên kết; link @lan - để bỏ.",
    linked: (count) => `${count} người đã liên kết`,
    done: "Đã liên kết",
    undone: "Đã bỏ liên kết",
    person: "Người dùng",
    email: "E-mail trong AntCRM",
    byProfile: (address) => `${address}, theo hồ sơ Slack`,
    notLinked: "chưa liên kết",
    unseen: "Bot chưa thấy địa chỉ này trong dữ liệu AntCRM: hãy kiểm tra lại chính tả.",
    effect: "Từ giờ “việc của tôi” của người này là việc giao cho địa chỉ trên.",
    list: "Mọi liên kết",
    whose: "Địa chỉ này của ai?",
    whoseText: (address) => `Hãy nêu thêm người: liên kết @lan ${address}`,
    remove: "Bỏ liên kết",
  },
});

const labels = phrases({
  en: { person: "Person", email: "E-mail", unlink: "Unlink", page: "Page" },
  vi: { person: "Người dùng", email: "E-mail", unlink: "Bỏ liên kết", page: "Trang" },
});

export interface LinkPorts extends TeamPorts {
  people: TeamPorts["people"] & {
    setEmail(person: string, email: string | null, at: Date): Promise<void>;
  };
}

const SHOWN = 10;
/** More people than any shop's support team has. */
const MOST_STAFF = 500;

/** Who is who in AntCRM: it names its own staff, by e-mail, and knows nobody of Slack or Telegram. */
export const createLink = (ports: LinkPorts): Command =>
  defineCommand({
    name: "link",
    aliases: ["liên kết", "liên kết nhân viên", "gắn e-mail", "gắn email", "link staff"],
    role: "admin",
    deed: "write",
    words,
    labels,
    input: z.object({
      person: person().optional(),
      email: email().optional(),
      // Typed as `link @lan -`, the sign that empties a field everywhere.
      unlink: choice([CLEAR]).optional(),
      page: page(),
    }),

    async run(play) {
      const { input, say } = play;
      if (input.person === undefined) {
        const { email: address } = input;
        return address ? card(say.whose, text(say.whoseText(address))) : linksCard(input.page, play, ports);
      }
      const change = input.unlink === undefined ? input.email : null;
      const args = change === undefined ? {} : change === null ? { unlink: CLEAR } : { email: change };
      const one = await oneMember(input.person, ports, play, { command: "link", args });
      if ("card" in one) return one.card;
      return change === undefined
        ? memberCard(one.member, play, ports)
        : linkedCard(one.member, change, play, ports);
    },
  });

async function linksCard(page: number, scene: Scene, { people }: LinkPorts): Promise<Card> {
  const { locale } = scene.who;
  const say = words[locale];
  const linked = (await people.all()).filter(({ email }) => email !== null);
  scene.looked(null, "listed");
  const rows = linked.map((member): Row => {
    const remove = button(say.remove, "link", { person: member.person, unlink: CLEAR });
    return { title: member.email ?? "", detail: memberLabel(member), buttons: [remove] };
  });
  const heading = say.linked(linked.length);
  const blocks = paged(rows, { page, size: SHOWN, heading, command: "link", args: {}, locale });
  return card(say.name, linked.length === 0 ? text(say.none) : null, ...blocks, context(say.how));
}

async function memberCard(member: TeamMember, scene: Scene, ports: LinkPorts): Promise<Card> {
  const say = words[scene.who.locale];
  const known = await staffEmailOf(member.person, ports);
  scene.looked(null, `${member.person} shown`);
  const address = known?.from === "profile" ? say.byProfile(known.email) : known?.email;
  const remove = button(say.remove, "link", { person: member.person, unlink: CLEAR });
  return card(
    say.name,
    fields(field(say.person, memberLabel(member)), field(say.email, address ?? say.notLinked)),
    known?.from === "link" ? buttons(remove) : context(say.how),
  );
}

async function linkedCard(
  member: TeamMember,
  address: string | null,
  { who, clock, learned, looked }: Scene,
  { people }: LinkPorts,
): Promise<Card> {
  const say = words[who.locale];
  await people.setEmail(member.person, address, clock.now());
  looked(null, `${member.person} ${address === null ? "unlinked" : "linked"}`);
  const person = field(say.person, memberLabel(member));
  const all = buttons(button(say.list, "link"));
  if (address === null) return { ...card(say.undone, fields(person), all), tone: "good" };
  const isSeen = (await learned.values(STAFF, MOST_STAFF)).includes(address);
  return {
    ...card(
      say.done,
      fields(person, field(say.email, address)),
      text(say.effect),
      isSeen ? null : context(say.unseen),
      all,
    ),
    tone: "good",
  };
}
