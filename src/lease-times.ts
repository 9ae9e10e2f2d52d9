/** How often a process renews its lease. */
export const HEARTBEAT_MS = 5_000;
/** How long a lease runs after its last renewal. */
export const LEASE_MS = 15_000;
/** Time that a request needs to leave this machine. A lease that ends sooner than this counts as ended. */
export const MARGIN_MS = 3_000;
/** Living processes renew their leases within this time after the database is back. */
export const OTHERS_RENEW_WITHIN_MS = HEARTBEAT_MS + MARGIN_MS;
