import { setImmediate as nextTurn } from "node:timers/promises";
import { type FillState, versionOf } from "./fill-state.ts";
import type { SearchIndexRepository } from "./repository.ts";
import type { SearchIndex } from "./search-index.ts";
import { customerIn, entryOf } from "./stored-customer.ts";

/** Rows that are written anew in one turn of the event loop, and in one round. */
const AT_A_TIME = 50;
const A_ROUND = 2_000;

/**
 * Creates the step that writes the rows anew after a change of `BOT_SECRET_KEY` or of the terms, without a call to AntCRM.
 * Rows that do not open any more come from AntCRM again.
 */
export function createRebuild(rows: SearchIndexRepository, index: SearchIndex) {
  const current = versionOf(rows.keyId);

  return async (state: FillState, signal: AbortSignal): Promise<FillState> => {
    const isCurrent = state.version === current;
    if (isCurrent && state.rebuiltTo === null) return state;
    if (!isCurrent) await rows.clearWords();
    let after = isCurrent ? (state.rebuiltTo ?? "") : "";
    let { walk } = state;
    for (let done = 0; done < A_ROUND && !signal.aborted; done += AT_A_TIME) {
      const portion = await rows.portion(after, AT_A_TIME);
      const last = portion.at(-1);
      if (last === undefined) return { ...state, version: current, rebuiltTo: null, walk };
      const opened = portion.flatMap(({ id, content }) => (content === null ? [] : [{ id, content }]));
      if (opened.length < portion.length && walk.phase === "done") walk = { ...walk, begunAt: 0 };
      await index.rewrite(opened.map(({ id, content }) => entryOf(id, customerIn(content))));
      after = last.id;
      await nextTurn();
    }
    return { ...state, version: current, rebuiltTo: after, walk };
  };
}
