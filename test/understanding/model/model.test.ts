import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openMatrices } from "../../../src/understanding/model/matrices.ts";
import { openModel } from "../../../src/understanding/model/model.ts";
import { createNetwork, type Network } from "../../../src/understanding/model/network.ts";
import { tokensOf } from "../../../src/understanding/model/tokens.ts";
import { encodeWeights, openWeights } from "../../../src/understanding/model/weights.ts";
import { createGradients, type Lesson } from "../training/gradients.ts";
import { randomOf } from "../training/random.ts";

const WEIGHTS = new URL("../../../src/understanding/model/weights.bin", import.meta.url);
const SHAPE = {
  dim: 8,
  hidden: 8,
  before: 2,
  commands: ["points", "redeem", "none"],
  acts: ["request", "denial"],
};
const LESSON: Lesson = {
  tokens: [
    { form: 5, typed: 0, letters: [9000, 9100] },
    { form: 7, typed: 6200, letters: [] },
    { form: 5, typed: 0, letters: [9100] },
  ],
  commands: [
    [0, 0.7],
    [2, 0.3],
  ],
  acts: [[1, 1]],
};

function smallNetwork() {
  const network = createNetwork(SHAPE, { matrices: openMatrices(4) });
  const random = randomOf(1);
  const { embeddings, gates, commands, acts } = network.parameters;
  for (const values of [embeddings, ...gates, commands, acts]) {
    for (let index = 0; index < values.length; index++) values[index] = random() - 0.5;
  }
  return network;
}

/** The cross-entropy of the lesson, as it is without dropout. */
function lossOf(network: Network): number {
  network.embed(LESSON.tokens);
  for (const direction of [0, 1] as const) {
    network.read(direction);
    network.pool(direction);
  }
  network.classifyText();
  const { commands, acts } = network.trace;
  const loss =
    (chances: Float32Array) =>
    (sum: number, [index, share]: readonly [number, number]) =>
      sum - share * Math.log(chances[index] ?? 0);
  return LESSON.commands.reduce(loss(commands), 0) + LESSON.acts.reduce(loss(acts), 0);
}

describe("training", () => {
  it.each<[string, (network: Network) => Float32Array, number]>([
    ["embeddings", (network) => network.parameters.embeddings, 5 * 8 + 3],
    ["forwardGates", (network) => network.parameters.gates[0], 260],
    ["backwardGates", (network) => network.parameters.gates[1], 201],
    ["forwardBiases", (network) => network.parameters.gateBiases[0], 11],
    ["commands", (network) => network.parameters.commands, 22],
    ["actBiases", (network) => network.parameters.actBiases, 1],
  ])("goes down the slope of the loss: %s", (name, valuesOf, index) => {
    const network = smallNetwork();
    const gradients = createGradients(network, 0, randomOf(2));
    gradients.turn();
    gradients.add(LESSON);
    const values = valuesOf(network);
    const step = 0.01;
    const before = values[index] ?? 0;
    values[index] = before + step;
    const above = lossOf(network);
    values[index] = before - step;
    const slope = (above - lossOf(network)) / (2 * step);
    expect(Math.abs(slope)).toBeGreaterThan(1e-4);
    expect(gradients.of(name)[index]).toBeCloseTo(slope, 3);
  });
});

describe("the weights", () => {
  it("are less than 1 MB, and read as they were written", async () => {
    const file = await readFile(WEIGHTS);
    expect(file.length).toBeLessThan(1_000_000);
    const weights = openWeights(file);
    const network = createNetwork(weights.shape);
    weights.decodeInto(network);
    expect(encodeWeights(network).equals(file)).toBe(true);
  });

  it("give the same answer whether embeddings are decoded at once or when they are needed", async () => {
    const weights = openWeights(await readFile(WEIGHTS));
    const networks = [createNetwork(weights.shape), createNetwork(weights.shape, weights)];
    const [atOnce, whenNeeded] = networks.map((network) => {
      weights.decodeInto(network);
      return network.run(tokensOf("chị Bình ở Cộng Hoà còn mấy điểm z"));
    });
    expect(whenNeeded).toEqual(atOnce);
  });

  it("of another shape are refused", () => {
    const file = encodeWeights(smallNetwork());
    const other = createNetwork({ ...SHAPE, hidden: 12 }, { matrices: openMatrices(4) });
    expect(() => openWeights(file).decodeInto(other)).toThrow("the weights have no");
  });
});

describe("an opinion", () => {
  const model = openModel();

  it.each([
    ["chị Bình ở Cộng Hoà còn mấy điểm z", "points", "question"],
    ["tifm khachs 0867123456", "customer", "request"],
    ["ko xoá khách 0867123456 nha", "none", "denial"],
    ["đừng xoá đơn 3503", "none", "denial"],
    ["đóng phiếu 16001 chưa em", "show", "question"],
    ["đóng phiếu 16001 giúp em", "editticket", "request"],
  ])("%s", (text, command, act) => {
    const { likely, act: done } = model.opinionOf(text);
    expect([likely[0]?.command, done]).toEqual([command, act]);
  });

  it("of an empty text, or of one without letters, is given", () => {
    for (const text of ["", "   ", "👍", "\uffff"]) expect(model.opinionOf(text).likely).toHaveLength(6);
  });
});
