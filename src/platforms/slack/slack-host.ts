/**
 * Is this an address of Slack's: `https://hooks.slack.com/…`, GovSlack's, or where the API itself is reached? A
 * `response_url` is posted to with a customer's card in hand, so what it says of its host is checked.
 * @param apiUrl  `"https://slack.com/api/"`, a proxy's, a simulator's
 */
export function isSlackAddress(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && /(^|\.)slack(-gov)?\.com$/.test(hostname);
}
