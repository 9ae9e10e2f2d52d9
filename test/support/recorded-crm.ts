import type { Crm } from "../../src/crm/crm.ts";

/** The same service, which notes each method that is called: `"contacts.byPhone"`. */
export function recordedCrm<C extends Crm>(crm: C, called: Set<string>): C {
  const { with: narrowed } = crm;
  const resources = Object.entries(crm).map(([name, resource]) =>
    isResource(resource) ? [name, recorded(name, resource, called)] : [name, resource],
  );
  return {
    ...Object.fromEntries(resources),
    with: (...scope: Parameters<Crm["with"]>) => recordedCrm(narrowed(...scope), called),
  };
}

/** Every method there is: `["contacts.byPhone", "contacts.byEmail", …]`. */
export function methodsOf(crm: Crm): string[] {
  return Object.entries(crm).flatMap(([name, resource]) =>
    isResource(resource) ? Object.keys(resource).map((method) => `${name}.${method}`) : [],
  );
}

type Resource = Readonly<Record<string, (...args: unknown[]) => unknown>>;

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
