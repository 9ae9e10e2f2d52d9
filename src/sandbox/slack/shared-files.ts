import { extname } from "node:path";
import type { Identifiers } from "./identifiers.ts";

/**
 * - `hosted`    stored by Slack
 * - `external`  a link to another service, with any address
 * - `tombstone` deleted
 */
type Mode = "hosted" | "external" | "tombstone";

export interface SharedFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  /** The user who uploaded it. */
  user: string;
  bytes: Buffer;
  mode: Mode;
  /** Its download address. */
  address: string;
  /** The uploader's text alternative of a picture. */
  altText: string;
  /** Events contain only its id, as in channels shared with another company: src/platforms/slack/LIMITS.md#files */
  isReserved: boolean;
  created: number;
}

type NewFile = Pick<SharedFile, "name" | "user"> &
  Partial<Pick<SharedFile, "bytes" | "title" | "altText" | "isReserved" | "mimetype">> & {
    /** For a link to another service. */
    externalUrl?: string;
  };

/** Every file of the workspace. */
export interface SharedFiles {
  add(file: NewFile): SharedFile;
  find(id: string): SharedFile | undefined;
}

export function createSharedFiles(place: {
  ids: Identifiers;
  now: () => number;
  origin: () => string;
  team: string;
}): SharedFiles {
  const byId = new Map<string, SharedFile>();
  return {
    add({ externalUrl, ...file }) {
      const id = place.ids.next("F");
      const path = `/files-pri/${place.team}-${id}/download/${encodeURIComponent(file.name.toLowerCase())}`;
      const added: SharedFile = {
        id,
        title: file.name,
        mimetype: mimetypeOf(file.name),
        bytes: Buffer.alloc(0),
        altText: "",
        isReserved: false,
        mode: externalUrl === undefined ? "hosted" : "external",
        address: externalUrl ?? `${place.origin()}${path}`,
        created: Math.floor(place.now() / 1_000),
        ...file,
      };
      byId.set(id, added);
      return added;
    },
    find: (id) => byId.get(id),
  };
}

/**
 * Returns a file as payloads and `files.info` contain it.
 * @see https://docs.slack.dev/reference/objects/file-object
 */
export function fileObject(file: SharedFile): Record<string, unknown> {
  const { id, name, title, mimetype, user, bytes, mode, address, created } = file;
  if (mode === "tombstone") return { id, mode };
  const isExternal = mode === "external";
  return {
    id,
    created,
    timestamp: created,
    name,
    title,
    mimetype: isExternal ? "application/vnd.slack-remote" : mimetype,
    filetype: extname(name).slice(1).toLowerCase(),
    user,
    editable: false,
    size: isExternal ? 0 : bytes.length,
    mode,
    is_external: isExternal,
    external_type: isExternal ? "app" : "",
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: address.replace("/download/", "/"),
    ...(isExternal ? {} : { url_private_download: address }),
    ...(file.altText === "" ? {} : { alt_txt: file.altText }),
    file_access: "visible",
    has_rich_preview: false,
  };
}

/** Returns a file as an event contains it. */
export function fileInEvent(file: SharedFile): Record<string, unknown> {
  if (!file.isReserved) return fileObject(file);
  const { id, created } = file;
  return { id, created, timestamp: created, file_access: "check_file_info" };
}

/** Returns the type, which Slack derives from the name; unknown ones are `application/octet-stream`. */
function mimetypeOf(name: string): string {
  const known: Record<string, string> = {
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
  };
  return known[extname(name).toLowerCase()] ?? "application/octet-stream";
}
