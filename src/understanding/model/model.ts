import { readFileSync } from "node:fs";
import { isDoubtful, isTakenBack } from "../doubt.ts";
import { ACTS, type Act } from "../grammar.ts";
import { createNetwork } from "./network.ts";
import { tokensOf } from "./tokens.ts";
import { openWeights } from "./weights.ts";

/** What a text most likely asks for. */
export interface Opinion {
  /** The likeliest first. `none`: nothing is asked for. `ask`: only to ask back is right. */
  likely: readonly Likely[];
  /** What is most likely being done with the words: `"denial"`. */
  act: Act;
  /** The probability that they are a request: 0.97. */
  request: number;
  /** True if a word in it may turn a request into something else. */
  isDoubtful: boolean;
}

export interface Likely {
  /** `"points"` */
  command: string;
  /** From 0 to 1. */
  chance: number;
}

const WEIGHTS = new URL("weights.bin", import.meta.url);
/** How many commands an opinion names. The chance of the others counts as 0. */
const LIKELY = 6;

export type Model = ReturnType<typeof readModel>;

let opened: Model | undefined;

/**
 * Opens the model that `npm run train` made from the texts under test/understanding/corpus. The file is read once in a
 * process.
 */
export function openModel(): Model {
  opened ??= readModel();
  return opened;
}

function readModel() {
  const weights = openWeights(readFileSync(WEIGHTS));
  const network = createNetwork(weights.shape, { embedding: weights.embedding });
  weights.decodeInto(network);
  const { commands, acts } = network.shape;
  const known = { commands: new Set(commands), acts: acts.map(actNamed) };

  return {
    /** False for a command that was added after the training. Only its names can tell that it is meant. */
    knows: (command: string) => known.commands.has(command),

    /** @example opinionOf("chị Bình còn mấy điểm z").likely[0] // { command: "points", chance: 0.98 } */
    opinionOf(text: string): Opinion {
      const tokens = tokensOf(text);
      const out = network.run(tokens);
      const likely = commands
        .map((command, index) => ({ command, chance: out.commands[index] ?? 0 }))
        .sort((a, b) => b.chance - a.chance)
        .slice(0, LIKELY);
      const chances = acts.map((_, index) => out.acts[index] ?? 0);
      const act = known.acts[chances.indexOf(Math.max(...chances))] ?? "chatter";
      const request = isTakenBack(tokens) ? 0 : (chances[acts.indexOf("request")] ?? 0);
      return { likely, act, request, isDoubtful: isDoubtful(tokens) };
    },
  };
}

/** @throws RangeError for a label that the code does not know, as after a change of the corpus */
function actNamed(label: string): Act {
  const act = ACTS.find((one) => one === label);
  if (act === undefined) throw new RangeError(`the model knows an act ${label}, and the code does not`);
  return act;
}
