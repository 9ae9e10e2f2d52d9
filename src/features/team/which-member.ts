import type { PersonReference } from "../../bot/arguments.ts";
import { PLATFORM_NAMES } from "../../bot/call.ts";
import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, type Card, card, context, list, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import {
  type Candidate,
  candidatesFor,
  memberName,
  memberNamed,
  roleWords,
  shownName,
  type TeamMember,
  type TeamPorts,
} from "./team.ts";

const whichMemberMessages = defineMessages({
  en: {
    nobodyTitle: "I do not know this person",
    nobody: (name: string) => `Nobody I have met is called ${name}.`,
    nobodyHint:
      "Ask them to write to me once, mention them on Slack, or name them by their id: slack:U0123ABCD or telegram:4567. Whoever writes to me without a role is shown theirs.",
    severalTitle: "Whom do you mean?",
    several: (name: string) => `Known to me as ${name}:`,
    check: "Anybody can choose a name like this one: check the ID before you pick.",
    more: (count: number) => `${count} more have this name: name the person by their ID.`,
    firstSeen: (day: string) => `first wrote on ${day}`,
    neverSeen: "has not written yet",
    noRole: "no role yet",
    pick: "This one",
  },
  vi: {
    nobodyTitle: "Bot chưa biết người này",
    nobody: (name) => `Bot chưa gặp ai tên ${name}.`,
    nobodyHint:
      "Hãy nhờ người đó nhắn cho bot một lần, nhắc tên họ bằng @ trên Slack, hoặc gõ ID: slack:U0123ABCD hay telegram:4567. Người chưa có quyền nhắn cho bot sẽ thấy ID của mình.",
    severalTitle: "Bạn muốn nói ai?",
    several: (name) => `Bot biết những người tên ${name} sau đây:`,
    check: "Ai cũng có thể tự đặt tên như vậy: bạn hãy xem kỹ ID trước khi chọn.",
    more: (count) => `Còn ${count} người nữa trùng tên: bạn hãy gõ ID của người cần chọn.`,
    firstSeen: (day) => `nhắn lần đầu ngày ${day}`,
    neverSeen: "chưa từng nhắn cho bot",
    noRole: "chưa có quyền",
    pick: "Chọn",
  },
});

/** As many as fit on a card that can still be read. */
const SHOWN = 10;

/**
 * The one person meant, or the card that asks which one, even where a single one has the name.
 * @param next the command that goes on with the picked person, with its other arguments
 */
export async function oneMember(
  reference: PersonReference,
  ports: TeamPorts,
  ctx: Context,
  next: { command: string; args: Args },
): Promise<{ member: TeamMember } | { card: Card }> {
  const member = await memberNamed(reference, ctx.call.place.platform, ports);
  if (member !== null) return { member };
  const name = "name" in reference ? reference.name : reference.id;
  const candidates = await candidatesFor(name, ports);
  return {
    card:
      candidates.length === 0 ? nobodyCard(name, ctx) : candidatesCard(name, candidates, ctx, ports, next),
  };
}

function nobodyCard(name: string, { who }: Context): Card {
  const t = whichMemberMessages[who.locale];
  const shown = shownName(name) ?? "?";
  return { ...card(t.nobodyTitle, text(t.nobody(shown)), context(t.nobodyHint)), tone: "bad" };
}

function candidatesCard(
  name: string,
  candidates: readonly Candidate[],
  { who, formats }: Context,
  { roles }: Pick<TeamPorts, "roles">,
  next: { command: string; args: Args },
): Card {
  const t = whichMemberMessages[who.locale];
  const rows = candidates.slice(0, SHOWN).map((candidate): Row => {
    const { person, username, firstSeen, access } = candidate;
    const details = [
      PLATFORM_NAMES[person.slice(0, person.indexOf(":"))],
      person,
      username === null ? null : `@${username}`,
      access === null ? t.noRole : roleWords(candidate, roles, who.locale),
      firstSeen === null ? t.neverSeen : t.firstSeen(formats.day(firstSeen)),
    ];
    return {
      title: memberName(candidate),
      detail: details.filter(Boolean).join(" · "),
      buttons: [button(t.pick, next.command, { ...next.args, person })],
    };
  });
  const more = candidates.length - rows.length;
  return card(
    t.severalTitle,
    list(t.several(shownName(name) ?? "?"), rows),
    more > 0 ? context(t.more(more)) : null,
    context(t.check),
  );
}
