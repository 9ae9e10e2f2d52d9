import { asksToImport } from "../understanding/import-request.ts";
import type { Body, Call } from "./call.ts";
import { type Args, type Command, isComplete } from "./command.ts";
import type { Who } from "./context.ts";
import { FileError, looksLikeTable } from "./files.ts";
import { filledArgs } from "./forms/values.ts";
import { notUnderstood } from "./own-request.ts";
import { buttonRequest, commandRequest, ofDraft, type Request, type RequestPorts } from "./request-kinds.ts";
import { customerIn, whichRequest, withSource } from "./source-request.ts";
import { understandText } from "./text-request.ts";

/** The command that takes a file. `file` is its `AttachedFile` as JSON, and `said` is the text beside it, if any. */
const IMPORT = "import";

/** Returns what a call asks for. A text that cannot be understood is `unknown`, never an error. */
export async function understand(call: Call, who: Who, ports: RequestPorts): Promise<Request> {
  if (call.relayed !== undefined) return understandRelayed(call, ports);
  switch (call.body.kind) {
    case "text":
      return understandText(call, call.body, ports);
    case "command":
      return understandCommand(call, call.body, ports);
    case "file":
      return understandFile(call, call.body, ports);
    case "action": {
      const action = await ports.actions.find(call.body.action, who);
      if (action.command.startsWith(":")) return { kind: "control", name: action.command, args: action.args };
      return buttonRequest(action, ports.registry);
    }
    case "form": {
      const draft = await ports.drafts.find(call.body.draft, who.person);
      const command = ports.registry.get(draft.command);
      const args = filledArgs(command, draft, call.body.values, who.locale);
      return { ...ofDraft(commandRequest(command, args), draft), filled: true };
    }
  }
}

/**
 * Understands a text that the person did not write. It is no answer, no command and no courtesy; only the customer in
 * it is looked up. A relayed table may be imported: the import first shows what it would do, and asks.
 */
function understandRelayed({ body, source }: Call, ports: RequestPorts): Request {
  if (body.kind === "file" && looksLikeTable(body.file)) {
    return commandRequest(ports.registry.get(IMPORT), { file: JSON.stringify(body.file) });
  }
  if (source === undefined) return { kind: "unknown", nearest: [] };
  const command = ports.registry.get("relayed");
  const about = customerIn(source.text, ports.registry.get("customer"), ports);
  return commandRequest(command, { ...command.fromSource(source), ...about });
}

/**
 * Understands a file: it is imported, whatever the text beside it says. The exception is a text with all that another
 * command needs: "tạo phiếu cho 0867…: máy in hỏng". "Sửa giao dịch" alone, or "thêm vào phân khúc VIP", is about the
 * rows of the file.
 * @throws FileError `no-table`, `several`
 */
async function understandFile(
  call: Call,
  { file, text, others = 0 }: Extract<Body, { kind: "file" }>,
  ports: RequestPorts,
): Promise<Request> {
  if (asksInstead(text, ports)) return understandText(call, { text, fresh: true }, ports);
  if (others > 0) throw new FileError("several", `${others + 1} files came in one message`);
  if (!looksLikeTable(file)) throw new FileError("no-table", `a file of type ${file.mime} is no table`);
  const command = ports.registry.find(IMPORT);
  if (command === null) return { kind: "unknown", nearest: [] };
  return commandRequest(command, { file: JSON.stringify(file), ...(text === "" ? {} : { said: text }) });
}

function asksInstead(text: string, ports: RequestPorts): boolean {
  if (asksToImport(text)) return false;
  const understood = text === "" ? null : ports.intents.understand(text, ports.reading());
  if (understood?.kind !== "command" || understood.command === IMPORT) return false;
  const isBare = Object.keys(understood.args).length === 0;
  return !isBare && isComplete(ports.registry.get(understood.command), understood.args);
}

function understandCommand(
  call: Call,
  { command: name, text, review = false }: { command: string; text: string; review?: boolean },
  ports: RequestPorts,
): Request {
  const command = ports.registry.find(name);
  if (command !== null) {
    const typed = ports.intents.readArguments(name, text, ports.reading());
    const other = call.source === undefined ? askedInstead(command, typed, text, ports) : null;
    if (other !== null) return other;
    const request = withSource(call, command, typed, ports);
    if (request.kind === "which") return request;
    const further = ports.intents.furtherIn(name, text, typed);
    return further === null ? { ...request, review } : whichRequest(request, further);
  }
  const understood = ports.intents.understand(`/${name} ${text}`, ports.reading());
  if (understood.kind === "command") {
    return withSource(call, ports.registry.get(understood.command), understood.args, ports);
  }
  return notUnderstood(understood, text, ports);
}

/** Returns another command for an incomplete one, if all words together have what the other needs: "/ticket #16001". */
function askedInstead(command: Command, typed: Args, text: string, ports: RequestPorts): Request | null {
  if (isComplete(command, typed)) return null;
  const understood = ports.intents.understand(`${command.name} ${text}`, ports.reading());
  if (understood.kind !== "command" || understood.command === command.name) return null;
  const other = ports.registry.get(understood.command);
  return isComplete(other, understood.args) ? commandRequest(other, understood.args) : null;
}
