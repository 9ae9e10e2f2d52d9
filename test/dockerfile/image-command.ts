import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execForm, stagesOf } from "./instructions.ts";

const dockerfile = readFileSync(join(import.meta.dirname, "..", "..", "Dockerfile"), "utf8");

/** How a container starts: `["node", "--min-semi-space-size=4", "dist/main.js"]`. */
export const imageCommand = stagesOf(dockerfile)
  .flatMap(({ instructions }) => instructions)
  .filter(({ name }) => name === "CMD")
  .flatMap(execForm);

/** The options of Node in it. */
export const nodeOptions = imageCommand.slice(1, -1);
