import type { ReplicationKind, ReplicationTraits } from './traits';

/** What a person reads where kinds of replication differ. */
export interface ReplicationWords {
  /** What a cluster does not do whose role alone is known, and the remedy. */
  readonly unseen: { readonly what: string; readonly remedy: string };
  /** How a secondary that does not follow is made to follow, as the beginning of a sentence. */
  readonly follow: string;
  /** The same after a colon. */
  readonly bringBack: string;
}

const WORDS: Readonly<Record<ReplicationKind, ReplicationWords>> = {
  enterprise: {
    unseen: {
      what: 'does not answer sys/replication/dr/status',
      remedy:
        'Try again. If its listener has disable_replication_status_endpoints, allow them on the listener that is used here.',
    },
    follow: 'Run rejoin, wait for stream-wals',
    bringBack: 'run rejoin when it is up',
  },
  snapshot: {
    unseen: { what: 'does not tell its raft index', remedy: 'Look at its active node, then try again.' },
    follow:
      'If it is parked, the log of snapshot-puller in its region says why no file comes: correct that. If it is sealed, ' +
      'run rejoin. Wait for a new file',
    bringBack:
      'if it is parked, the log of snapshot-puller in its region says why no file comes; if it is sealed, run rejoin',
  },
  postgres: {
    unseen: {
      what: 'does not tell what its database has',
      remedy: 'Look at its database and at the route to it, then try again.',
    },
    follow: 'Make its database a streaming replica of the other one, wait until it streams',
    bringBack: 'make its database a streaming replica of the other one',
  },
};

/** @param world its traits; without them the pair is one of Vault Enterprise */
export const wordsOf = ({
  replication,
}: {
  readonly replication?: Pick<ReplicationTraits, 'kind'>;
}): ReplicationWords => WORDS[replication?.kind ?? 'enterprise'];
