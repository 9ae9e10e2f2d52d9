import { readFileSync } from "node:fs";

/** `USER_HZ`: the kernel counts CPU time in hundredths of a second for user space, on every current architecture. */
const TICKS_PER_SECOND = 100;

/** Returns the CPU seconds that a process has used so far, in user and kernel mode. NaN without `/proc`. */
export function cpuSeconds(pid: number): number {
  // The second field is the name in parentheses, which may contain blanks: utime and stime are the 12th and 13th
  // after it.
  const fields = procFile(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Returns the resident memory in MB, now and at its peak. NaN without `/proc`. */
export function residentMb(pid: number): { now: number; peak: number } {
  const status = procFile(pid, "status");
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { now: mb("VmRSS"), peak: mb("VmHWM") };
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
