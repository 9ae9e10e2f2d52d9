import { FileError, type FileSource } from "../../bot/files.ts";
import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import { cutTo } from "../../i18n/graphemes.ts";
import type { Logger } from "../../logging/logger.ts";
import { type TelegramCalls, UnclearCall } from "./calls.ts";
import { codeOf, describe, fileShape, readResult } from "./failure.ts";
import { limits } from "./limits.ts";
import { clean, oneLine, withoutMentions } from "./markup.ts";
import { telegramMessages } from "./messages.ts";

const HEADERS_TIMEOUT_MS = 20_000;

/** A file as one message: a picture is shown, any other file is a document. */
export interface FileMessage {
  method: "sendPhoto" | "sendDocument";
  fields: Readonly<Record<string, unknown>>;
}

/** Returns the message for a file. @param note added to its caption if it may have been sent before */
function fileMessage(file: CardFile, isShared: boolean, note: string): FileMessage {
  const { bytes, alt = "" } = file;
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const media = { source, filename: safeName(file.name) };
  const said = isShared ? withoutMentions(clean(alt)) : clean(alt);
  const room = limits.caption - note.length - 1;
  const caption = [said.length <= room ? said : `${cutTo(said, room - 1)}…`, note].filter(Boolean).join("\n");
  const captioned = caption === "" ? {} : { caption };
  const isPhoto = /^image\/(png|jpeg)$/.test(file.mime) && source.length <= limits.photoBytes;
  return isPhoto
    ? { method: "sendPhoto", fields: { photo: media, ...captioned } }
    : { method: "sendDocument", fields: { document: media, ...captioned } };
}

/** Returns a name that cannot end the header into which telegraf writes it unchanged. */
function safeName(name: string): string {
  return oneLine(name.replace(/["/\\]/g, "_"), limits.fileName) || "file";
}

/**
 * Sends the files of a card one after the other. A file without an answer is sent once more, with a note. Never
 * rejects, because the text of the card has arrived and is useful alone.
 * @returns a line that names the files that were not sent, or null
 */
export async function sendFiles(
  card: ReadyCard,
  send: (file: FileMessage) => Promise<unknown>,
  {
    mayBeRepeated,
    onRepeated,
    log,
  }: { mayBeRepeated: boolean; onRepeated(): void; log: Pick<Logger, "warn"> },
): Promise<string | null> {
  const t = telegramMessages[card.locale];
  const failed: string[] = [];
  const isShared = card.audience === "shared";
  for (const file of filesOf(card)) {
    try {
      await send(fileMessage(file, isShared, mayBeRepeated ? t.maybeSent : "")).catch((thrown: unknown) => {
        if (!(thrown instanceof UnclearCall)) throw thrown;
        onRepeated();
        return send(fileMessage(file, isShared, t.maybeSent));
      });
    } catch (thrown) {
      log.warn(`telegram: a file could not be sent (${describe(thrown)})`);
      failed.push(file.name);
    }
  }
  return failed.length === 0 ? null : t.filesNotSent(failed.join(", "));
}

/**
 * Opens files that Telegram stores, 20 MB at most. Their address contains the bot's token, so no error and no log names
 * it. Errors of the download are not passed on.
 * @see src/platforms/telegram/LIMITS.md#files
 */
export function createFileSource(options: {
  calls: TelegramCalls;
  token: string;
  apiRoot: string;
}): FileSource {
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

/** @throws FileError `too-big` (Telegram does not always tell the size before); `gone`; `not-loaded` */
function refuse(thrown: unknown): never {
  const why = describe(thrown);
  if (codeOf(thrown) !== 400) throw new FileError("not-loaded", `Telegram getFile: ${why}`);
  throw new FileError(/too big/.test(why) ? "too-big" : "gone", `Telegram getFile: ${why}`);
}

async function download(address: URL): Promise<AsyncIterable<Uint8Array>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), HEADERS_TIMEOUT_MS);
  try {
    // A redirect would send the address to another server. Telegram needs no redirects.
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
