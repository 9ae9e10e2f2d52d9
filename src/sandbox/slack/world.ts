import type { Identifiers } from "./identifiers.ts";
import type { Messages } from "./messages.ts";
import type { OutgoingRules } from "./outgoing.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Triggers } from "./triggers.ts";
import type { Views } from "./views.ts";
import type { Workspace } from "./workspace.ts";

/** Everything that is true of this Slack at the moment, for the parts that read or change it. */
export interface World {
  ids: Identifiers;
  /** Epoch milliseconds. */
  now: () => number;
  /** Where this Slack is reached, e.g. "http://127.0.0.1:4000". */
  origin: () => string;
  workspace: Workspace;
  messages: Messages;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  outgoing: OutgoingRules;
  /** Notes something the app sent that Slack would refuse, or a rule it broke. */
  violate(violation: string): void;
}
