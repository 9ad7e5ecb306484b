/** The two clusters of a pair; `home` is the primary on a normal day. */
export type ClusterName = 'home' | 'away';

/** Durations in milliseconds. All can be changed while the pair runs. */
export interface Timings {
  /** From a call that changes a role to its answer. A demoted cluster refuses writes from the beginning of this time. */
  readonly roleCallMs: number;
  /** Restart of the core after the answer to `demote`. */
  readonly demoteMs: number;
  /** Restart of the core after the answer to `promote`. */
  readonly promoteMs: number;
  /** Restart after `enable` or `disable`. */
  readonly enableMs: number;
  /** From a write on the primary to its arrival on the secondary. */
  readonly lagMs: number;
  /** `merkle-diff` and `merkle-sync` together, after a link was made. */
  readonly syncMs: number;
  /** From one heartbeat of a link to the next. */
  readonly heartbeatMs: number;
  /** Age of a heartbeat when it arrives. */
  readonly heartbeatDelayMs: number;
  /** How long both sides still report `connected` after the other one began to refuse connections. */
  readonly refusalNoticeMs: number;
  /** How long a secondary still reports `connected` when its primary is a black hole or the path to it is cut. */
  readonly primarySilenceNoticeMs: number;
  /** How long a primary still reports `connected` when its secondary is a black hole or the path to it is cut. */
  readonly secondarySilenceNoticeMs: number;
  /** Limit on the call with which a secondary unwraps its token at the primary. */
  readonly unwrapTimeoutMs: number;
  /** How long the capabilities of a token on a data path are cached. DR calls never use the cache. */
  readonly permissionCacheMs: number;
}

/**
 * Durations from tests of HashiCorp and from published scripts, with a short restart. Vault clusters send heartbeats every
 * five seconds. They notice a closed connection at once, and silence after two missed heartbeats.
 */
export const DEFAULT_TIMINGS: Timings = {
  roleCallMs: 10,
  demoteMs: 1000,
  promoteMs: 2000,
  enableMs: 500,
  lagMs: 50,
  syncMs: 200,
  heartbeatMs: 5000,
  heartbeatDelayMs: 0,
  refusalNoticeMs: 0,
  primarySilenceNoticeMs: 10_000,
  secondarySilenceNoticeMs: 10_000,
  unwrapTimeoutMs: 2000,
  permissionCacheMs: 1000,
};

/** Current timings and behaviour; they may change while the pair runs. */
export interface Settings {
  timings: Timings;
  behaviour: Behaviour;
}

/** A refusal whose status or message no source documents. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/**
 * Answers of a node while its core restarts. `mixed`: resets, then 500 with health mode `unknown`, then `bootstrapping`.
 * `unavailable-503`: reports that it is sealed.
 */
export type DuringRestart = 'mixed' | 'bootstrapping' | 'reset' | 'unavailable-503' | 'standby-429';

/** Behaviour of Vault Enterprise that no source documents, one setting each. All can be changed while the pair runs. */
export interface Behaviour {
  /** Version in `sys/health`. Fields that came with a later version are left out. */
  readonly version: string;
  /** End of the license of both clusters, ISO 8601. */
  readonly licenseExpiresAt: string;
  /** What autopilot of each cluster says. `none`: the storage has no autopilot. `denied`: no policy suffices. */
  readonly autopilot: 'healthy' | 'dead-voter' | 'none' | 'denied';
  /** Whether a DR secondary answers the question to the DR operation token in the header. */
  readonly autopilotOnSecondary: boolean;
  readonly duringRestart: DuringRestart;
  /** Whether `dr/status` of a cluster that restarts after `demote` stays readable. */
  readonly statusDuringDemote: boolean;
  /** Content of the status of a demoted cluster without a link. */
  readonly demotedStatus: 'as-secondary' | 'with-wals' | 'bare';
  /** Whether WALs from before a demotion still ship. */
  readonly shipAfterDemote: boolean;
  /** First WAL of a new primary, relative to the last WAL that it received: numbers of two primaries are not comparable. */
  readonly walOffsetAfterPromote: number;
  /** Whether an idle, unlinked secondary is promoted only with `force`. */
  readonly idlePromoteNeedsForce: boolean;
  /** Number of `update-primary` calls that fail after a demotion. */
  readonly linkFailuresAfterDemote: number;
  /** Whether `update-primary` and `secondary/enable` need a `ca_file` to trust the primary. */
  readonly linkNeedsCaFile: boolean;
  readonly updatePrimaryWarning: string;
  /** State of a secondary whose primary is lost. */
  readonly stateWhenPrimaryLost: 'stream-wals' | 'idle';
  /** State of a secondary whose id was revoked. */
  readonly stateAfterRevoke: 'stream-wals' | 'idle';
  /** Whether `X-Vault-Token` suffices where the body should contain `dr_operation_token`. */
  readonly headerTokenSuffices: boolean;
  readonly operationTokenMissing: Refusal;
  readonly operationTokenBad: Refusal;
  readonly notSecondary: Refusal;
  readonly demoteOnSecondary: Refusal;
  readonly enableOnPrimary: Refusal;
  readonly duplicateId: Refusal;
  readonly revokeStatus: 200 | 204;
  readonly recoverStatus: 200 | 204;
  readonly operationTokenDeleteStatus: 200 | 204;
  /** Whether `generate-operation-token` needs a token in the header, as from 2.0 on. */
  readonly generateTokenNeedsHeader: boolean;
}

export const PATH_DISABLED: Refusal = { status: 400, error: 'path disabled in replication DR secondary mode' };
export const PERMISSION_DENIED: Refusal = { status: 403, error: 'permission denied' };

/** The likelier choice for each setting; where both are equally likely, the one that is harder for the engine. */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  version: '1.21.4+ent',
  licenseExpiresAt: '2099-01-01T00:00:00Z',
  autopilot: 'healthy',
  autopilotOnSecondary: false,
  duringRestart: 'mixed',
  statusDuringDemote: false,
  demotedStatus: 'as-secondary',
  shipAfterDemote: true,
  walOffsetAfterPromote: -70,
  idlePromoteNeedsForce: false,
  linkFailuresAfterDemote: 0,
  linkNeedsCaFile: false,
  updatePrimaryWarning:
    'Vault has successfully found secondary information; it may take a while to perform setup tasks. Vault will be ' +
    'unavailable until these tasks and initial sync complete.',
  stateWhenPrimaryLost: 'stream-wals',
  stateAfterRevoke: 'idle',
  headerTokenSuffices: false,
  operationTokenMissing: { status: 400, error: 'DR operation token was not provided' },
  operationTokenBad: PERMISSION_DENIED,
  notSecondary: { status: 400, error: 'Not a DR secondary.' },
  demoteOnSecondary: PATH_DISABLED,
  enableOnPrimary: { status: 400, error: 'cluster is already a replication primary' },
  duplicateId: { status: 400, error: 'secondary with the given id already exists' },
  revokeStatus: 204,
  recoverStatus: 200,
  operationTokenDeleteStatus: 204,
  generateTokenNeedsHeader: false,
};
