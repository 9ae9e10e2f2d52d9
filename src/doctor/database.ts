import { defineMessages } from "../i18n/messages.ts";
import { sqliteFile } from "../store/open.ts";
import { probeStore, type StoreProbe } from "../store/probe.ts";
import { clockFinding } from "./clock.ts";
import { type Check, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    new: "Database: there is none yet; the first start makes it",
    unusable: (why: string) => `Database: cannot be used: ${why}`,
    mendDatabase: "correct what it says, then run this again",
    fine: (server: string) => `Database: ${server}, its tables are of this version`,
    older: (server: string, count: number) =>
      `Database: ${server}, ${count} changes of its tables are due; a start makes them`,
    newer: (migration: string) => `Database: a newer version of the bot has changed it (${migration})`,
    useNewer: "start that version, or restore a backup from before",
    oldServer: (server: string) => `Database: ${server} gets no more fixes`,
    updateServer: "move to PostgreSQL 14 or later",
    key: (why: string) => `Database: ${why}`,
    mendKey: "put the key back from where you keep it",
    writes: "Database: can be written",
    notTried: "Database: writing was not tried beside the running bot; its /readyz tells",
    readOnly: (why: string) => `Database: cannot be written: ${why}`,
    mendWrite: "give the bot's user the right to make tables, or look at disk and server",
    clock: "the database",
  },
  vi: {
    new: "Cơ sở dữ liệu: chưa có; lần khởi động đầu tiên sẽ tạo",
    unusable: (why) => `Cơ sở dữ liệu: không dùng được: ${why}`,
    mendDatabase: "sửa theo thông báo rồi chạy lại lệnh này",
    fine: (server) => `Cơ sở dữ liệu: ${server}, bảng đúng phiên bản này`,
    older: (server, count) =>
      `Cơ sở dữ liệu: ${server}, còn ${count} thay đổi bảng; bot sẽ làm khi khởi động`,
    newer: (migration) => `Cơ sở dữ liệu: đã bị phiên bản bot mới hơn thay đổi (${migration})`,
    useNewer: "chạy phiên bản đó, hoặc khôi phục bản sao lưu trước đó",
    oldServer: (server) => `Cơ sở dữ liệu: ${server} không còn được vá lỗi`,
    updateServer: "chuyển sang PostgreSQL 14 trở lên",
    key: (why) => `Cơ sở dữ liệu: ${why}`,
    mendKey: "lấy lại đúng khoá từ nơi bạn cất giữ",
    writes: "Cơ sở dữ liệu: ghi được",
    notTried: "Cơ sở dữ liệu: không thử ghi khi bot đang chạy; xem /readyz của bot",
    readOnly: (why) => `Cơ sở dữ liệu: không ghi được: ${why}`,
    mendWrite: "cấp quyền tạo bảng cho người dùng của bot, hoặc kiểm tra ổ đĩa và máy chủ",
    clock: "cơ sở dữ liệu",
  },
});

type Texts = (typeof messages)["en"];

/** Older major versions have reached their end: https://www.postgresql.org/support/versioning/ */
const OLDEST_POSTGRES = 14;

export const checkDatabase: Check = async ({ config, locale, log, now, isRunning }) => {
  const t = messages[locale];
  const isSqlite = sqliteFile(config.DATABASE_URL) !== null;
  const found = await probeStore({
    url: config.DATABASE_URL,
    secretKey: config.BOT_SECRET_KEY,
    // A write locks a SQLite file for a moment, and the running bot should not wait for it.
    mayWrite: !isSqlite || !isRunning,
    log,
    now,
  });
  if (found.trouble) return [fail("database.open", t.unusable(found.trouble.message), t.mendDatabase)];
  if (!found.exists) return [ok("database.open", t.new)];
  return [
    tablesFinding(found, t),
    ...versionFinding(found.server, t),
    ...(found.keyTrouble ? [fail("database.key", t.key(found.keyTrouble.message), t.mendKey)] : []),
    writeFinding(found.writeTrouble, t),
    ...(found.clock ? [clockFinding(t.clock, found.clock.databaseMs - found.clock.hereMs, locale)] : []),
  ];
};

function tablesFinding({ server, missing, newer }: StoreProbe, t: Texts): Finding {
  if (newer !== null) return fail("database.tables", t.newer(newer), t.useNewer);
  return ok("database.tables", missing === 0 ? t.fine(server) : t.older(server, missing));
}

function versionFinding(server: string, t: Texts): Finding[] {
  const major = Number(/^PostgreSQL (\d+)/.exec(server)?.[1] ?? OLDEST_POSTGRES);
  return major < OLDEST_POSTGRES ? [warn("database.version", t.oldServer(server), t.updateServer)] : [];
}

function writeFinding(trouble: StoreProbe["writeTrouble"], t: Texts): Finding {
  if (trouble === undefined) return ok("database.write", t.notTried);
  return trouble === null
    ? ok("database.write", t.writes)
    : fail("database.write", t.readOnly(trouble.message), t.mendWrite);
}
