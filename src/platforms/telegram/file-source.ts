import { FileError, type FileSource } from "../../bot/files.ts";
import type { Calls } from "./calls.ts";
import { codeOf, describe } from "./failure.ts";
import { fileShape, readResult } from "./results.ts";

const HEADERS_TIMEOUT_MS = 20_000;

/**
 * Files as Telegram keeps them, 20 MB at most. Their address holds the bot's token, so no error and no log names it, and
 * nothing that fetching it throws is passed on.
 * @see src/platforms/telegram/LIMITS.md#files
 */
export function createFileSource(options: { calls: Calls; token: string; apiRoot: string }): FileSource {
  const { calls, token, apiRoot } = options;
  return {
    async open({ id }) {
      const { file_path: path } = await calls
        .once("getFile", { file_id: id })
        .then((result) => readResult(fileShape, result))
        .catch(refuse);
      if (path === undefined) throw new FileError("gone", "Telegram: a file without a path");
      return download(new URL(`./file/bot${token}/${path}`, apiRoot));
    },
  };
}

/** @throws FileError `too-big`: by itself Telegram tells the size, but not always before; `gone`; `not-loaded` */
function refuse(thrown: unknown): never {
  const why = describe(thrown);
  if (codeOf(thrown) !== 400) throw new FileError("not-loaded", `Telegram getFile: ${why}`);
  throw new FileError(/too big/.test(why) ? "too-big" : "gone", `Telegram getFile: ${why}`);
}

async function download(address: URL): Promise<AsyncIterable<Uint8Array>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), HEADERS_TIMEOUT_MS);
  try {
    // The address would go to wherever a redirect points: Telegram needs none.
    const answer = await fetch(address, { redirect: "error", signal: late.signal });
    if (answer.ok && answer.body) return answer.body;
    await answer.body?.cancel();
    throw new FileError(
      answer.status === 404 ? "gone" : "not-loaded",
      `Telegram: a file was answered by ${answer.status}`,
    );
  } catch (thrown) {
    if (thrown instanceof FileError) throw thrown;
    throw new FileError("not-loaded", "Telegram: a file could not be fetched");
  } finally {
    clearTimeout(timer);
  }
}
