import { createIdentifiers, type Identifiers } from "./identifiers.ts";
import { createMessages, type Messages } from "./messages.ts";
import { createOutgoingRules, type OutgoingRules } from "./outgoing.ts";
import { createResponseUrls, type ResponseUrls } from "./response-urls.ts";
import { createSharedFiles, type SharedFiles } from "./shared-files.ts";
import { createTriggers, type Triggers } from "./triggers.ts";
import { createViews, type Views } from "./views.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** The state of the simulated Slack, shared by its parts. */
export interface World {
  ids: Identifiers;
  /** Epoch milliseconds. */
  now: () => number;
  /** The server's address, e.g. "http://127.0.0.1:4000". */
  origin: () => string;
  workspace: Workspace;
  /** `should_escape` of the app's slash commands. */
  escapesCommands: boolean;
  messages: Messages;
  files: SharedFiles;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  outgoing: OutgoingRules;
  /** Records something the app sent that Slack would refuse, or a rule that it broke. */
  recordViolation(violation: string): void;
}

export function createWorld(options: {
  now: () => number;
  origin: () => string;
  violations: string[];
  allowedPings: ReadonlySet<string>;
  enterprise: Workspace["enterprise"];
  escapesCommands: boolean;
}): World {
  const { now, origin, escapesCommands } = options;
  const recordViolation = (violation: string) => void options.violations.push(violation);
  const ids = createIdentifiers(now);
  const workspace = createWorkspace(ids, options.enterprise);
  const messages = createMessages(ids);
  const outgoing = createOutgoingRules(ids, recordViolation, options.allowedPings);
  const botUserId = workspace.bot.id;
  return {
    ids,
    now,
    origin,
    workspace,
    escapesCommands,
    messages,
    files: createSharedFiles({ ids, now, origin, team: workspace.team.id }),
    views: createViews(ids),
    triggers: createTriggers(ids, now),
    responseUrls: createResponseUrls({ ids, now, messages, outgoing, botUserId, origin }),
    outgoing,
    recordViolation,
  };
}
