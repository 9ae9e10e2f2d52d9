import type { webApi } from "@slack/bolt";
import { request } from "undici";
import type { AttachedFile } from "../../bot/call.ts";
import { FileError, type FileSource } from "../../bot/files.ts";
import { toRefusal } from "./refusal.ts";
import { isSlackAddress, type Web } from "./web.ts";

export interface FileSourceOptions {
  web: Web;
  botToken: string;
  apiUrl: string;
}

/** From one of Slack's hosts to another and on; more is a circle. */
const REDIRECTS_MAX = 3;
const HEADERS_TIMEOUT_MS = 10_000;

/** Errors of `files.info` for a file that is gone, or not for the bot: https://docs.slack.dev/reference/methods/files.info */
const GONE = new Set(["file_not_found", "file_deleted", "access_denied", "missing_scope"]);

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
    headersTimeout: HEADERS_TIMEOUT_MS,
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
