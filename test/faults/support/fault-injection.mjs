// Loaded before the built bot. It replaces two modules of the bot; environment variables set how the replacements fail.
import { register } from "node:module";

register("./fault-hooks.mjs", import.meta.url);
