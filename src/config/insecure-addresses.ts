import { type Config, isThisMachine } from "./config.ts";

const WEB = ["ANTCRM_BASE_URL", "SLACK_API_URL", "TELEGRAM_API_ROOT"] as const;
/** With these, and with `ssl=true`, the `pg` client encrypts (pg-connection-string, README.md "sslmode"). */
const ENCRYPTED = ["prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** The variables that name another machine without encryption: whoever is on the way reads keys and customers. */
export function insecureAddresses(config: Config): string[] {
  const web = WEB.filter((variable) => {
    const address = config[variable];
    return address !== undefined && isOpenWeb(new URL(address));
  });
  return isOpenPostgres(config.DATABASE_URL) ? [...web, "DATABASE_URL"] : web;
}

function isOpenWeb({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !isThisMachine(hostname);
}

function isOpenPostgres(address: string): boolean {
  if (!/^postgres(ql)?:/.test(address) || !URL.canParse(address)) return false;
  const { hostname, searchParams } = new URL(address);
  const host = searchParams.get("host") ?? decodeURIComponent(hostname);
  const isEncrypted =
    ENCRYPTED.includes(searchParams.get("sslmode") ?? "") ||
    ["true", "1"].includes(searchParams.get("ssl") ?? "");
  // A path names a socket of this machine.
  return !isEncrypted && host !== "" && !host.startsWith("/") && !isThisMachine(host);
}
