/** Imports a module of the built program: what tsx adds to each function for its name makes a search a tenth slower. */
export const built = <Module>(path: string): Promise<Module> =>
  import(new URL(`../../dist/${path}`, import.meta.url).href);
