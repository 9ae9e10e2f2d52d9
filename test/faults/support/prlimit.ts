import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

/** Of util-linux. */
const PROGRAM = "prlimit";

/** Limits the size of the files that a process may write: what is longer fails, as on a full disk. Linux has it. */
export async function limitFileSize(pid: number, bytes: number | "unlimited"): Promise<void> {
  // The soft limit alone: a process without rights can raise it again.
  await promisify(execFile)(PROGRAM, ["--pid", String(pid), `--fsize=${bytes}:`]);
}

/** Through this, a program runs with such a limit from its beginning. */
export const withFileSize = (bytes: number): readonly string[] => [PROGRAM, `--fsize=${bytes}:`];

export const canLimitFileSize = spawnSync(PROGRAM, ["--version"]).status === 0;

/**
 * Through this, a program respects the modes of files even for root, who is what containers and CI often are.
 * Empty where nobody is root.
 */
export const respectingModes: readonly string[] =
  process.getuid?.() === 0
    ? ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
    : [];
