import { ROWS_IN_ALL, rowsOf, type TokenRows } from "./features.ts";
import { type Matrices, openMatrices } from "./matrices.ts";
import { MOST_TOKENS, type Token } from "./tokens.ts";

/** The sizes of a network, and what its outputs stand for. */
export interface NetworkShape {
  /** Numbers in a token's vector. A multiple of 4. */
  dim: number;
  /** Numbers that each direction carries along. A multiple of 4. */
  hidden: number;
  /** A token is read together with this many tokens before it, and in the other direction after it. */
  before: number;
  /** `["customer", ..., "none", "ask"]` */
  commands: readonly string[];
  /** `["request", "question", ...]` */
  acts: readonly string[];
}

/** All numbers that training finds. */
export interface Parameters {
  /** `dim` numbers for each row of `features.ts`; empty if the network gets its rows elsewhere. */
  embeddings: Float32Array;
  /** For each direction, the window of tokens → gate and new value. */
  gates: readonly [Float32Array, Float32Array];
  gateBiases: readonly [Float32Array, Float32Array];
  commands: Float32Array;
  commandBiases: Float32Array;
  acts: Float32Array;
  actBiases: Float32Array;
}

/** The parts of `Parameters` with their names, in the order of the file. */
export function listed(parameters: Parameters): [name: string, values: Float32Array][] {
  const { embeddings, gates, gateBiases, commands, commandBiases, acts, actBiases } = parameters;
  return Object.entries({
    embeddings,
    forwardGates: gates[0],
    backwardGates: gates[1],
    forwardBiases: gateBiases[0],
    backwardBiases: gateBiases[1],
    commands,
    commandBiases,
    acts,
    actBiases,
  });
}

/** What one text has left in the network's buffers. Training goes back over it. */
export interface Trace {
  length: number;
  /** Vectors of the tokens, with `before` empty ones before and after them. */
  inputs: Float32Array;
  /** For each direction and token, the gates and then the new values. */
  gated: readonly [Float32Array, Float32Array];
  /** For each direction, the states: one more than there are tokens, the first one read is zero. */
  states: readonly [Float32Array, Float32Array];
  /** For each direction, where each number of the state is largest. */
  largest: readonly [Int32Array, Int32Array];
  /** The largest and the mean states of both directions. */
  pooled: Float32Array;
  commands: Float32Array;
  acts: Float32Array;
}

export type Network = ReturnType<typeof createNetwork>;

interface NetworkOptions {
  matrices?: Matrices;
  /** Returns a row of the embeddings. By default they are among the parameters. */
  embedding?: (row: number) => Float32Array;
}

/**
 * A network that reads a text in both directions and tells which command is meant and what is being done with the words. It
 * is a minimal gated recurrent unit over a window of tokens: Feng et al., "Were RNNs All We Needed?",
 * https://arxiv.org/abs/2410.01201
 */
export function createNetwork(
  shape: NetworkShape,
  { matrices = openMatrices(), embedding }: NetworkOptions = {},
) {
  const { dim, hidden, before } = shape;
  const windowSize = (before + 1) * dim;
  const gateSize = 2 * hidden;
  const pooledSize = 4 * hidden;
  const { allocate } = matrices;
  const parameters: Parameters = {
    embeddings: new Float32Array(embedding === undefined ? ROWS_IN_ALL * dim : 0),
    gates: [allocate(windowSize * gateSize), allocate(windowSize * gateSize)],
    gateBiases: [new Float32Array(gateSize), new Float32Array(gateSize)],
    commands: allocate(pooledSize * padded(shape.commands.length)),
    commandBiases: new Float32Array(padded(shape.commands.length)),
    acts: allocate(pooledSize * padded(shape.acts.length)),
    actBiases: new Float32Array(padded(shape.acts.length)),
  };
  // Three more rows than tokens: the multiplication takes four rows at a time.
  const rows = MOST_TOKENS + 3;
  const trace: Trace = {
    length: 0,
    inputs: allocate((rows + 2 * before) * dim),
    gated: [allocate(rows * gateSize), allocate(rows * gateSize)],
    states: [new Float32Array((MOST_TOKENS + 1) * hidden), new Float32Array((MOST_TOKENS + 1) * hidden)],
    largest: [new Int32Array(hidden), new Int32Array(hidden)],
    pooled: allocate(pooledSize),
    commands: allocate(padded(shape.commands.length)),
    acts: allocate(padded(shape.acts.length)),
  };

  const rowOf = embedding ?? ((row: number) => parameters.embeddings.subarray(row * dim, (row + 1) * dim));

  function addRow(row: number, at: number, share: number): void {
    const values = rowOf(row);
    for (let index = 0; index < dim; index++)
      trace.inputs[at + index] = (trace.inputs[at + index] ?? 0) + share * (values[index] ?? 0);
  }

  /** Puts the vectors of the tokens into the inputs. */
  function embed(tokens: readonly TokenRows[]): void {
    trace.length = Math.min(tokens.length, MOST_TOKENS);
    trace.inputs.fill(0);
    for (const [index, { form, typed, letters }] of tokens.slice(0, MOST_TOKENS).entries()) {
      const at = (before + index) * dim;
      if (form > 0) addRow(form, at, 1);
      if (typed > 0) addRow(typed, at, 1);
      for (const row of letters) addRow(row, at, 1 / letters.length);
    }
  }

  /** Reads the inputs in one direction: 0 forwards, 1 backwards. */
  function read(direction: 0 | 1): void {
    const { length, inputs } = trace;
    const [gated, states] = [trace.gated[direction], trace.states[direction]];
    for (let row = 0; row < length; row++) gated.set(parameters.gateBiases[direction], row * gateSize);
    matrices.multiply({
      left: direction === 0 ? inputs : inputs.subarray(before * dim),
      ...{ rowStep: dim, columnStep: 1, right: parameters.gates[direction] },
      ...{ result: gated, resultStep: gateSize, rows: length, inner: windowSize, columns: gateSize },
    });
    const first = direction === 0 ? 0 : length;
    states.fill(0, first * hidden, (first + 1) * hidden);
    for (let step = 0; step < length; step++) {
      const row = direction === 0 ? step : length - 1 - step;
      const [from, to] = direction === 0 ? [row, row + 1] : [row + 1, row];
      for (let index = 0; index < hidden; index++) {
        const at = row * gateSize + index;
        const gate = 1 / (1 + Math.exp(-(gated[at] ?? 0)));
        const value = Math.tanh(gated[at + hidden] ?? 0);
        gated[at] = gate;
        gated[at + hidden] = value;
        states[to * hidden + index] = (1 - gate) * (states[from * hidden + index] ?? 0) + gate * value;
      }
    }
  }

  /** Takes the largest and the mean of each number of the states. */
  function pool(direction: 0 | 1): void {
    const { length, pooled } = trace;
    const [states, largest] = [trace.states[direction], trace.largest[direction]];
    const first = direction === 0 ? 1 : 0;
    for (let index = 0; index < hidden; index++) {
      let sum = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let row = 0; row < length; row++) {
        const value = states[(row + first) * hidden + index] ?? 0;
        sum += value;
        if (value <= most) continue;
        most = value;
        largest[index] = row;
      }
      pooled[direction * hidden + index] = most;
      pooled[(2 + direction) * hidden + index] = sum / length;
    }
  }

  function classify(
    weights: Float32Array,
    biases: Float32Array,
    result: Float32Array,
    classes: number,
  ): void {
    result.set(biases);
    const size = result.length;
    matrices.multiply({
      ...{ left: trace.pooled, rowStep: pooledSize, columnStep: 1, right: weights },
      ...{ result, resultStep: size, rows: 1, inner: pooledSize, columns: size },
    });
    let most = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) most = Math.max(most, result[index] ?? 0);
    let sum = 0;
    for (let index = 0; index < classes; index++) {
      const power = Math.exp((result[index] ?? 0) - most);
      result[index] = power;
      sum += power;
    }
    for (let index = 0; index < classes; index++) result[index] = (result[index] ?? 0) / sum;
    result.fill(0, classes);
  }

  function classifyText(): void {
    classify(parameters.commands, parameters.commandBiases, trace.commands, shape.commands.length);
    classify(parameters.acts, parameters.actBiases, trace.acts, shape.acts.length);
  }

  return {
    shape,
    parameters,
    trace,
    matrices,
    embed,
    read,
    pool,
    classifyText,

    /** The probability of each command and of each act. The arrays are used again for the next text. */
    run(tokens: readonly Token[]): Pick<Trace, "commands" | "acts"> {
      embed(tokens.length === 0 ? [rowsOf({ form: ".", typed: "." })] : tokens.map(rowsOf));
      for (const direction of [0, 1] as const) {
        read(direction);
        pool(direction);
      }
      classifyText();
      return trace;
    },
  };
}

/** The multiplication takes four columns at a time. */
function padded(columns: number): number {
  return Math.ceil(columns / 4) * 4;
}
