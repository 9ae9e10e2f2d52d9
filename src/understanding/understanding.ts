/** What a text asks for. */
export type Understanding =
  /** `ignored`: words that say more than the command takes, `"dưới 50 điểm"`; left out where there are none. */
  | { kind: "command"; command: string; args: Record<string, string>; ignored?: string }
  /** `nearest`: the names of two commands, the likelier first; fewer only where there are fewer commands. */
  | { kind: "unknown"; nearest: readonly string[] };
