import { execFile, spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";

/** Part of util-linux. */
const PROGRAM = "prlimit";

/** Limits the size of the files that a process may write. A longer write fails, as on a full disk. Linux only. */
export async function limitFileSize(pid: number, bytes: number | "unlimited"): Promise<void> {
  // Only the soft limit: an unprivileged process can raise it again.
  const limit = [PROGRAM, "--pid", String(pid), `--fsize=${bytes}:`];
  const [program = PROGRAM, ...args] = [...(await asOwnerOf(pid)), ...limit];
  await promisify(execFile)(program, args);
}

/** Returns a command prefix for root, who in a container may not limit the processes of other users. */
async function asOwnerOf(pid: number): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const { uid, gid } = await stat(`/proc/${pid}`);
  return uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
}

/** Returns a command prefix that runs a program with such a limit from its start. */
export const withFileSize = (bytes: number): readonly string[] => [PROGRAM, `--fsize=${bytes}:`];

export const canLimitFileSize = spawnSync(PROGRAM, ["--version"]).status === 0;

/**
 * Command prefix that makes a program respect file modes even as root, which containers and CI often use.
 * Empty for other users.
 */
export const respectingModes: readonly string[] =
  process.getuid?.() === 0
    ? ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
    : [];
