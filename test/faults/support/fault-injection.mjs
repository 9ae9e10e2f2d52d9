// Loaded before the built bot. It replaces two modules of the bot by modules that fail as this process's environment says.
import { register } from "node:module";

register("./fault-hooks.mjs", import.meta.url);
