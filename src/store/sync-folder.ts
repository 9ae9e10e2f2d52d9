import { closeSync, fsyncSync, openSync } from "node:fs";

/** A new name in a folder survives a power cut only when the folder itself was synced. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
