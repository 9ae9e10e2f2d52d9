import { button, type Card, card, context, list, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import type { PersonReference } from "../arguments.ts";
import type { Args, Scene } from "../command.ts";
import { membersMeant, type TeamMember, type TeamPorts } from "./team.ts";

const words = phrases({
  en: {
    nobodyTitle: "I do not know this person",
    nobody: (name: string) => `Nobody I have met is called ${name}.`,
    nobodyHint:
      "They can write to me once, or you name them by their id: slack:U0123ABCD or telegram:4567. Whoever writes to me without a role is shown theirs.",
    severalTitle: "Whom do you mean?",
    several: (name: string) => `Several people are called ${name}:`,
    pick: "This one",
  },
  vi: {
    nobodyTitle: "Bot chưa biết người này",
    nobody: (name) => `Bot chưa gặp ai tên ${name}.`,
    nobodyHint:
      "Hãy nhờ người đó nhắn cho bot một lần, hoặc gõ ID: slack:U0123ABCD hay telegram:4567. Người chưa có quyền nhắn cho bot sẽ thấy ID của mình.",
    severalTitle: "Bạn muốn nói ai?",
    several: (name) => `Có nhiều người tên ${name}:`,
    pick: "Chọn",
  },
});

/**
 * The one person meant, or the card that says why there is none.
 * @param next the command that goes on with the picked person, with its other arguments
 */
export async function oneMember(
  reference: PersonReference,
  ports: TeamPorts,
  scene: Scene,
  next: { command: string; args: Args },
): Promise<{ member: TeamMember } | { card: Card }> {
  const say = words[scene.who.locale];
  const meant = await membersMeant(reference, ports);
  const [first, ...others] = meant;
  const name = "name" in reference ? reference.name : "";
  if (first === undefined) {
    return {
      card: { ...card(say.nobodyTitle, text(say.nobody(name)), context(say.nobodyHint)), tone: "bad" },
    };
  }
  if (others.length === 0) return { member: first };
  const rows = meant.map(({ name, person }) => ({
    title: name ?? person,
    detail: person,
    buttons: [button(say.pick, next.command, { ...next.args, person })],
  }));
  return { card: card(say.severalTitle, list(say.several(name), rows)) };
}
