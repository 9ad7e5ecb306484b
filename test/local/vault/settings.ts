/** The two clusters of a pair; `home` is the primary on a normal day. */
export type ClusterName = 'home' | 'away';

/** How long things take, in milliseconds. All can be changed while the pair runs. */
export interface Timings {
  /** From the call of a role change to its answer. From its first moment a demoted cluster takes no more writes. */
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
  /** How long both sides go on saying `connected` after the other one has begun to refuse connections. */
  readonly refusalNoticeMs: number;
  /** How long a secondary goes on saying `connected` when nothing comes from its primary: a black hole, or a cut path. */
  readonly primarySilenceNoticeMs: number;
  /** The same for a primary that hears nothing of its secondary. */
  readonly secondarySilenceNoticeMs: number;
  /** Limit on the call with which a secondary unwraps its token at the primary. */
  readonly unwrapTimeoutMs: number;
  /** How long OpenBao's opinion on a token and a data path is believed. DR calls always ask. */
  readonly permissionCacheMs: number;
}

/**
 * Times that HashiCorp's own tests and public scripts have seen, with a short restart. Vault's clusters send heartbeats
 * every five seconds. A closed connection is noticed at once; that silence is one, after two missed heartbeats.
 */
export const DEFAULT_TIMINGS: Timings = {
  roleCallMs: 10,
  demoteMs: 1000,
  promoteMs: 2000,
  enableMs: 500,
  lagMs: 50,
  syncMs: 200,
  heartbeatMs: 5000,
  refusalNoticeMs: 0,
  primarySilenceNoticeMs: 10_000,
  secondarySilenceNoticeMs: 10_000,
  unwrapTimeoutMs: 2000,
  permissionCacheMs: 1000,
};

/** Timings and behaviour now in force; the world may change them while it runs. */
export interface Settings {
  timings: Timings;
  behaviour: Behaviour;
}

/** A refusal whose wording or status no source settles. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/**
 * What a node answers while its core restarts. `mixed`: resets, then 500 with health mode `unknown`, then
 * `bootstrapping`. `unavailable-503` says that it is sealed.
 */
export type DuringRestart = 'mixed' | 'bootstrapping' | 'reset' | 'unavailable-503' | 'standby-429';

/** Everything that no source settles about Vault Enterprise: one setting each. All can be changed at run time. */
export interface Behaviour {
  /** Decides which fields exist and what `sys/health` says. Fields that came later are left out. */
  readonly version: string;
  readonly duringRestart: DuringRestart;
  /** Whether `dr/status` of a cluster that restarts after `demote` stays readable. */
  readonly statusDuringDemote: boolean;
  /** What the status of a demoted, unlinked cluster tells. */
  readonly demotedStatus: 'as-secondary' | 'with-wals' | 'bare';
  /** Whether WALs that were written before a demotion still reach the secondary. */
  readonly shipAfterDemote: boolean;
  /** What a new primary adds to the last WAL it had received: the counts of two primaries are not comparable. */
  readonly walOffsetAfterPromote: number;
  /** Whether an idle, unlinked secondary is promoted only with `force`. */
  readonly idlePromoteNeedsForce: boolean;
  /** How many `update-primary` fail directly after a demotion. */
  readonly linkFailuresAfterDemote: number;
  /** Whether `update-primary` and `secondary/enable` need a `ca_file` to trust the primary. */
  readonly linkNeedsCaFile: boolean;
  readonly updatePrimaryWarning: string;
  /** State that a secondary shows when its primary is gone. */
  readonly stateWhenPrimaryLost: 'stream-wals' | 'idle';
  /** State that a secondary shows when its id was revoked. */
  readonly stateAfterRevoke: 'stream-wals' | 'idle';
  /** Whether `X-Vault-Token` does where the body should hold `dr_operation_token`. */
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
  /** 2.x needs a header token for `generate-operation-token`. */
  readonly generateTokenNeedsHeader: boolean;
}

export const PATH_DISABLED: Refusal = { status: 400, error: 'path disabled in replication DR secondary mode' };
export const PERMISSION_DENIED: Refusal = { status: 403, error: 'permission denied' };

/** The likelier choice at each open point; where both are as likely, the one that is harder for an orchestrator. */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  version: '1.21.4+ent',
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
