import type { Document, PhotoSize } from "@grammyjs/types";
import { ApiError, mistake } from "./api-error.ts";
import { limits } from "./limits.ts";
import type { Params, UploadedFile } from "./params.ts";
import { nextNumber, type StoredFile, type World } from "./world.ts";

/** Returns a call's photo: an upload, or the id of an earlier file. Telegram lists several sizes, we list one. */
export function photoOf(world: World, params: Params): PhotoSize[] {
  const file = fileOf(world, params, "photo");
  if (file.bytes.length > limits.photoBytes) throw mistake("file is too big");
  const size = imageSize(file.bytes);
  if (!size) throw mistake("IMAGE_PROCESS_FAILED");
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > limits.photoSides || ratio > limits.photoRatio)
    throw mistake("PHOTO_INVALID_DIMENSIONS");
  return [{ ...ids(file), width, height }];
}

export function documentOf(world: World, params: Params): Document {
  const file = fileOf(world, params, "document");
  return { ...ids(file), file_name: file.name, mime_type: file.type };
}

function fileOf(world: World, params: Params, field: "photo" | "document"): StoredFile {
  const uploaded = params.files.get(field);
  if (uploaded) return storeFile(world, uploaded, folder(field));
  const text = params.text(field);
  if (!text) throw mistake(`there is no ${field} in the request`);
  if (text.startsWith("attach://")) {
    const attached = params.files.get(text.slice("attach://".length));
    if (!attached) throw mistake(`there is no ${field} in the request`);
    return storeFile(world, attached, folder(field));
  }
  const known = [...world.files.values()].find((file) => file.id === text);
  // Telegram would download an address; the sandbox has no network and refuses it.
  if (!known) throw mistake("wrong file identifier/HTTP URL specified");
  return known;
}

function folder(field: "photo" | "document"): string {
  return field === "photo" ? "photos" : "documents";
}

/** Stores a file for `getFile` and the download. @throws ApiError 413 above 50 MB */
export function storeFile(world: World, file: UploadedFile, inFolder: string): StoredFile {
  if (file.bytes.length > limits.uploadBytes)
    throw new ApiError(413, "Request Entity Too Large", { mistake: true });
  if (file.bytes.length === 0) throw mistake("file must be non-empty");
  const number = nextNumber(world);
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? "";
  const stored: StoredFile = {
    id: `BQACAgUAAxkBAAI${number.toString(36).padStart(8, "0")}`,
    uniqueId: `AgAD${number.toString(36).padStart(8, "0")}`,
    path: `${inFolder}/file_${number}${extension}`,
    name: file.name,
    type: file.type,
    bytes: file.bytes,
  };
  world.files.set(stored.path, stored);
  return stored;
}

export function ids(file: StoredFile): { file_id: string; file_unique_id: string; file_size: number } {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length };
}

/** Returns width and height of a PNG, GIF or JPEG; undefined for anything else. */
function imageSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length >= 24 && bytes.toString("latin1", 1, 4) === "PNG") {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length >= 10 && bytes.toString("latin1", 0, 3) === "GIF") {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  return undefined;
}

/** Walks the JPEG's segments to the first frame header (SOF0-SOF15, without DHT, JPG and DAC). */
function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
