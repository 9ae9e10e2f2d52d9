// A process holds a lease while it runs. If the lease ends, another process may take over what the first one had begun.

/** How often a process renews its lease. */
export const HEARTBEAT_MS = 5_000;
/** How long a lease runs after its last renewal. */
export const LEASE_MS = 15_000;
/**
 * The longest time that a request may need to leave this machine. A process begins none if its own lease ends sooner than
 * this.
 */
export const MARGIN_MS = 3_000;
/** Processes that still run have renewed their leases within this time after the database is back. */
export const OTHERS_RENEW_WITHIN_MS = HEARTBEAT_MS + MARGIN_MS;
