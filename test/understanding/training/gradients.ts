import type { TokenRows } from "../../../src/understanding/model/features.ts";
import { listed, type Network } from "../../../src/understanding/model/network.ts";
import type { Random } from "./random.ts";

/** The shares by which the classes of one text should be chosen: `[[3, 0.7], [12, 0.3]]`. They add up to 1. */
export type Shares = readonly (readonly [index: number, share: number])[];

export interface Lesson {
  tokens: readonly TokenRows[];
  commands: Shares;
  /** Empty if nothing is known of what is being done with the words. */
  acts: Shares;
}

export type Gradients = ReturnType<typeof createGradients>;

/**
 * Collects the gradients of the cross-entropy of lessons (backpropagation through time). Dropout is applied to the vectors
 * of the tokens and to the pooled states: https://jmlr.org/papers/v15/srivastava14a.html
 */
export function createGradients(network: Network, dropped: number, random: Random) {
  const { shape, parameters, trace, matrices } = network;
  const { dim, hidden, before } = shape;
  const [windowSize, gateSize, pooledSize] = [(before + 1) * dim, 2 * hidden, 4 * hidden];
  const { allocate } = matrices;
  const multiplied = (name: string) => name !== "embeddings" && !name.endsWith("Biases");
  const all = new Map(
    listed(parameters).map(([name, { length }]) => [
      name,
      multiplied(name) ? allocate(length) : new Float32Array(length),
    ]),
  );
  const of = (name: string): Float32Array => {
    const found = all.get(name);
    if (found === undefined) throw new RangeError(`there are no parameters ${name}`);
    return found;
  };
  const directions = ([0, 1] as const).map((direction) => ({
    direction,
    weights: parameters.gates[direction],
    /** The same weights with rows and columns exchanged, as the way back needs them. */
    turned: allocate(windowSize * gateSize),
    gates: allocate(trace.gated[direction].length),
    weightGradients: of(direction === 0 ? "forwardGates" : "backwardGates"),
    biasGradients: of(direction === 0 ? "forwardBiases" : "backwardBiases"),
    shift: direction === 0 ? 0 : before * dim,
  }));
  const inputs = allocate(trace.inputs.length);
  const inputMask = new Float32Array(trace.inputs.length);
  const pooled = new Float32Array(pooledSize);
  const pooledMask = new Float32Array(pooledSize);
  const carried = new Float32Array(hidden);
  const touched = new Set<number>();

  function drop(values: Float32Array, mask: Float32Array, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const kept = random() < dropped ? 0 : 1 / (1 - dropped);
      mask[index] = kept;
      values[index] = (values[index] ?? 0) * kept;
    }
  }

  /** @param output the probabilities, from which the shares are subtracted: that is the gradient of the cross-entropy */
  function headBack(
    output: Float32Array,
    shares: Shares,
    weights: Float32Array,
    name: "commands" | "acts",
  ): void {
    if (shares.length === 0) return;
    const [gradients, biasGradients] = [of(name), of(name === "commands" ? "commandBiases" : "actBiases")];
    for (const [index, share] of shares) output[index] = (output[index] ?? 0) - share;
    const size = output.length;
    addTo(biasGradients, output);
    for (let row = 0; row < pooledSize; row++) {
      const value = trace.pooled[row] ?? 0;
      let sum = 0;
      for (let index = 0, at = row * size; index < size; index++, at++) {
        const slope = output[index] ?? 0;
        gradients[at] = (gradients[at] ?? 0) + value * slope;
        sum += (weights[at] ?? 0) * slope;
      }
      pooled[row] = (pooled[row] ?? 0) + sum;
    }
  }

  function readBack({ direction, gates, biasGradients, ...one }: (typeof directions)[number]): void {
    const { length } = trace;
    const [gated, states, largest] = [
      trace.gated[direction],
      trace.states[direction],
      trace.largest[direction],
    ];
    carried.fill(0);
    for (let step = 0; step < length; step++) {
      const row = direction === 0 ? length - 1 - step : step;
      const from = (direction === 0 ? row : row + 1) * hidden;
      for (let index = 0; index < hidden; index++) {
        const mean = (pooled[(2 + direction) * hidden + index] ?? 0) / length;
        const most = largest[index] === row ? (pooled[direction * hidden + index] ?? 0) : 0;
        const slope = (carried[index] ?? 0) + mean + most;
        const at = row * gateSize + index;
        const gate = gated[at] ?? 0;
        const value = gated[at + hidden] ?? 0;
        const gateSlope = slope * (value - (states[from + index] ?? 0)) * gate * (1 - gate);
        const valueSlope = slope * gate * (1 - value * value);
        gates[at] = gateSlope;
        gates[at + hidden] = valueSlope;
        carried[index] = slope * (1 - gate);
        biasGradients[index] = (biasGradients[index] ?? 0) + gateSlope;
        biasGradients[index + hidden] = (biasGradients[index + hidden] ?? 0) + valueSlope;
      }
    }
    const inner = Math.ceil(length / 4) * 4;
    gates.fill(0, length * gateSize, inner * gateSize);
    matrices.multiply({
      ...{ left: trace.inputs.subarray(one.shift), rowStep: 1, columnStep: dim, right: gates },
      ...{ result: one.weightGradients, resultStep: gateSize, rows: windowSize, inner, columns: gateSize },
    });
    matrices.multiply({
      ...{ left: gates, rowStep: gateSize, columnStep: 1, right: one.turned },
      ...{
        result: inputs.subarray(one.shift),
        resultStep: dim,
        rows: length,
        inner: gateSize,
        columns: windowSize,
      },
    });
  }

  function embedBack(tokens: readonly TokenRows[]): void {
    const gradients = of("embeddings");
    for (const [index, { form, typed, letters }] of tokens.slice(0, trace.length).entries()) {
      const at = (before + index) * dim;
      for (let number = at; number < at + dim; number++)
        inputs[number] = (inputs[number] ?? 0) * (inputMask[number] ?? 0);
      const shares = letters.map((row): [number, number] => [row, 1 / letters.length]);
      if (form > 0) shares.push([form, 1]);
      if (typed > 0) shares.push([typed, 1]);
      for (const [row, share] of shares) {
        touched.add(row);
        for (let number = 0, to = row * dim; number < dim; number++, to++) {
          gradients[to] = (gradients[to] ?? 0) + share * (inputs[at + number] ?? 0);
        }
      }
    }
  }

  return {
    of,
    /** The rows of embeddings that have a gradient. */
    touched,

    /** Call this after the weights have changed. */
    turn(): void {
      for (const { weights, turned } of directions) {
        for (let row = 0; row < windowSize; row++) {
          for (let column = 0; column < gateSize; column++) {
            turned[column * windowSize + row] = weights[row * gateSize + column] ?? 0;
          }
        }
      }
    },

    /** Adds the gradients of one lesson. */
    add({ tokens, commands, acts }: Lesson): void {
      network.embed(tokens);
      drop(trace.inputs, inputMask, before * dim, (before + trace.length) * dim);
      for (const direction of [0, 1] as const) {
        network.read(direction);
        network.pool(direction);
      }
      drop(trace.pooled, pooledMask, 0, pooledSize);
      network.classifyText();
      pooled.fill(0);
      headBack(trace.commands, commands, parameters.commands, "commands");
      headBack(trace.acts, acts, parameters.acts, "acts");
      for (let index = 0; index < pooledSize; index++)
        pooled[index] = (pooled[index] ?? 0) * (pooledMask[index] ?? 0);
      inputs.fill(0);
      for (const one of directions) readBack(one);
      embedBack(tokens);
    },
  };
}

function addTo(sums: Float32Array, values: Float32Array): void {
  for (let index = 0; index < values.length; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
}
