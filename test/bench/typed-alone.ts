import type { Call } from "../../src/bot/call.ts";
import type { Request, RequestPorts } from "../../src/bot/request-kinds.ts";
import type { CataloguePorts } from "../../src/features/catalogue.ts";
import type { SearchIndex } from "../../src/search/search-index.ts";
import { built } from "./built.ts";
import type { Figure } from "./report.ts";
import { finds, type Search } from "./searches.ts";

const { understandText } = await built<typeof import("../../src/bot/text-request.ts")>("bot/text-request.js");
const { createCommands } =
  await built<typeof import("../../src/features/catalogue.ts")>("features/catalogue.js");
const { createIntents } = await built<typeof import("../../src/understanding/understand.ts")>(
  "understanding/understand.js",
);

/** Counts the texts that show their customer, or a list with them, when they are typed into a new chat. */
export async function typedAloneFigure(index: SearchIndex, searches: readonly Search[]): Promise<Figure> {
  const ports = newChat(index);
  let right = 0;
  for (const search of searches) {
    const request = await understandText(callOf(search.query), { text: search.query }, ports);
    const said = customerIn(request);
    if (said !== null && (await finds(index, said, search))) right += 1;
  }
  const name = `typed alone in a chat, of ${searches.length} telling ones`;
  return { name, ours: (100 * right) / searches.length, unit: "%" };
}

function callOf(text: string): Call {
  const place = { platform: "terminal", chat: "an", shared: false } as const;
  return { id: "1", person: "terminal:an", personName: "An", place, body: { kind: "text", text } };
}

/** Returns the name or the number of the customer whom a request is about; null if it is about none, or would write. */
function customerIn(request: Request): string | null {
  if (request.kind !== "command" || request.command.effect === "write") return null;
  const { customer } = request.args;
  return customer?.replace(/^name:/, "") ?? null;
}

/** A chat in which nothing was said. */
function newChat(index: SearchIndex): RequestPorts {
  const registry = createCommands({} as CataloguePorts);
  const nothing = { records: [], lists: [], isListLast: false, choices: [], next: null, asked: null };
  const ports = {
    registry,
    intents: createIntents(registry.grammars),
    search: { search: async (text: string) => ({ isFull: true, ...(await index.search(text)) }) },
    conversations: { recall: async () => ({ ...nothing, answeredAt: 0 }) },
    drafts: { asking: async () => null },
    journal: { proposedTo: async () => [] },
    clock: { now: () => new Date() },
    reading: () => ({ now: new Date(), timeZone: "Asia/Ho_Chi_Minh" }),
  };
  return ports as unknown as RequestPorts;
}
