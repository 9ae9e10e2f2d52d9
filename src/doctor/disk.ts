import { existsSync } from "node:fs";
import { open, rm, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { toAppError } from "../errors.ts";
import { defineMessages } from "../i18n/messages.ts";
import { sqliteFile } from "../store/open.ts";
import { keyFileBeside } from "../store/sqlite-files.ts";
import { type Check, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    room: (megabytes: number, folder: string) => `Disk: ${megabytes} MB free for ${folder}`,
    makeRoom: "make room, or move the database (DATABASE_URL) to another disk",
    inodes: (count: number, folder: string) => `Disk: room for ${count} more files only in ${folder}`,
    fewerFiles: "delete files there, such as old backups and logs",
    unwritable: (folder: string, why: string) => `Disk: ${folder} cannot be written (${why})`,
    giveRight: "give the bot's user the folder (chown), or name another one in DATABASE_URL",
    open: (file: string, mode: string) => `Disk: others may read ${file} (mode ${mode})`,
    closeIt: (file: string) => `chmod 600 ${file}`,
    key: (file: string) => `Disk: only its owner may read ${file}`,
  },
  vi: {
    room: (megabytes, folder) => `Ổ đĩa: còn trống ${megabytes} MB cho ${folder}`,
    makeRoom: "dọn ổ đĩa, hoặc chuyển cơ sở dữ liệu (DATABASE_URL) sang ổ khác",
    inodes: (count, folder) => `Ổ đĩa: ${folder} chỉ còn chỗ cho ${count} tệp nữa`,
    fewerFiles: "xoá bớt tệp ở đó, như bản sao lưu và nhật ký cũ",
    unwritable: (folder, why) => `Ổ đĩa: không ghi được vào ${folder} (${why})`,
    giveRight: "giao thư mục cho người dùng của bot (chown), hoặc đặt thư mục khác trong DATABASE_URL",
    open: (file, mode) => `Ổ đĩa: người khác đọc được ${file} (mode ${mode})`,
    closeIt: (file) => `chmod 600 ${file}`,
    key: (file) => `Ổ đĩa: chỉ chủ sở hữu đọc được ${file}`,
  },
});

type Texts = (typeof messages)["en"];

const MB = 1024 * 1024;
const FAIL_BELOW_MB = 50;
const WARN_BELOW_MB = 500;
const INODES = { fail: 10, warn: 1_000 };
/** One page of SQLite. A full disk takes an empty file, but not this one. */
const PAGE = Buffer.alloc(4_096);

/** Looks at the folder of a SQLite database. Postgres has its own disk, which this machine does not see. */
export const checkDisk: Check = async ({ config, locale }) => {
  const databaseFile = sqliteFile(config.DATABASE_URL);
  if (databaseFile === null) return [];
  const t = messages[locale];
  const folder = nearest(resolve(dirname(databaseFile)));
  return [
    ...(await roomFindings(folder, t)),
    ...(await writeFinding(folder, t)),
    ...(await keyFinding(keyFileBeside(databaseFile), t)),
  ];
};

/** Returns the folder, or the nearest one above that exists: a start makes the others. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

async function roomFindings(folder: string, t: Texts): Promise<Finding[]> {
  const { bavail, bsize, ffree, files } = await statfs(folder);
  const megabytes = Math.floor((bavail * bsize) / MB);
  const room = t.room(megabytes, folder);
  const roomFinding =
    megabytes < FAIL_BELOW_MB
      ? fail("disk.room", room, t.makeRoom)
      : megabytes < WARN_BELOW_MB
        ? warn("disk.room", room, t.makeRoom)
        : ok("disk.room", room);
  // Some file systems, such as btrfs, count no inodes.
  if (files === 0 || ffree >= INODES.warn) return [roomFinding];
  const make = ffree < INODES.fail ? fail : warn;
  return [roomFinding, make("disk.inodes", t.inodes(ffree, folder), t.fewerFiles)];
}

/** Writes a file beside the database and removes it. Only that shows a full disk, a quota or a read-only one. */
async function writeFinding(folder: string, t: Texts): Promise<Finding[]> {
  const file = join(folder, `.doctor-${process.pid}`);
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(PAGE);
      await handle.sync();
    } finally {
      await handle.close();
      await rm(file, { force: true });
    }
    return [];
  } catch (thrown) {
    return [fail("disk.write", t.unwritable(folder, toAppError(thrown).message), t.giveRight)];
  }
}

async function keyFinding(keyFile: string, t: Texts): Promise<Finding[]> {
  const found = await stat(keyFile).catch(() => null);
  if (found === null) return [];
  const mode = found.mode & 0o777;
  if ((mode & 0o077) === 0) return [ok("disk.key", t.key(keyFile))];
  return [warn("disk.key", t.open(keyFile, mode.toString(8)), t.closeIt(keyFile))];
}
