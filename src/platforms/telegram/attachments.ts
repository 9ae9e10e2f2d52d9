import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { UnclearCall } from "./calls.ts";
import { describe } from "./failure.ts";
import { limits } from "./limits.ts";
import { clean, cut, oneLine, withoutMentions } from "./markup.ts";
import { telegramMessages } from "./messages.ts";

/** A file as one message: a picture is shown, anything else is there to be taken. */
export interface FileMessage {
  method: "sendPhoto" | "sendDocument";
  fields: Readonly<Record<string, unknown>>;
}

/** @param note said with it, when it may have been sent before */
function fileMessage(file: CardFile, isShared: boolean, note: string): FileMessage {
  const { bytes, alt = "" } = file;
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const media = { source, filename: safeName(file.name) };
  const said = isShared ? withoutMentions(clean(alt)) : clean(alt);
  const room = limits.caption - note.length - 1;
  const caption = [said.length <= room ? said : `${cut(said, room - 1)}…`, note].filter(Boolean).join("\n");
  const captioned = caption === "" ? {} : { caption };
  const isPhoto = /^image\/(png|jpeg)$/.test(file.mime) && source.length <= limits.photoBytes;
  return isPhoto
    ? { method: "sendPhoto", fields: { photo: media, ...captioned } }
    : { method: "sendDocument", fields: { document: media, ...captioned } };
}

/** Telegraf writes the name into a header as it is, so nothing in it may end the header. */
function safeName(name: string): string {
  return oneLine(name.replace(/["/\\]/g, "_"), limits.fileName) || "file";
}

/**
 * Sends the files of a card one after the other; one that got no answer once more, and saying so. Never rejects: the words
 * of the card are there, and worth reading alone.
 * @returns a remark that names those that were not sent, or null
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
