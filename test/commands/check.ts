import { missingEntries } from "./missing-entries.ts";

/** A part of `npm run check`: names every place that does not know a command yet. */
const missing = missingEntries();
for (const sentence of missing) console.error(sentence);
process.exitCode = missing.length > 0 ? 1 : 0;
