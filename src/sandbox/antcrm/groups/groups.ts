import type { Group, Handler } from "../http.ts";
import { contacts } from "./contacts.ts";
import { messages } from "./messages.ts";
import { opportunities } from "./opportunities.ts";
import { outreach } from "./outreach.ts";
import { points } from "./points.ts";
import { products } from "./products.ts";
import { ratings } from "./ratings.ts";
import { segments } from "./segments.ts";
import { tasks } from "./tasks.ts";
import { tickets } from "./tickets.ts";

/** The resources that the sandbox answers. A new one is one file beside these and one entry here. */
const groups: readonly Group[] = [
  contacts,
  opportunities,
  products,
  tickets,
  points,
  segments,
  outreach,
  ratings,
  tasks,
  messages,
];

const handlers = new Map<string, Handler>(groups.flatMap((group) => Object.entries(group)));

/** Returns the handler of a call, `findHandler("GET", "/contacts")`, or undefined. */
export function findHandler(method: string, path: string): Handler | undefined {
  return handlers.get(`${method} ${path}`);
}
