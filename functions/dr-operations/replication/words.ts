import type { UpCluster } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import { enableAnew } from '../../shared/enable-anew';
import type { ReplicationKind, ReplicationTraits } from './traits';

/** What a person reads where kinds of replication differ. */
export interface ReplicationWords {
  /** What a cluster does not do whose role alone is known, and the remedy. */
  readonly unseen: { readonly what: string; readonly remedy: string };
  /** How a person sees a link that this system cannot see, as the beginning of a sentence. */
  readonly seeLink: string;
  /** How a secondary that does not follow is made to follow, as the beginning of a sentence. */
  readonly follow: string;
  /** The same after a colon. */
  readonly bringBack: string;
  /** Other words for the states, which the engine has from Vault Enterprise. @default - as they are */
  readonly states: Readonly<Record<string, string>>;
  /** The end of a copy that has not ended, as a sentence. */
  readonly awaitCopy: string;
  /** What of two clusters `status` shows, so that their data can be compared. */
  readonly shown: string;
  /** Where to look after a promotion that failed, as a sentence. */
  readonly afterRefusal: string;
  readonly otherSet: OtherSetWords;
}

/** Two clusters whose data is not of one origin. */
interface OtherSetWords {
  /**
   * What is foreign, up to a "than".
   *
   * @param verb how the cluster has to do with its replication set, where there is one
   */
  readonly what: (cluster: ClusterName, seen: UpCluster | undefined, verb: 'belongs to' | 'follows') => string;
  readonly remedy: (cluster: ClusterName, seen: UpCluster | undefined) => string;
  /** The same before a failover. @default - `remedy` */
  readonly beforeFailover?: (cluster: ClusterName, other: ClusterName) => string;
}

/** A parked cluster has nothing of its own, so that only its files can be foreign. */
const hasFiles = (seen: UpCluster | undefined): boolean => seen?.mode === 'secondary' && seen.lastWal === undefined;

const WORDS: Readonly<Record<ReplicationKind, ReplicationWords>> = {
  enterprise: {
    unseen: {
      what: 'does not answer sys/replication/dr/status',
      remedy:
        'Try again. If its listener has disable_replication_status_endpoints, allow them on the listener that is used here.',
    },
    seeLink: 'look at the link with a listener that answers sys/replication/dr/status',
    follow: 'Run rejoin, wait for stream-wals',
    bringBack: 'run rejoin when it is up',
    states: {},
    awaitCopy: 'Wait for stream-wals.',
    shown: 'WALs and roots',
    afterRefusal: 'Look at its replication and at the policy of the token.',
    otherSet: {
      what: (cluster, _seen, verb) => `${cluster} ${verb} another replication set`,
      remedy: (cluster, seen) => enableAnew(cluster, seen?.mode),
      beforeFailover: (cluster, other) => `Enable ${cluster} as a secondary of ${other}.`,
    },
  },
  snapshot: {
    unseen: { what: 'does not tell its raft index', remedy: 'Look at its active node, then try again.' },
    seeLink: 'look at the active node of each cluster',
    follow:
      'If it is parked, the log of snapshot-puller in its region says why no file comes: correct that. If it is sealed, ' +
      'run rejoin. Wait for a new file',
    bringBack:
      'if it is parked, the log of snapshot-puller in its region says why no file comes; if it is sealed, run rejoin',
    states: { 'stream-wals': 'copied', 'merkle-sync': 'no file yet', idle: 'no new file' },
    awaitCopy: 'Wait for the first file, which snapshot-puller takes: its log says why none comes.',
    shown: 'the raft index and the newest file',
    afterRefusal: 'Look at its servers, and at the policy of the role that this system logs in with.',
    otherSet: {
      what: (cluster, seen) =>
        hasFiles(seen)
          ? `The newest file in the bucket of the region of ${cluster} is of another cluster`
          : `${cluster} has the data of another cluster`,
      remedy: (cluster, seen) =>
        hasFiles(seen)
          ? `Move what lies under snapshots/ in that bucket elsewhere: the next file is one of the primary.`
          : `If nothing on ${cluster} is needed, park it as docs/community.md says.`,
    },
  },
  postgres: {
    unseen: {
      what: 'does not tell what its database has',
      remedy: 'Look at its database and at the route to it, then try again.',
    },
    seeLink: 'look at both databases and at the routes to them',
    follow: 'Make its database a streaming replica of the other one, wait until it streams',
    bringBack: 'make its database a streaming replica of the other one',
    states: { 'stream-wals': 'streaming', idle: 'not streaming' },
    awaitCopy: 'Wait until its database streams.',
    shown: 'the position in the log',
    afterRefusal: 'Look at its database, and at the rights of the role of this system there.',
    otherSet: {
      what: (cluster) => `The database of ${cluster} is of another system`,
      remedy: (cluster) =>
        `If nothing in the database of ${cluster} is needed, copy it anew from the other one (pg_basebackup with ` +
        '--write-recovery-conf), as docs/community-postgres.md says.',
    },
  },
};

/** @param world its traits; without them the pair is one of Vault Enterprise */
export const wordsOf = ({
  replication,
}: {
  readonly replication?: Pick<ReplicationTraits, 'kind'>;
}): ReplicationWords => WORDS[replication?.kind ?? 'enterprise'];

/** @param kind `undefined`: that of Vault Enterprise */
export const stateInWords = (kind: ReplicationKind | undefined, state: string): string =>
  WORDS[kind ?? 'enterprise'].states[state] ?? state;
