import type { CommandGrammar, Understanding } from "./grammar.ts";

/** The commands that a text can ask for. */
export interface KnownCommands {
  /** Their order decides between equal readings. */
  all: readonly CommandGrammar[];
  /** Returns the command with this name: `"redeem"`. */
  find(name: string): CommandGrammar | undefined;
  /** Returns the command that a text was understood as; undefined if it asks for none. */
  commandOf(understood: Understanding): CommandGrammar | undefined;
  /** True if a text was understood as a command that writes. */
  writes(understood: Understanding): boolean;
}

export function knownCommands(all: readonly CommandGrammar[]): KnownCommands {
  const byName = new Map(all.map((command) => [command.name, command]));
  const commandOf = (understood: Understanding) =>
    understood.kind === "command" ? byName.get(understood.command) : undefined;
  return {
    all,
    find: (name) => byName.get(name),
    commandOf,
    writes: (understood) => commandOf(understood)?.writes === true,
  };
}
