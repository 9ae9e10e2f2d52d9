import { readFileSync } from "node:fs";

/** `USER_HZ`: the kernel counts CPU time in hundredths of a second for user space, on every current architecture. */
const TICKS_PER_SECOND = 100;

/** Returns the CPU seconds that a process has used so far, in user and kernel mode. NaN without `/proc`. */
export function cpuSeconds(pid: number): number {
  const [user = Number.NaN, system = Number.NaN] = cpuTimes(pid);
  return user + system;
}

/** Returns the CPU seconds of a process, its running children, and its children that have ended. NaN without `/proc`. */
export function familyCpuSeconds(pid: number): number {
  const children = procFile(`${pid}/task/${pid}/children`).split(" ").filter(Boolean);
  // A child that has just ended is counted by its parent.
  const running = children.map((child) => cpuSeconds(Number(child)) || 0);
  return [...cpuTimes(pid), ...running].reduce((sum, seconds) => sum + seconds, 0);
}

/** Returns the CPU seconds that all processes of the machine have used so far, on all cores. NaN without `/proc`. */
export function machineCpuSeconds(): number {
  // user, nice, system, idle, iowait, irq, softirq, steal
  const [, user, nice, system, , , irq, softirq] = procFile("stat").split(/\s+/, 8).map(Number);
  return (
    [user, nice, system, irq, softirq].reduce<number>((sum, ticks = Number.NaN) => sum + ticks, 0) /
    TICKS_PER_SECOND
  );
}

/** Returns user, system, and both of the children that have ended, in seconds. */
function cpuTimes(pid: number): number[] {
  // The second field is the name in parentheses, which may contain blanks: utime, stime, cutime and cstime are the 12th
  // to the 15th after it.
  const fields = procFile(`${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return [11, 12, 13, 14].map((index) => Number(fields[index] ?? Number.NaN) / TICKS_PER_SECOND);
}

/** Returns the resident memory in MB, now and at its peak. NaN without `/proc`. */
export function residentMb(pid: number): { now: number; peak: number } {
  const status = procFile(`${pid}/status`);
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { now: mb("VmRSS"), peak: mb("VmHWM") };
}

/** @param name  `"stat"`, `"4711/status"` */
function procFile(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, "utf8");
  } catch {
    return "";
  }
}
