/** Limits of the planner. */
export interface PlanLimits {
  /** Largest number of WALs that the secondary may be behind before a switchover starts. */
  readonly maxLagWals: number;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** How long a heartbeat counts as a sign of life, milliseconds. @default 12000 */
  readonly heartbeatGraceMs?: number;
}

/** Long enough for people to be woken, and far less than a link that broke days ago. */
export const DEFAULT_MAX_FAILOVER_LAG_SECONDS = 3_600;

/**
 * Vault's clusters send a heartbeat about every 5 s and report it in whole seconds. If the last one is younger than two of
 * them, the primary may be alive.
 */
export const DEFAULT_HEARTBEAT_GRACE_MS = 12_000;

/**
 * The longest duration of an operation that is undone: demotion, catch-up, a refused promotion, and the promotion of the
 * old primary. The token has to last as long, because no new one can be made while neither cluster is primary.
 */
export const WAY_THERE_AND_BACK_MS = 180_000;
/** Shortest remaining life of a token with which linking begins. */
export const LINK_TOKEN_MS = 60_000;
/** Shortest time with which an operation demotes a primary. */
export const LEAST_TIME_MS = 45_000;
/** Part of that time that is reserved for undoing. */
export const WAY_BACK_MS = 20_000;
