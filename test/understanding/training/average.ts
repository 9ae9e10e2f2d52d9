import { listed, type Network } from "../../../src/understanding/model/network.ts";

/**
 * Creates the mean of the parameters at several times of a training. The mean is right more often than the last state,
 * which depends on the last lessons: https://arxiv.org/abs/1803.05407.
 */
export function createAverage({ parameters }: Network) {
  const lists = listed(parameters).map(([, values]) => ({ values, sum: new Float64Array(values.length) }));
  let count = 0;
  return {
    add(): void {
      count++;
      for (const { values, sum } of lists) {
        for (let index = 0; index < values.length; index++) {
          sum[index] = (sum[index] ?? 0) + (values[index] ?? 0);
        }
      }
    },

    /** Puts the mean in the place of the parameters. */
    apply(): void {
      if (count === 0) return;
      for (const { values, sum } of lists) {
        for (let index = 0; index < values.length; index++) values[index] = (sum[index] ?? 0) / count;
      }
    },
  };
}
