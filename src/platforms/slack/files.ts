import type { webApi } from "@slack/bolt";
import { request } from "undici";
import type { AttachedFile } from "../../bot/call.ts";
import { FileError, type FileSource } from "../../bot/files.ts";
import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { clean, cut } from "./text.ts";
import {
  isSlackAddress,
  openDirect,
  SlackRefusal,
  tooFast,
  toRefusal,
  UnclearPost,
  type Web,
} from "./web.ts";

/** From one of Slack's hosts to another and on; more is a circle. */
const REDIRECTS_MAX = 3;

const DOWNLOAD_TIMEOUT_MS = 10_000;

/** Errors of `files.info` for a file that is gone, or not for the bot: https://docs.slack.dev/reference/methods/files.info */
const GONE = new Set(["file_not_found", "file_deleted", "access_denied", "missing_scope"]);

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

const UPLOAD_TIMEOUT_MS = 30_000;

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
    headersTimeout: UPLOAD_TIMEOUT_MS,
  });
  await body.dump();
  if (statusCode === 429) throw tooFast(Number(headers["retry-after"] ?? 1) || 1);
  if (statusCode < 200 || statusCode > 299) throw new SlackRefusal(`http_${statusCode}`);
}

interface FileSourceOptions {
  web: Web;
  botToken: string;
  apiUrl: string;
}

/**
 * Files as Slack keeps them. `files.info` tells the address each time: an event may be old, and in channels shared with
 * another company it has no address.
 * @see src/platforms/slack/LIMITS.md#files
 */
export function createFileSource({ web, botToken, apiUrl }: FileSourceOptions): FileSource {
  return {
    async open({ id }) {
      const address = addressOf(await infoOf(web, id));
      return download(address, { botToken, apiUrl, redirectsLeft: REDIRECTS_MAX });
    },
  };
}

/** The file with what its event did not tell; unchanged where Slack does not tell either: opening it will say why. */
export async function described(web: Web, file: AttachedFile): Promise<AttachedFile> {
  const found = await infoOf(web, file.id).catch(() => ({}) as Info);
  const { name = file.name, size = file.sizeBytes, mimetype = file.mime } = found;
  return { id: file.id, name, sizeBytes: size, mime: mimetype };
}

type Info = NonNullable<webApi.FilesInfoResponse["file"]>;

/** @throws FileError `gone`, `not-loaded` */
async function infoOf(web: Web, id: string): Promise<Info> {
  try {
    return (await web.call(`file:${id}`, (client) => client.files.info({ file: id }))).file ?? {};
  } catch (thrown) {
    const { code } = toRefusal(thrown);
    throw new FileError(GONE.has(code) ? "gone" : "not-loaded", `Slack files.info: ${code}`);
  }
}

/** @throws FileError `gone`; `elsewhere` for a link to somebody else's server */
function addressOf(file: Info): URL {
  if (file.mode === "tombstone" || file.mode === "hidden_by_limit")
    throw new FileError("gone", `Slack: a file in mode ${file.mode}`);
  if (file.is_external || file.mode === "external")
    throw new FileError("elsewhere", "Slack: a file that is kept elsewhere");
  const address = file.url_private_download ?? file.url_private ?? "";
  if (!URL.canParse(address)) throw new FileError("gone", "Slack: a file without an address");
  return new URL(address);
}

/**
 * The bytes, with the token, which goes to Slack's hosts only, whatever an address or a redirect says.
 * @throws FileError
 */
async function download(
  address: URL,
  way: { botToken: string; apiUrl: string; redirectsLeft: number },
): Promise<AsyncIterable<Uint8Array>> {
  if (!isSlackAddress(address.href, way.apiUrl))
    throw new FileError("elsewhere", `Slack: a file at ${address.host}`);
  const { statusCode, headers, body } = await request(address, {
    headers: { authorization: `Bearer ${way.botToken}` },
    headersTimeout: DOWNLOAD_TIMEOUT_MS,
  }).catch(() => {
    throw new FileError("not-loaded", "Slack: a file could not be fetched");
  });
  // Without the right, Slack shows its login page, with 200 or after a redirect; a table is never HTML.
  const isPage = String(headers["content-type"] ?? "").startsWith("text/html");
  if (statusCode === 200 && !isPage) return body;
  await body.dump();
  if (statusCode >= 300 && statusCode < 400 && way.redirectsLeft > 0) {
    const next = new URL(String(headers.location ?? ""), address);
    return download(next, { ...way, redirectsLeft: way.redirectsLeft - 1 });
  }
  const isGone = isPage || statusCode === 403 || statusCode === 404 || statusCode === 410;
  throw new FileError(isGone ? "gone" : "not-loaded", `Slack: a file was answered by ${statusCode}`);
}
