import { request } from "undici";
import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { clean, cut } from "./mrkdwn.ts";
import { SlackRefusal, tooFast, UnclearPost } from "./refusal.ts";
import { isSlackAddress, openDirect, type Web } from "./web.ts";

/** Where files are shown: a channel, or the direct message with this person. */
export type FilePlace = { channel: string; thread?: string | undefined } | { user: string };

export interface FilesToSend {
  files: readonly CardFile[];
  to: FilePlace;
  /** Somebody waits for them. */
  isAsked: boolean;
  /** Said with them, when they may have been sent before. */
  comment?: string | undefined;
}

/** Sends files as one message. @throws UnclearPost they may be there; SlackRefusal they are not */
export type SendFiles = (what: FilesToSend) => Promise<void>;

const HEADERS_TIMEOUT_MS = 30_000;

/**
 * Uploads files: an address for each, the bytes to it, and one message for all. The address gets no token, but customers'
 * data, so its host is checked.
 * @see src/platforms/slack/LIMITS.md#files
 */
export function createSendFiles(web: Web, apiUrl: string): SendFiles {
  async function upload(file: CardFile, lane: string): Promise<{ id: string; title: string }> {
    const filename = nameOf(file);
    const announced = {
      filename,
      length: file.bytes.byteLength,
      // The client's types call it `alt_text`, the method `alt_txt`: src/platforms/slack/LIMITS.md#files
      ...(file.alt ? { alt_txt: cut(clean(file.alt), LIMITS.altChars) } : {}),
    };
    const { upload_url: address = "", file_id: id = "" } = await web.call(lane, (client) =>
      client.files.getUploadURLExternal(announced),
    );
    if (!isSlackAddress(address, apiUrl)) throw new SlackRefusal("upload_elsewhere");
    await web.call(lane, () => put(address, file.bytes));
    return { id, title: filename };
  }

  return async ({ files, to, isAsked, comment }) => {
    const channel = "user" in to ? await openDirect(web, to.user) : to.channel;
    const place = "thread" in to && to.thread !== undefined ? { thread_ts: to.thread } : {};
    const lane = `files:${channel}`;
    const uploaded = await Promise.all(
      files.filter(({ bytes }) => bytes.byteLength > 0).map((file) => upload(file, lane)),
    );
    const [first, ...rest] = uploaded;
    if (first === undefined) return;
    const message = { channel_id: channel, ...place, ...(comment ? { initial_comment: comment } : {}) };
    await web.post(
      channel,
      (client) => client.files.completeUploadExternal({ ...message, files: [first, ...rest] }),
      isAsked,
    );
  };
}

/** As `send`, and once more with `comment` when the first time got no answer. @throws SlackRefusal */
export async function sendForSure(
  send: SendFiles,
  what: FilesToSend,
  again: { comment: string; onRepeated(): void },
): Promise<void> {
  try {
    await send(what);
  } catch (thrown) {
    if (!(thrown instanceof UnclearPost)) throw thrown;
    again.onRepeated();
    await send({ ...what, comment: again.comment });
  }
}

/**
 * Sends the files of a card after its words. Never rejects: the words are worth reading alone.
 * @param send  does it, and returns a line to be added to the card, or null
 * @returns that line, or one that names the files that were not sent
 */
export async function sendCardFiles(
  card: ReadyCard,
  send: (files: readonly CardFile[], maybeSent: string) => Promise<string | null>,
  onFailure: (error: unknown) => void,
): Promise<string | null> {
  const files = filesOf(card);
  if (files.length === 0) return null;
  const { maybeSent, filesNotSent } = slackMessages[card.locale];
  try {
    return await send(files, maybeSent);
  } catch (error) {
    onFailure(error);
    return filesNotSent(namesOf(files));
  }
}

/** `"loi.csv, bieu-do.png"` */
function namesOf(files: readonly CardFile[]): string {
  return files.map(nameOf).join(", ");
}

/** One line without what could turn its direction, and never empty. */
function nameOf({ name }: CardFile): string {
  return (
    clean(name)
      .replace(/[\s/\\]+/g, " ")
      .trim() || "file"
  );
}

/** Sends the raw bytes. @see src/platforms/slack/LIMITS.md#files @throws SlackRefusal */
async function put(address: string, bytes: Uint8Array): Promise<void> {
  const { statusCode, headers, body } = await request(address, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: bytes,
    headersTimeout: HEADERS_TIMEOUT_MS,
  });
  await body.dump();
  if (statusCode === 429) throw tooFast(Number(headers["retry-after"] ?? 1) || 1);
  if (statusCode < 200 || statusCode > 299) throw new SlackRefusal(`http_${statusCode}`);
}
