import { mistake, refusal } from "../api-error.ts";
import { limits } from "../limits.ts";
import { ids } from "../media.ts";
import type { Call, Methods } from "./method.ts";

export const fileMethods: Methods = { getFile: { params: ["file_id"], run: getFile } };

function getFile({ world, params }: Call): object {
  const id = params.text("file_id");
  if (!id) throw mistake("file_id not specified");
  const file = [...world.files.values()].find((known) => known.id === id);
  if (!file) throw refusal("invalid file_id");
  if (file.bytes.length > limits.downloadBytes) throw refusal("file is too big");
  return { ...ids(file), file_path: file.path };
}
