import { listed, type Network, type NetworkShape } from "./network.ts";

/** The file's first line is JSON: the shape of the network, and the size of each list of numbers that follows. */
interface WeightsHeader {
  shape: NetworkShape;
  /** `[["embeddings", 16384, 48], ...]`: the name, the rows and the numbers in a row. */
  lists: readonly (readonly [name: string, rows: number, columns: number])[];
}

/** Returns the numbers of a network as a file: each row is a scale (4 bytes) and a byte for each number. */
export function encodeWeights({ shape, parameters }: Network): Buffer {
  const lists = listed(parameters).map(([name, values]) => ({
    name,
    values,
    columns: columnsOf(name, shape),
  }));
  const header: WeightsHeader = {
    shape,
    lists: lists.map(({ name, values, columns }) => [name, values.length / columns, columns]),
  };
  const rows = lists.flatMap(({ values, columns }) =>
    Array.from({ length: values.length / columns }, (_, row) =>
      encodeRow(values.subarray(row * columns, (row + 1) * columns)),
    ),
  );
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...rows]);
}

function columnsOf(name: string, { dim, hidden }: NetworkShape): number {
  if (name === "embeddings") return dim;
  return name.endsWith("Gates") ? 2 * hidden : 4;
}

function encodeRow(values: Float32Array): Buffer {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const row = Buffer.alloc(4 + values.length);
  row.writeFloatLE(most / 127, 0);
  for (const [index, value] of values.entries()) {
    row.writeInt8(most === 0 ? 0 : Math.round((value / most) * 127), 4 + index);
  }
  return row;
}

/** Reads the shape that stands in a file of weights. */
export function shapeIn(file: Buffer): NetworkShape {
  return headerOf(file).shape;
}

function headerOf(file: Buffer): WeightsHeader {
  return JSON.parse(file.subarray(0, file.indexOf("\n")).toString());
}

/** Puts the numbers of a file into a network of the same shape. */
export function decodeWeights(file: Buffer, { parameters }: Network): void {
  const { lists } = headerOf(file);
  const whole = new Int8Array(file.buffer, file.byteOffset, file.byteLength);
  let at = file.indexOf("\n") + 1;
  for (const [name, values] of listed(parameters)) {
    const [, rows = 0, columns = 0] = lists.find((list) => list[0] === name) ?? [];
    if (rows * columns !== values.length)
      throw new RangeError(`the weights have no ${values.length} ${name}`);
    for (let row = 0; row < rows; row++, at += 4 + columns) {
      const scale = file.readFloatLE(at);
      for (let column = 0; column < columns; column++) {
        values[row * columns + column] = scale * (whole[at + 4 + column] ?? 0);
      }
    }
  }
}
