import { listed, type Network } from "../../../src/understanding/model/network.ts";
import type { Gradients } from "./gradients.ts";

const [FIRST, SECOND, LEAST] = [0.9, 0.999, 1e-8];

/**
 * Changes the parameters by their gradients, and empties the gradients: https://arxiv.org/abs/1412.6980. Of the embeddings,
 * only the rows that have a gradient change.
 */
export function createAdam({ parameters, shape }: Network, gradients: Gradients) {
  const lists = listed(parameters).map(([name, values]) => ({
    ...{ name, values, gradient: gradients.of(name) },
    first: new Float32Array(values.length),
    second: new Float32Array(values.length),
  }));
  let steps = 0;

  function change({ values, gradient, first, second }: (typeof lists)[number], step: Step): void {
    for (let index = step.from ?? 0; index < (step.to ?? values.length); index++) {
      const mean = (gradient[index] ?? 0) / step.lessons;
      gradient[index] = 0;
      const moment = FIRST * (first[index] ?? 0) + (1 - FIRST) * mean;
      const square = SECOND * (second[index] ?? 0) + (1 - SECOND) * mean * mean;
      first[index] = moment;
      second[index] = square;
      values[index] = (values[index] ?? 0) - (step.size * moment) / (Math.sqrt(square) + LEAST);
    }
  }

  /** @param lessons how many lessons the gradients are the sum of */
  return function update(rate: number, lessons: number): void {
    steps++;
    const size = (rate * Math.sqrt(1 - SECOND ** steps)) / (1 - FIRST ** steps);
    for (const list of lists) {
      if (list.name !== "embeddings") change(list, { size, lessons });
      else {
        for (const row of gradients.touched) {
          change(list, { size, lessons, from: row * shape.dim, to: (row + 1) * shape.dim });
        }
      }
    }
    gradients.touched.clear();
  };
}

interface Step {
  size: number;
  lessons: number;
  from?: number;
  to?: number;
}
