import { record } from "./record.ts";

/** One message of the bot's own, whose process died around its sending. */
export function recordSend(name: string, repeated: 0 | 1): void {
  record({ case: name, events: 1, faults: 1, lost: 0, doubled: 0, repeated });
}
