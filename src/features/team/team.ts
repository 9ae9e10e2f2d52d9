import type { PeopleRepository, Person } from "../../access/people.ts";
import { hasAccess, hasDefaultRole, type Role, type RoleBook, roleOf } from "../../access/roles.ts";
import type { PersonReference } from "../../bot/arguments.ts";
import { PLATFORM_NAMES, type Place } from "../../bot/call.ts";
import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { type Block, button, type Card, card, context, list, type Row, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { SLACK_ID } from "../../understanding/customer.ts";
import { fold } from "../../understanding/fold.ts";

/** The list of learned e-mails of AntCRM's staff. */
export const STAFF = "staff";

/** A person of the team. The bot may not have met them yet. */
export type TeamMember = Pick<Person, "person" | "name" | "email" | "role">;

/** The services that the commands about people need. */
export interface TeamPorts {
  people: PeopleRepository;
  roles: RoleBook;
  /** Returns a person's e-mail from their profile on the platform. */
  profileEmail(person: string): Promise<string | null>;
}

/** Telegram's rule for usernames. Letters of other scripts that look the same are not allowed. */
const USERNAME = /^[A-Za-z0-9_]{4,32}$/;

/**
 * Returns the one person whom this reference names without doubt, or null. An id names its person, even if the bot has
 * not met them. `@lan_cskh` on Telegram names the only person who was last seen with that username, if they were given
 * a role. A default role does not count: where Telegram has one, everybody in the world has it. A display name names
 * nobody, because anybody can choose it.
 * @param platform where the reference was typed
 */
async function memberNamed(
  reference: PersonReference,
  platform: Place["platform"],
  ports: TeamPorts,
): Promise<TeamMember | null> {
  const { people, roles } = ports;
  const id = idIn(reference, platform);
  if (id !== null) return (await people.find(id)) ?? unknownMember(id);
  if (!("name" in reference) || platform !== "telegram" || !USERNAME.test(reference.name)) return null;
  const wanted = reference.name.toLowerCase();
  const [owner, ...others] = (await people.all()).filter(
    ({ person, username }) => person.startsWith("telegram:") && username?.toLowerCase() === wanted,
  );
  if (owner === undefined || others.length > 0 || hasDefaultRole(owner, roles)) return null;
  return isLetIn(owner, roles) ? owner : null;
}

/** Returns the id in the reference, or null. Only on Slack, `@U0123ABCD` is a mention; elsewhere it is a name. */
function idIn(reference: PersonReference, platform: Place["platform"]): string | null {
  if ("id" in reference) return reference.id;
  return platform === "slack" && SLACK_ID.test(reference.name) ? `slack:${reference.name}` : null;
}

/** A person on any platform who may be meant by a name. */
interface PersonCandidate extends Person {
  /** Null if the person has no access. */
  access: Role | null;
}

/**
 * Returns everybody with this name or username, ignoring accents. If there is nobody: those whose name contains this
 * word. People with a role come first. In both groups, those whom the bot met most recently come first.
 */
async function candidatesFor(
  name: string,
  { people, roles }: Pick<TeamPorts, "people" | "roles">,
): Promise<readonly PersonCandidate[]> {
  const wanted = fold(name).trim();
  const all = await people.all();
  const named = all.filter(
    (member) =>
      [member.name, member.username].some((one) => one !== null && fold(one).trim() === wanted) ||
      fold(member.person).endsWith(`:${wanted}`),
  );
  const found = named.length > 0 ? named : all.filter((member) => wordsOf(member.name).includes(wanted));
  return found
    .map((member) => ({ ...member, access: isLetIn(member, roles) ? effectiveRole(member, roles) : null }))
    .sort((a, b) => Number(b.access !== null) - Number(a.access !== null) || seenMs(b) - seenMs(a));
}

function isLetIn(member: TeamMember, roles: RoleBook): boolean {
  return hasAccess(effectiveRole(member, roles));
}

function effectiveRole({ person, role }: TeamMember, roles: RoleBook): Role {
  return roleOf(person, roles, role);
}

function seenMs({ firstSeen }: Person): number {
  return firstSeen?.getTime() ?? 0;
}

function wordsOf(name: string | null): string[] {
  return fold(name ?? "").split(/[^\p{L}\p{N}]+/u);
}

/** Returns the person whose id the question has stored. */
export function pinnedPerson(reference: PersonReference | undefined): string {
  if (reference === undefined || !("id" in reference)) throw new AppError("bug", "no person was pinned");
  return reference.id;
}

/** Returns a person of whom the bot has no row. */
export function unknownMember(person: string): TeamMember {
  return { person, name: null, email: null, role: null };
}

const teamMessages = defineMessages({
  en: { byDefault: (role: string) => `${role} (by default)` },
  vi: { byDefault: (role) => `${role} (mặc định)` },
});

/** Returns the name of a person's role: `"nhân viên"`, or `"nhân viên (mặc định)"` for a default role. */
export function roleWords(
  member: Pick<TeamMember, "person" | "role">,
  roles: RoleBook,
  locale: Locale,
): string {
  const role = roleOf(member.person, roles, member.role);
  const name = choiceNames[locale](role);
  return hasDefaultRole(member, roles) && role !== "none" ? teamMessages[locale].byDefault(name) : name;
}

/** Returns the name with the id: `"Lan (slack:U0123)"`. Anybody can choose the same name. */
export function memberLabel({ name, person }: Pick<TeamMember, "name" | "person">): string {
  const shown = shownName(name ?? "");
  return shown === null ? person : `${shown} (${person})`;
}

/** Returns `"Lan"`, for a card that shows the id elsewhere. Returns the id if no name can be shown. */
export function memberName({ name, person }: Pick<TeamMember, "name" | "person">): string {
  return shownName(name ?? "") ?? person;
}

interface StaffEmail {
  email: string;
  from: "link" | "profile";
}

/** Returns a person's address in AntCRM: the one that an admin has linked, or else that of their profile. */
export async function staffEmailOf(
  person: string,
  { people, profileEmail }: Pick<TeamPorts, "people" | "profileEmail">,
): Promise<StaffEmail | null> {
  const linked = (await people.find(person))?.email;
  if (linked) return { email: linked, from: "link" };
  const email = await profileEmail(person);
  return email === null ? null : { email: email.toLowerCase(), from: "profile" };
}

/**
 * Characters that are invisible or change the direction of writing: control and format characters, letters without a
 * shape, line ends, surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu;
/** Dashes, quotation marks and skin tones: of the signs beyond ASCII only these and pictures are kept. */
const HARMLESS = String.raw`‐-―‘’“”\u{1f3fb}-\u{1f3ff}`;
/** Letters and pictures that look like colons, points, bars, brackets or arrows. */
const ALIKE = String.raw`ːˑꓸ-ꓽ\u0903\u0a83ꞏᐧǀǁᐸᐳᚲ\u{1d236}\u{1d237}─-╿▎▏▪●◦❘-❚⏐➔-➾`;
/**
 * Misleading characters in any script. A name with them can look like an id (`telegram:456`), a mention (`@lan`,
 * `<@U0123>`), a list's next field or a change (`none → admin`).
 */
const MISLEADING = new RegExp(
  String.raw`(?:[:@<>|]|(?![\p{ASCII}${HARMLESS}])[\p{P}\p{Sm}\p{Sk}]|[${ALIKE}])+`,
  "gu",
);
/** Three or more marks on one letter, which would cover the lines above. */
const STACKED = /(\p{M}{2})\p{M}+/gu;
const MAX_CHARS = 60;

/**
 * Returns a name that a person chose for themselves, safe to show beside an id: `"telegram:456"` → `"telegram 456"`.
 * Null if nothing of it can be read.
 */
function shownName(name: string): string | null {
  const plain = name
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(MISLEADING, " ")
    .replace(STACKED, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(plain)) return null;
  const chars = Array.from(plain);
  return chars.length <= MAX_CHARS ? plain : `${chars.slice(0, MAX_CHARS - 1).join("")}…`;
}

const unlinkedMessages = defineMessages({
  en: {
    title: "I do not know who you are in AntCRM",
    advice: (id: string) => `Ask an admin of this bot to link you: link ${id} your.name@shop.vn`,
  },
  vi: {
    title: "Bot chưa biết bạn là ai trong AntCRM",
    advice: (id) => `Hãy nhờ quản trị viên liên kết cho bạn: liên kết ${id} ten.ban@shop.vn`,
  },
});

/**
 * Says that the bot does not know who somebody is in AntCRM.
 * @param advice what to do; by default, how the person who asks gets linked
 */
export function unlinkedCard({ who }: Context, advice?: string, waysOn: Block | null = null): Card {
  const t = unlinkedMessages[who.locale];
  return card(t.title, text(advice ?? t.advice(who.person)), waysOn);
}

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
    severalTitle: "Bạn muốn chọn ai?",
    several: (name) => `Bot biết những người tên ${name} sau đây:`,
    check: "Ai cũng có thể tự đặt tên như vậy: bạn hãy xem kỹ ID trước khi chọn.",
    more: (count) => `Còn ${count} người nữa trùng tên: bạn hãy gõ ID của người cần chọn.`,
    firstSeen: (day) => `nhắn lần đầu ngày ${day}`,
    neverSeen: "chưa từng nhắn cho bot",
    noRole: "chưa có quyền",
    pick: "Chọn",
  },
});

/** With more people, the card would be hard to read. */
const SHOWN = 10;

/**
 * Returns the one person whom the reference names, or a card that asks which one, even if only one has the name.
 * `isUnknown`: nobody has it.
 * @param next the command that continues with the picked person, with its other arguments
 */
export async function oneMember(
  reference: PersonReference,
  ports: TeamPorts,
  ctx: Context,
  next: { command: string; args: Args },
): Promise<{ member: TeamMember } | { card: Card; isUnknown: boolean }> {
  const member = await memberNamed(reference, ctx.call.place.platform, ports);
  if (member !== null) return { member };
  const name = "name" in reference ? reference.name : reference.id;
  const candidates = await candidatesFor(name, ports);
  const isUnknown = candidates.length === 0;
  return {
    card: isUnknown ? nobodyCard(name, ctx) : candidatesCard(name, candidates, ctx, ports, next),
    isUnknown,
  };
}

function nobodyCard(name: string, { who }: Context): Card {
  const t = whichMemberMessages[who.locale];
  const shown = shownName(name) ?? "?";
  return { ...card(t.nobodyTitle, text(t.nobody(shown)), context(t.nobodyHint)), tone: "bad" };
}

function candidatesCard(
  name: string,
  candidates: readonly PersonCandidate[],
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
  const asked = card(
    t.severalTitle,
    list(t.several(shownName(name) ?? "?"), rows),
    more > 0 ? context(t.more(more)) : null,
    context(t.check),
  );
  return { ...asked, chooses: true };
}
