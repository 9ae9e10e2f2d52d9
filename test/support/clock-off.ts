/** Returns a module that moves the process's clock by this much: an hour forward or back. */
export function clockOff(byMs: number): string {
  const program = `
    const real = Date;
    globalThis.Date = class extends real {
      constructor(...given) {
        super(...(given.length === 0 ? [real.now() + ${byMs}] : given));
      }
      static now() {
        return real.now() + ${byMs};
      }
    };`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
