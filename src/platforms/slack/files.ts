import type { webApi } from "@slack/bolt";
import type { AttachedFile } from "../../bot/call.ts";
import { FileError, type FileSource } from "../../bot/files.ts";
import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import { sendForSure } from "../answers/answer-port.ts";
import type { SlackHttp } from "./http.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { clean, cut } from "./text.ts";
import {
  checkStatus,
  isSlackAddress,
  openDirect,
  SlackRefusal,
  toRefusal,
  UnclearPost,
  type Web,
} from "./web.ts";

const UPLOAD_TIMEOUT_MS = 30_000;
const DOWNLOAD_TIMEOUT_MS = 10_000;

/** Where files are shown: a channel, or the direct message with this person. */
export type FilePlace = { channel: string; thread?: string | undefined } | { user: string };

/** Returns the channel of the place, and opens a direct message if needed. @throws SlackRefusal */
export async function channelOf(place: FilePlace, web: Web): Promise<string> {
  return "user" in place ? openDirect(web, place.user) : place.channel;
}

export function threadOf(place: { thread?: string | undefined } | { user: string }): { thread_ts?: string } {
  return "thread" in place && place.thread !== undefined ? { thread_ts: place.thread } : {};
}

/** Sends the files of a card as one message. @throws SlackRefusal */
export type SendFiles = (card: ReadyCard, to: FilePlace, mayBeRepeated: boolean) => Promise<void>;

/**
 * Uploads files: gets an address for each, sends the bytes there, and posts one message for all. The address gets no
 * token, but it gets customers' data, so its host is checked. A message without an answer is sent once more, with a
 * note.
 * @see src/platforms/slack/LIMITS.md#files
 */
export function createSendFiles(web: Web, apiUrl: string, onRepeated: () => void): SendFiles {
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
    await web.upload(lane, () => put(web.http, address, file.bytes));
    return { id, title: filename };
  }

  async function send(files: readonly CardFile[], to: FilePlace, comment: string | null): Promise<void> {
    const channel = await channelOf(to, web);
    const lane = `files:${channel}`;
    const uploaded = await Promise.all(
      files.filter(({ bytes }) => bytes.byteLength > 0).map((file) => upload(file, lane)),
    );
    const [first, ...rest] = uploaded;
    if (first === undefined) return;
    const message = { channel_id: channel, ...threadOf(to), ...(comment && { initial_comment: comment }) };
    await web.post(channel, (client) =>
      client.files.completeUploadExternal({ ...message, files: [first, ...rest] }),
    );
  }

  return async (card, to, mayBeRepeated) => {
    const files = filesOf(card);
    if (files.length === 0) return;
    const { maybeSent } = slackMessages[card.locale];
    await sendForSure((isRepeated) => send(files, to, isRepeated || mayBeRepeated ? maybeSent : null), {
      isUnclear: (error) => error instanceof UnclearPost,
      onRepeated,
    });
  };
}

/** Returns the line that names the files of a card if they were not sent: `"… loi.csv, bieu-do.png"`. */
export function filesNotSent(card: ReadyCard): string {
  return slackMessages[card.locale].filesNotSent(filesOf(card).map(nameOf).join(", "));
}

/** Returns the name as one line, never empty, without characters that could change its direction. */
function nameOf({ name }: CardFile): string {
  return (
    clean(name)
      .replace(/[\s/\\]+/g, " ")
      .trim() || "file"
  );
}

/** Sends the raw bytes. @see src/platforms/slack/LIMITS.md#files @throws SlackRefusal */
async function put({ request }: SlackHttp, address: string, bytes: Uint8Array): Promise<void> {
  const { statusCode, headers, body } = await request(address, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: bytes,
    headersTimeout: UPLOAD_TIMEOUT_MS,
  });
  await body.dump();
  checkStatus(statusCode, headers);
}

/** How many redirects a download may follow between Slack's hosts. More would be a loop. */
const REDIRECTS_MAX = 3;

/** Errors of `files.info` for a missing or forbidden file: https://docs.slack.dev/reference/methods/files.info */
const GONE = new Set(["file_not_found", "file_deleted", "access_denied", "missing_scope"]);

/**
 * Opens files that Slack stores. `files.info` gives the address each time: an event may be old, and in channels shared
 * with another company it has no address.
 * @see src/platforms/slack/LIMITS.md#files
 */
export function createFileSource(way: { web: Web; botToken: string; apiUrl: string }): FileSource {
  return {
    async open({ id }) {
      return download(addressOf(await infoOf(way.web, id)), way, REDIRECTS_MAX);
    },
  };
}

/** Returns the file with the details that its event lacks; unchanged if Slack gives none. Opening it will show why. */
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
 * Downloads the bytes. The token goes only to Slack's hosts, whatever an address or a redirect says.
 * @throws FileError
 */
async function download(
  address: URL,
  way: { web: Web; botToken: string; apiUrl: string },
  redirectsLeft: number,
): Promise<AsyncIterable<Uint8Array>> {
  if (!isSlackAddress(address.href, way.apiUrl))
    throw new FileError("elsewhere", `Slack: a file at ${address.host}`);
  const { statusCode, headers, body } = await way.web.http
    .request(address, {
      method: "GET",
      headers: { authorization: `Bearer ${way.botToken}` },
      headersTimeout: DOWNLOAD_TIMEOUT_MS,
    })
    .catch(() => {
      throw new FileError("not-loaded", "Slack: a file could not be fetched");
    });
  // Without permission, Slack shows its login page, with 200 or after a redirect. A table is never HTML.
  const isPage = String(headers["content-type"] ?? "").startsWith("text/html");
  if (statusCode === 200 && !isPage) return body;
  await body.dump();
  if (statusCode >= 300 && statusCode < 400 && redirectsLeft > 0) {
    const next = new URL(String(headers.location ?? ""), address);
    return download(next, way, redirectsLeft - 1);
  }
  const isGone = isPage || statusCode === 403 || statusCode === 404 || statusCode === 410;
  throw new FileError(isGone ? "gone" : "not-loaded", `Slack: a file was answered by ${statusCode}`);
}
