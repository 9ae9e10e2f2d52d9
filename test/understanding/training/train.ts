import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type CataloguePorts, createCommands } from "../../../src/features/catalogue.ts";
import { rowsOf, type TokenRows } from "../../../src/understanding/model/features.ts";
import { openMatrices } from "../../../src/understanding/model/matrices.ts";
import { createNetwork, type Network } from "../../../src/understanding/model/network.ts";
import { type Token, tokensOf } from "../../../src/understanding/model/tokens.ts";
import { encodeWeights } from "../../../src/understanding/model/weights.ts";
import { isHeldOut, readCorpus, type Sample } from "../corpus.ts";
import { createAdam } from "./adam.ts";
import { createAverage } from "./average.ts";
import { createGradients, type Lesson, type Shares } from "./gradients.ts";
import { namedTexts } from "./named-texts.ts";
import { type Random, randomOf, shuffle } from "./random.ts";
import { slipped } from "./slips.ts";

const SIZES = { dim: 64, hidden: 128, before: 2 };
const BATCH = 32;
const RATE = { first: 3e-3, last: 1e-4 };
const DROPPED = 0.3;
/** How often a text is changed, so that no single word decides, and how often each of its words. */
const NOISE = { withoutAccents: 0.5, unknownWord: 0.06, hasty: 0.55, slip: 0.16 };
/** How much a further acceptable answer counts beside the best one. */
const FURTHER = 0.4;
/** The parameters are averaged over the last part of the training, each time after so many batches. */
const AVERAGED = { fromShare: 0.75, batches: 100 };
const SEED = 20_261_127;
const WEIGHTS = fileURLToPath(new URL("../../../src/understanding/model/weights.bin", import.meta.url));
const PAGES = 128;

interface Example extends Pick<Lesson, "commands" | "acts"> {
  tokens: readonly Token[];
}

/** Trains the model, and returns it with the seconds that it took. */
function train(samples: readonly Sample[], epochs: number): { network: Network; seconds: number } {
  const started = performance.now();
  const random = randomOf(SEED);
  const commands = [...new Set(samples.flatMap(({ expected }) => expected))].sort();
  const acts = [...new Set(samples.map(({ act }) => act))].sort();
  const network = createNetwork({ ...SIZES, commands, acts }, { matrices: openMatrices(PAGES) });
  initialise(network, random);
  const gradients = createGradients(network, DROPPED, random);
  const update = createAdam(network, gradients);
  const average = createAverage(network);
  const examples = samples.map((sample) => exampleOf(sample, network));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = RATE.first * (1 - epoch / epochs) + RATE.last;
    shuffle(examples, random);
    for (let from = 0; from < examples.length; from += BATCH) {
      const batch = examples.slice(from, from + BATCH);
      gradients.turn();
      for (const { tokens, ...lesson } of batch) gradients.add({ ...lesson, tokens: noisy(tokens, random) });
      update(rate, batch.length);
      const isAveraged = epoch >= epochs * AVERAGED.fromShare && (from / BATCH) % AVERAGED.batches === 0;
      if (isAveraged) average.add();
    }
  }
  average.apply();
  return { network, seconds: (performance.now() - started) / 1000 };
}

function initialise({ parameters, shape }: Network, random: Random): void {
  const spread = (values: Float32Array, most: number) => {
    for (let index = 0; index < values.length; index++) values[index] = (random() * 2 - 1) * most;
  };
  spread(parameters.embeddings, 0.17);
  for (const gates of parameters.gates) spread(gates, 1 / Math.sqrt((shape.before + 1) * shape.dim));
  for (const weights of [parameters.commands, parameters.acts])
    spread(weights, 1 / Math.sqrt(4 * shape.hidden));
}

function exampleOf({ text, expected, act }: Sample, { shape }: Network): Example {
  const shares = expected.map((_, index) => (index === 0 ? 1 : FURTHER));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const commands: Shares = expected.map((name, index) => [
    shape.commands.indexOf(name),
    (shares[index] ?? 0) / all,
  ]);
  const tokens = tokensOf(text);
  const empty: Token = { form: ".", typed: ".", start: 0, end: 0 };
  return { tokens: tokens.length > 0 ? tokens : [empty], commands, acts: [[shape.acts.indexOf(act), 1]] };
}

/** Returns the tokens of a text as somebody else might have typed it. */
function noisy(tokens: readonly Token[], random: Random): TokenRows[] {
  const isPlain = random() < NOISE.withoutAccents;
  const isHasty = random() < NOISE.hasty;
  return tokens.map(({ form, typed }) => {
    const slip = isHasty && random() < NOISE.slip ? slipped(form, random) : null;
    const rows =
      slip === null ? rowsOf({ form, typed: isPlain ? form : typed }) : rowsOf({ form: slip, typed: slip });
    return random() < NOISE.unknownWord ? { ...rows, form: 0 } : rows;
  });
}

/** The texts of the corpus, and the names of all commands. */
function trainingTexts(): Sample[] {
  const random = randomOf(SEED);
  const { grammars } = createCommands({} as CataloguePorts);
  const named = grammars.flatMap((command) => namedTexts(command, random));
  return [...readCorpus(new URL("../corpus/train/", import.meta.url)), ...named];
}

function report(network: Network, samples: readonly Sample[]): void {
  const { commands, acts } = network.shape;
  const count = { right: 0, "among three": 0, act: 0 };
  for (const { text, expected, act } of samples) {
    const out = network.run(tokensOf(text));
    const order = commands
      .map((name, at) => ({ name, chance: out.commands[at] ?? 0 }))
      .sort((a, b) => b.chance - a.chance);
    const likely = order.slice(0, 3).map(({ name }) => name);
    if (expected.includes(likely[0] ?? "")) count.right++;
    if (likely.some((name) => expected.includes(name))) count["among three"]++;
    const chances = acts.map((_, at) => out.acts[at] ?? 0);
    if (acts[chances.indexOf(Math.max(...chances))] === act) count.act++;
  }
  for (const [name, right] of Object.entries(count)) {
    console.log(`${name}: ${right} of ${samples.length}, ${((100 * right) / samples.length).toFixed(1)} %`);
  }
}

const { values: options } = parseArgs({
  options: {
    epochs: { type: "string", default: "22" },
    "held-out": { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const epochs = Number(options.epochs);
if (!(epochs > 0)) throw new RangeError(`--epochs ${options.epochs} is no number of rounds`);
/** A model that has not learned the texts held out measures, and is not shipped. */
const out = options.out ?? (options["held-out"] ? null : WEIGHTS);
const texts = trainingTexts();
const learned = options["held-out"] ? texts.filter((one) => !isHeldOut(one)) : texts;
const { network, seconds } = train(learned, epochs);
console.log(`${learned.length} texts, ${epochs} epochs, ${seconds.toFixed(0)} s`);
if (options["held-out"]) report(network, texts.filter(isHeldOut));
if (out !== null) writeFileSync(out, encodeWeights(network));
