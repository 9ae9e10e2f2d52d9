import {
  burstIn,
  type DayBounds,
  type Excess,
  type Hour,
  hourOf,
  startOfHour,
  USUAL_DAYS,
} from "../../access/quota.ts";
import type { Role } from "../../access/roles.ts";
import { type Card, card, text } from "../../cards/card.ts";
import {
  deliverNotification,
  HOUR_MS,
  type Notification,
  type OnDelivered,
} from "../../delivery/notification.ts";
import { AppError, toAppError } from "../../errors.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES, type Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Actions } from "../actions.ts";
import type { Notify, Place } from "../call.ts";
import type { Clock, Who } from "../context.ts";

const lookUpNoticesMessages = defineMessages({
  en: {
    excess: "Somebody asked for more customers than their limit",
    minute: (who: string, seen: string, time: string, limit: string) =>
      `${who} has looked at ${seen} customers in a minute, at ${time}. What went over the limit of ${limit} was refused.`,
    day: (who: string, seen: string, time: string, limit: string) =>
      `${who} has looked at ${seen} customers today, up to ${time}. What goes over the limit of ${limit} is refused until midnight.`,
    once: (setting: string) =>
      `You are told once a day and person. The limit is in the settings: ${setting}.`,
    burst: "Somebody looks up far more customers than usual",
    inHour: (who: string, customers: string, since: string, usual: string) =>
      `${who} has looked at ${customers} customers since ${since}; usual are about ${usual} an hour.`,
  },
  vi: {
    excess: "Có người yêu cầu xem khách hàng quá hạn mức",
    minute: (who, seen, time, limit) =>
      `${who} đã xem ${seen} khách hàng trong một phút, lúc ${time}. Bot đã từ chối phần vượt hạn mức ${limit}.`,
    day: (who, seen, time, limit) =>
      `${who} đã xem ${seen} khách hàng hôm nay, tính đến ${time}. Bot từ chối phần vượt hạn mức ${limit} cho đến nửa đêm.`,
    once: (setting) => `Mỗi người bot chỉ báo một lần trong ngày. Giới hạn nằm trong cài đặt: ${setting}.`,
    burst: "Có người xem nhiều khách hàng hơn hẳn bình thường",
    inHour: (who, customers, since, usual) =>
      `${who} đã xem ${customers} khách hàng từ ${since}; bình thường khoảng ${usual} khách mỗi giờ.`,
  },
});

/** `excess`: the quota; `burst`: the usual number. `role` is the person's; notices of an earlier version have none. */
type NoticeFigures = { role?: Role } & (
  | { customers: number; window: "minute" | "day"; limit: number }
  | { customers: number; usual: number }
);

/** What admins are notified of. */
export interface Notice {
  id: string;
  person: string;
  kind: "excess" | "burst";
  at: Date;
  /** `NoticeFigures` as JSON. */
  figures: string;
}

export interface NoticeRepository {
  /** @param since  in hours since 1970 */
  hours(person: string, since: number): Promise<Hour[]>;
  /** @returns false if there is a notice with this id */
  addNotice(notice: Notice): Promise<boolean>;
  /** Returns the notices that were not sent and that no process claimed since `stale`. Each goes to one process. */
  claimNotices(now: Date, stale: Date): Promise<Notice[]>;
  noticeSent(id: string, at: Date): Promise<void>;
}

export interface LookUpNoticePorts {
  rows: NoticeRepository;
  people: {
    find(person: string): Promise<KnownPerson | null>;
    all(): Promise<KnownPerson[]>;
  };
  /** The people whom `BOT_ADMINS` names. */
  admins: readonly string[];
  actions: Actions;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

interface KnownPerson {
  person: string;
  locale: string | null;
  name: string | null;
  role: string | null;
}

/** One process sends a notice; another one takes over after this time. */
const CLAIMED_FOR_MS = 5 * 60_000;

/** Returns the id of a notice: one for each person, kind and day. */
function noticeId(kind: Notice["kind"], person: string, day: Date): string {
  return `${kind}:${person}:${day.toISOString().slice(0, "2026-11-25T17".length)}`;
}

/** Notifies the admins of people who look up unusually many customers, by direct message. */
export function createLookUpNotices(ports: LookUpNoticePorts) {
  const { rows, people, admins, actions, clock, timeZone, defaultLocale, log, onDelivered } = ports;

  async function recipients(): Promise<Who[]> {
    const known = await people.all();
    const given = known.filter(({ role }) => role === "admin").map(({ person }) => person);
    return [...new Set([...admins, ...given])].map((person): Who => {
      const one = known.find((other) => other.person === person);
      const locale = LOCALES.find((other) => other === one?.locale) ?? defaultLocale;
      return { person, name: one?.name ?? "", role: "admin", locale };
    });
  }

  async function sendToAdmin(admin: Who, notice: Notice, notify: Notify): Promise<boolean> {
    const place = directPlace(admin.person);
    if (place === null) return false;
    try {
      const shown = noticeCard(notice, await people.find(notice.person), admin.locale, timeZone);
      await notify({ person: admin.person, place }, await actions.ready(shown, admin, place));
      return true;
    } catch (thrown) {
      log.warn({ admin: admin.person, err: toAppError(thrown).message }, "an admin could not be notified");
      return false;
    }
  }

  /** Returns the notification, which is sent to all admins at once. One of them is enough. */
  const notificationOf = (notice: Notice, whom: readonly Who[], notify: Notify): Notification => ({
    kind: "notice",
    async send() {
      const sent = await Promise.all(whom.map((admin) => sendToAdmin(admin, notice, notify)));
      if (!sent.includes(true)) throw new AppError("unavailable", "no admin could be reached");
    },
    async markSent() {
      await rows.noticeSent(notice.id, clock.now());
      return true;
    },
    dueAt: notice.at,
    giveUpAfterMs: 24 * HOUR_MS,
    labels: { person: notice.person, kind: notice.kind },
  });

  return {
    async sweep(notify: Notify): Promise<void> {
      const now = clock.now();
      const notices = await rows.claimNotices(now, new Date(now.getTime() - CLAIMED_FOR_MS));
      if (notices.length === 0) return;
      const whom = await recipients();
      for (const notice of notices) {
        const notification = notificationOf(notice, whom, notify);
        await deliverNotification(notification, { now: clock.now, log, onDelivered }).catch(
          (thrown: unknown) => {
            log.warn(
              { ...notification.labels, err: toAppError(thrown).message },
              "a notice of look-ups is still owed",
            );
          },
        );
      }
    },
  };
}

function noticeCard(
  { person, kind, at, figures }: Notice,
  known: KnownPerson | null,
  locale: Locale,
  timeZone: string,
): Card {
  const t = lookUpNoticesMessages[locale];
  const formats = createFormats(locale, timeZone);
  const read = JSON.parse(figures) as NoticeFigures;
  const who = known?.name ? `${known.name} (${person})` : person;
  const sentence =
    "limit" in read
      ? t[read.window](who, formats.number(read.customers), formats.time(at), formats.number(read.limit))
      : t.inHour(
          who,
          formats.number(read.customers),
          formats.time(startOfHour(at)),
          formats.number(read.usual),
        );
  return { ...card(t[kind], text(sentence), text(t.once(quotaSetting(read)))), tone: "warning" };
}

/** Returns the setting of the person's limits; all such settings if the role is not known or has none. */
function quotaSetting({ role = "none" }: NoticeFigures): string {
  return `quota.${role === "none" ? "*" : role}`;
}

/** Returns a shared place: a private card for it goes to the person's direct messages, whose chat only Slack knows. */
function directPlace(person: string): Place | null {
  const [platform, ...rest] = person.split(":");
  if (platform !== "slack" && platform !== "telegram" && platform !== "terminal") return null;
  return { platform, chat: rest.join(":"), shared: true };
}

interface UnusualLookUpsPorts {
  rows: Pick<NoticeRepository, "hours" | "addNotice">;
  today(now: Date): DayBounds;
  now: () => Date;
  log: Logger;
}

/** Stores a notice for the admins, once a day for each person with unusually many look-ups, and logs it at once. */
export function createUnusualLookUps({ rows, today, now, log }: UnusualLookUpsPorts) {
  async function note(kind: Notice["kind"], person: string, figures: NoticeFigures): Promise<void> {
    const at = now();
    const id = noticeId(kind, person, today(at).from);
    const details = { person, kind, ...figures };
    try {
      const isNew = await rows.addNotice({ id, person, kind, at, figures: JSON.stringify(figures) });
      if (isNew) log.warn(details, "a person looks up unusually many customers");
    } catch (thrown) {
      log.warn({ ...details, err: toAppError(thrown).message }, "the admins cannot be told now");
    }
  }

  return {
    noteExcess: ({ window, limit, seen }: Excess, { person, role }: Who) =>
      note("excess", person, { customers: seen, window, limit, role }),

    /** Stores a notice if this person has looked up far more than usual. Never rejects. */
    async noteBurst({ person, role }: Who): Promise<void> {
      try {
        const at = now();
        const burst = burstIn(await rows.hours(person, hourOf(at) - USUAL_DAYS * 24), at);
        if (burst !== null) await note("burst", person, { ...burst, role });
      } catch (thrown) {
        log.warn({ err: toAppError(thrown).message }, "it is not known how many customers are looked up");
      }
    },
  };
}
