import type { ConversationRepository, ConversationRow } from "../bot/conversation.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, openOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createConversationsTable(
  engine: Engine,
  sealer: Sealer,
  log: Logger,
): ConversationRepository {
  const contents = sealer.column("conversations", "content");
  const rowMac = createRowMac("conversations", sealer, log);
  const rows = rowsOf(engine, "conversations", "id");

  function conversationOf(row: TableRow<"conversations">): ConversationRow | null {
    if (!rowMac.isGenuine(row)) return null;
    const { id, content, until } = row;
    return { id, content: contents.open(id, content), until: new Date(until) };
  }

  return {
    async save({ id, content, until }) {
      const row = { id, content: contents.seal(id, content), until: until.getTime() };
      await execute(engine, rows.upsert({ ...row, mac: rowMac.sign(row) }));
    },
    find: (id) => openOne(engine, rows.find({ id }), conversationOf),
  };
}
