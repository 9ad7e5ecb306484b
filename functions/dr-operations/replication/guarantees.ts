import type { ReplicationKind } from './traits';

/** What a person may want to rely on. */
export const PROMISES = {
  switchover: 'a switchover loses nothing',
  failover: 'what a failover loses is said before it',
  reachable: 'an old primary that can be reached cannot serve',
  unreachable: 'an old primary that cannot be reached cannot serve',
  afterwards: 'what was revoked stays revoked after a failover',
} as const;
export type PromiseName = keyof typeof PROMISES;

/** Whether a kind of replication keeps a promise, and how. */
export interface Guarantee {
  readonly holds: 'yes' | 'partly' | 'no';
  /** How, or what happens instead. A sentence without its end. */
  readonly how: string;
}

/**
 * What each kind of replication guarantees, and what it does not. The tool, the safety page and the pages for users print
 * this, so that none of them says more.
 */
export const GUARANTEES: Readonly<Record<ReplicationKind, Readonly<Record<PromiseName, Guarantee>>>> = {
  enterprise: {
    switchover: { holds: 'yes', how: 'proven by the Merkle root or the WAL, or undone' },
    failover: { holds: 'yes', how: 'in WALs, or since when' },
    reachable: { holds: 'yes', how: 'it is demoted' },
    unreachable: { holds: 'no', how: 'it serves whoever still reaches it until rejoin demotes it' },
    afterwards: { holds: 'no', how: 'a revocation may be among the lost writes' },
  },
  snapshot: {
    switchover: { holds: 'partly', how: 'only if nothing is written meanwhile: proven by the raft index, or refused' },
    failover: { holds: 'yes', how: 'since when, and the raft entries if the old primary answers' },
    reachable: { holds: 'yes', how: 'rejoin seals all its nodes' },
    unreachable: {
      holds: 'partly',
      how:
        'only with selfFence, or if Systems Manager reaches all its servers and a failover stops them; otherwise it serves ' +
        'whoever still reaches it',
    },
    afterwards: {
      holds: 'no',
      how:
        'tokens that were revoked since the newest file are valid again, leases since then have no owner, database users of ' +
        'that time stay, and what was renewed since then ends by its earlier time',
    },
  },
  postgres: {
    switchover: { holds: 'yes', how: 'proven by the position in the log, or undone' },
    failover: { holds: 'yes', how: 'in bytes of the log, or since when' },
    reachable: { holds: 'yes', how: 'its database is made read-only' },
    unreachable: {
      holds: 'partly',
      how:
        'only with selfFence, or while its database can be reached and made read-only; otherwise it serves whoever still ' +
        'reaches it',
    },
    afterwards: { holds: 'no', how: 'a revocation may be among the lost writes' },
  },
};
