import { z } from "zod";
import type { SharedFile } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { defineMethod, type Method, number, structure, text } from "./method.ts";

/** The two-step upload [rules]: ask for an address, put the bytes there, then share the file. */
export interface Uploads {
  methods: Record<string, Method>;
  /** Takes the bytes. @throws Refusal for an unknown address or another length than announced */
  receive(path: string, bytes: Buffer): void;
}

interface Upload {
  file: SharedFile;
  length: number;
  complete: boolean;
}

const filesToComplete = structure.pipe(z.array(z.object({ id: text, title: z.string().optional() })).min(1));

export function createUploads(): Uploads {
  const byId = new Map<string, Upload>();

  function share(
    world: World,
    channelId: string,
    files: SharedFile[],
    comment: string,
    threadTs: string | null,
  ) {
    const channel = world.workspace.channelForApp(channelId);
    if (!channel.members.has(world.workspace.bot.id)) throw new Refusal("not_in_channel");
    world.messages.post({
      channel: channel.id,
      user: world.workspace.bot.id,
      fromApp: true,
      text: comment,
      threadTs,
      files,
    });
  }

  return {
    receive(path, bytes) {
      const upload = byId.get(path.split("/").at(-1) ?? "");
      if (!upload) throw new Refusal("file_not_found");
      if (bytes.length !== upload.length)
        throw new Refusal("file_upload_size_mismatch", { neverRight: true });
      upload.file.bytes = bytes;
      upload.complete = true;
    },
    methods: {
      "files.getUploadURLExternal": defineMethod(
        { filename: text, length: number.int().min(1), alt_txt: z.string().optional() },
        (world, args) => {
          const id = world.ids.next("F");
          const file = { id, name: args.filename, title: args.filename, bytes: Buffer.alloc(0) };
          byId.set(id, { file, length: args.length, complete: false });
          return { upload_url: `${world.origin()}/upload/v1/${id}`, file_id: id };
        },
      ),
      "files.completeUploadExternal": defineMethod(
        {
          files: filesToComplete,
          channel_id: z.string().optional(),
          initial_comment: z.string().optional(),
          thread_ts: z.string().optional(),
        },
        (world, args) => {
          const files = args.files.map(({ id, title }) => {
            const upload = byId.get(id);
            if (!upload?.complete) throw new Refusal("file_not_found");
            if (title) upload.file.title = title;
            return upload.file;
          });
          const comment = args.initial_comment ?? "";
          if (args.channel_id) share(world, args.channel_id, files, comment, args.thread_ts ?? null);
          return { files: files.map(({ id, name, title }) => ({ id, name, title })) };
        },
      ),
    },
  };
}
