/** Limits that the planner is given. */
export interface PlanLimits {
  /** Most WALs that the secondary may be behind before a switchover starts. */
  readonly maxLagWals: number;
  /** Longest time for which a failover may lose writes without the operator's word, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** How long a heartbeat counts as a sign of life, milliseconds. @default 12000 */
  readonly heartbeatGraceMs?: number;
}

/** Long enough for people to be woken, and far less than a link that broke days ago. */
export const DEFAULT_MAX_FAILOVER_LAG_SECONDS = 3_600;

/**
 * Vault's clusters send a heartbeat about every 5 s, told in whole seconds: a younger one than two of them may be of a
 * primary that lives.
 */
export const DEFAULT_HEARTBEAT_GRACE_MS = 12_000;

/**
 * What the longest way there and back takes: demotion, catching up, a promotion that is refused, and the promotion back.
 * The token has to live as long, since nobody can make another one while neither cluster is primary.
 */
export const WAY_THERE_AND_BACK_MS = 180_000;
/** Shortest remaining life of a token with which linking begins. */
export const LINK_TOKEN_MS = 60_000;
/** Shortest time for an operation that takes the primary's role away, and what of it is kept for the way back. */
export const LEAST_TIME_MS = 45_000;
export const WAY_BACK_MS = 20_000;
