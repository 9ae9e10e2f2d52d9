import { TextDecoder } from "node:util";
import { FileRefused } from "../refusal.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1258";

/** The bytes that the encoding is decided by. */
const SAMPLE_BYTES = 16 * 1024;

/**
 * Decodes a stream of bytes: UTF-8 and UTF-16 with or without a byte order mark, and Windows-1258, which Vietnamese
 * editions of Excel still write. ASCII fits all of them, so the first byte beyond ASCII decides.
 * @throws FileRefused `letters` when text that began as UTF-8 or UTF-16 continues as something else
 */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  for await (const part of inParts(bytes)) {
    decoder ??= decoderFor(part);
    let text: string;
    if (decoder === undefined) {
      text = new TextDecoder("latin1").decode(part);
    } else {
      try {
        text = decoder.decode(part, { stream: true });
      } catch {
        throw new FileRefused({ why: "letters", line });
      }
    }
    line += text.split("\n").length - 1;
    yield text;
  }
}

/** Joins chunks to parts that are large enough to detect an encoding. */
async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    size += chunk.byteLength;
    if (size < SAMPLE_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** Returns undefined for ASCII. */
function decoderFor(part: Uint8Array): TextDecoder | undefined {
  const encoding = encodingOf(part);
  // The decoder removes the byte order mark. In Windows-1258 every byte is a letter, so nothing can be an error.
  return encoding && new TextDecoder(encoding, { fatal: encoding !== "windows-1258" });
}

function encodingOf(part: Uint8Array): Encoding | undefined {
  const [first, second] = part;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const wide = wideEncoding(part);
  if (wide) return wide;
  if (part.every((byte) => byte < 0x80)) return undefined;
  return isUtf8(part) ? "utf-8" : "windows-1258";
}

/** Detects UTF-16 without a mark: each ASCII character has a zero byte beside it. */
function wideEncoding(part: Uint8Array): Encoding | undefined {
  const sample = part.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < sample.length / 8) return undefined;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** The part may end inside a letter. `stream` allows that. */
function isUtf8(part: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(part, { stream: true });
    return true;
  } catch {
    return false;
  }
}
