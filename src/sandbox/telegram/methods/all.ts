import { callbackMethods } from "./callbacks.ts";
import { chatMethods } from "./chats.ts";
import { commandMethods } from "./commands.ts";
import { deleteMethods } from "./delete.ts";
import { editMethods } from "./edit.ts";
import { fileMethods } from "./files.ts";
import type { Method, Methods } from "./method.ts";
import { sendMethods } from "./send.ts";
import { updateMethods } from "./updates.ts";

const all: Methods = {
  ...updateMethods,
  ...sendMethods,
  ...editMethods,
  ...deleteMethods,
  ...callbackMethods,
  ...commandMethods,
  ...chatMethods,
  ...fileMethods,
};
const byLowerCase = new Map(Object.entries(all).map(([name, method]) => [name.toLowerCase(), method]));

/** "All methods in the Bot API are case-insensitive." */
export function findMethod(name: string): Method | undefined {
  return byLowerCase.get(name.toLowerCase());
}
