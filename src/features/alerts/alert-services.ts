import { reaches } from "../../access/roles.ts";
import type { Place } from "../../bot/call.ts";
import type { Who } from "../../bot/context.ts";
import type { AssignmentRepository, Messages } from "./messages.ts";
import type { AlertPoller } from "./poller.ts";
import type { Rule, Watch } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** The services that the commands about alerts need. */
export interface AlertPorts {
  alerts: {
    rules: Rules;
    messages: Messages;
    assignments: AssignmentRepository;
    know: AlertPoller["know"];
    knowOpen: AlertPoller["knowOpen"];
  };
}

/** One's own tickets and one followed ticket are an agent's business; a chat's alerts are a manager's. */
export function isOwn({ kind }: Watch, isPersonal: boolean): boolean {
  return isPersonal && (kind === "ticket" || kind === "mine");
}

/** Is it told in this chat? A personal one is told to its owner, wherever they ask. */
export function isNotifiedHere({ place, isPersonal, person }: Rule, here: Place, asker: string): boolean {
  if (isPersonal) return person === asker;
  return place.platform === here.platform && place.chat === here.chat && place.thread === here.thread;
}

/** Other chats' alerts are a manager's business; other people's own are nobody's. */
export function isSeenBy(rule: Rule, here: Place, { person, role }: Pick<Who, "person" | "role">): boolean {
  return isNotifiedHere(rule, here, person) || (!rule.isPersonal && reaches(role, "manager"));
}
