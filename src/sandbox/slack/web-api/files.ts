import * as z from "zod";
import { Refusal } from "../refusal.ts";
import { fileObject, type SharedFile } from "../shared-files.ts";
import type { Channel } from "../workspace.ts";
import type { World } from "../world.ts";
import { defineMethod, type Method, number, structure, text } from "./method.ts";

/** Uploads: get an address, send the bytes there, then share the file. src/platforms/slack/LIMITS.md#files */
export interface Uploads {
  methods: Record<string, Method>;
  /** Stores the bytes. @throws Refusal for an unknown address or another length than announced */
  receive(path: string, bytes: Buffer): void;
}

interface Upload {
  file: SharedFile;
  length: number;
  state: "announced" | "received" | "complete";
}

/** The longest `alt_txt`: src/platforms/slack/LIMITS.md#files */
const ALT_CHARS = 1_000;

const filesToComplete = structure.pipe(z.array(z.object({ id: text, title: z.string().optional() })).min(1));

export function createUploads(): Uploads {
  const byId = new Map<string, Upload>();

  /** Returns a file that was received completely and not shared yet. @throws Refusal `file_not_found` */
  function received(id: string): Upload {
    const upload = byId.get(id);
    if (upload?.state !== "received") throw new Refusal("file_not_found");
    return upload;
  }

  return {
    receive(path, bytes) {
      const upload = byId.get(path.split("/").at(-1) ?? "");
      if (upload?.state !== "announced") throw new Refusal("file_not_found");
      if (bytes.length !== upload.length)
        throw new Refusal("file_upload_size_mismatch", { isInvalidRequest: true });
      upload.file.bytes = bytes;
      upload.state = "received";
    },
    methods: {
      "files.getUploadURLExternal": defineMethod(
        { filename: text, length: number.int().min(1), alt_txt: z.string().optional() },
        (world, { filename, length, alt_txt = "" }) => {
          if (alt_txt.length > ALT_CHARS) throw new Refusal("alt_txt_too_large", { isInvalidRequest: true });
          const file = world.files.add({ name: filename, user: world.workspace.bot.id, altText: alt_txt });
          byId.set(file.id, { file, length, state: "announced" });
          return { upload_url: `${world.origin()}/upload/v1/${file.id}`, file_id: file.id };
        },
      ),
      "files.completeUploadExternal": defineMethod(
        {
          files: filesToComplete,
          channel_id: z.string().optional(),
          initial_comment: z.string().optional(),
          thread_ts: z.string().optional(),
        },
        (world, { files: asked, channel_id, initial_comment = "", thread_ts }) => {
          const uploads = asked.map(({ id }) => received(id));
          // All checks come before any change, so a refused call changes nothing.
          const channel = channel_id === undefined ? undefined : channelToShareIn(world, channel_id);
          for (const [index, { title }] of asked.entries()) {
            const upload = uploads[index];
            if (upload === undefined) continue;
            upload.state = "complete";
            if (title) upload.file.title = title;
          }
          const files = uploads.map(({ file }) => file);
          if (channel) share(world, channel, { files, comment: initial_comment, threadTs: thread_ts });
          return { files: files.map(({ id, name, title }) => ({ id, name, title })) };
        },
      ),
      "files.info": defineMethod({ file: text }, (world, args) => {
        const file = world.files.find(args.file);
        if (!file || !isVisibleToApp(world, file)) throw new Refusal("file_not_found");
        if (file.mode === "tombstone") throw new Refusal("file_deleted");
        return { file: fileObject(file), comments: [] };
      }),
    },
  };
}

/** Returns a channel by its id. Unlike `chat.postMessage`, it takes no user id: src/platforms/slack/LIMITS.md#files */
function channelToShareIn(world: World, id: string): Channel {
  if (!world.workspace.channels.has(id)) throw new Refusal("channel_not_found");
  const channel = world.workspace.channelForApp(id);
  if (!channel.members.has(world.workspace.bot.id)) throw new Refusal("not_in_channel");
  return channel;
}

function share(
  world: World,
  channel: Channel,
  what: { files: SharedFile[]; comment: string; threadTs: string | undefined },
): void {
  const { files, comment, threadTs = null } = what;
  const parent = threadTs === null ? undefined : world.messages.find(channel.id, threadTs);
  if (parent?.threadTs) world.recordViolation('"Never use a reply\'s ts value; use its parent instead"');
  const user = world.workspace.bot.id;
  world.messages.post({ channel: channel.id, user, fromApp: true, text: comment, threadTs, files });
}

/** Returns true if the app may read the file: its own files, and those in conversations that it is in. */
export function isVisibleToApp({ workspace, messages }: World, file: SharedFile): boolean {
  if (file.user === workspace.bot.id) return true;
  return [...workspace.channels.values()]
    .filter(({ members }) => members.has(workspace.bot.id))
    .some(({ id }) => messages.inChannel(id).some(({ files }) => files.includes(file)));
}
