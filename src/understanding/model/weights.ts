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

/** Opens a file of weights. */
export function openWeights(file: Buffer) {
  const headerBytes = file.indexOf("\n") + 1;
  const { shape, lists }: WeightsHeader = JSON.parse(file.toString("utf8", 0, headerBytes));
  const bytes = new Int8Array(file.buffer, file.byteOffset, file.byteLength);
  const vector = new Float32Array(shape.dim);

  function find(name: string): { start: number; rows: number; columns: number } {
    let start = headerBytes;
    for (const [listName, rows, columns] of lists) {
      if (listName === name) return { start, rows, columns };
      start += rows * (4 + columns);
    }
    throw new RangeError(`the weights have no ${name}`);
  }

  function decodeRow(start: number, row: number, into: Float32Array): void {
    const at = start + row * (4 + into.length);
    const scale = file.readFloatLE(at);
    for (let column = 0; column < into.length; column++) into[column] = scale * (bytes[at + 4 + column] ?? 0);
  }

  const embeddings = find("embeddings");
  return {
    shape,
    /**
     * Returns a row of the embeddings. The array is used again for the next row. A text needs a few of the 12,000 rows, so
     * they are decoded one by one.
     */
    embedding(row: number): Float32Array {
      decodeRow(embeddings.start, row, vector);
      return vector;
    },
    /**
     * Puts the parameters into a network of the same shape, the embeddings only if they are among its parameters.
     * @throws RangeError for another shape
     */
    decodeInto({ parameters }: Network): void {
      for (const [name, values] of listed(parameters)) {
        if (values.length === 0) continue;
        const { start, rows, columns } = find(name);
        if (rows * columns !== values.length)
          throw new RangeError(`the weights have no ${values.length} ${name}`);
        for (let row = 0; row < rows; row++)
          decodeRow(start, row, values.subarray(row * columns, (row + 1) * columns));
      }
    },
  };
}
