import type { CallContext } from "../../src/crm/calls.ts";
import type { Crm } from "../../src/crm/crm.ts";

/** Returns the same service, which records each method that is called: `"contacts.byPhone"`. */
export function recordedCrm<C extends Crm>(crm: C, called: Set<string>): C {
  const resources = resourcesOf(crm).map(([name, resource]) => [name, recorded(name, resource, called)]);
  return {
    ...crm,
    ...Object.fromEntries(resources),
    with: (context: CallContext) => recordedCrm(crm.with(context), called),
  };
}

/** Returns all methods: `["contacts.byPhone", "contacts.byEmail", …]`. */
export function methodsOf(crm: Crm): string[] {
  return resourcesOf(crm).flatMap(([name, resource]) =>
    Object.keys(resource).map((method) => `${name}.${method}`),
  );
}

type Resource = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Returns the resources, which are getters of the class. */
function resourcesOf(crm: Crm): [string, Resource][] {
  const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(crm)));
  return getters
    .map(([name, { get }]): [string, unknown] => [name, get?.call(crm)])
    .filter((entry): entry is [string, Resource] => isResource(entry[1]));
}

function isResource(value: unknown): value is Resource {
  return typeof value === "object" && value !== null;
}

function recorded(name: string, resource: Resource, called: Set<string>): Resource {
  const methods = Object.entries(resource).map(([method, run]) => [
    method,
    (...args: unknown[]) => {
      called.add(`${name}.${method}`);
      return run(...args);
    },
  ]);
  return Object.fromEntries(methods);
}
