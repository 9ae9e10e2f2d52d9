/**
 * Returns the promise's value, or rejects with this sentence when it takes longer.
 * @example await within(5_000, "the bot connects to Slack", slack.connected())
 * @throws Error `timed out after 5 s: the bot connects to Slack`
 */
export async function within<T>(limitMs: number, whatFor: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const sentence = `timed out after ${limitMs / 1000} s: ${whatFor}`;
    timer = setTimeout(() => reject(new Error(sentence)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
