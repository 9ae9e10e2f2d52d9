import { closeSync, fsyncSync, openSync } from "node:fs";

/** A new file survives a power cut only if its folder was synced too. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
