/** Modules of the built bot, and their replacements. */
const REPLACEMENTS = [
  { module: /\/dist\/store\/open\.js$/, by: new URL("./store-with-kill-point.mjs", import.meta.url).href },
  { module: /\/dist\/crm\/crm\.js$/, by: new URL("./crm-with-timeout.mjs", import.meta.url).href },
];

/** Resolves a replaced module to its replacement, which gets the address of the original: `?original=file:///…`. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const replacement = REPLACEMENTS.find(({ module }) => module.test(found.url));
  if (replacement === undefined || context.parentURL?.startsWith(replacement.by)) return found;
  return { ...found, url: `${replacement.by}?original=${encodeURIComponent(found.url)}` };
}
