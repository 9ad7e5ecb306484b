import {
  GUARANTEES,
  PROMISES,
  type Guarantee,
  type PromiseName,
} from '../../functions/dr-operations/replication/guarantees';
import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { UpCluster } from '../../functions/shared/cluster-observation';
import type { EnvironmentSettings } from '../config';
import { duration } from '../render/phrases';

/** How the tool speaks about a kind of replication. */
export interface KindWords {
  /** Title of the column with what `lastWal` and `lastRemoteWal` count. */
  readonly position: string;
  /** What a healthy secondary does. */
  readonly follows: string;
  /** How old, or how far behind, the data of the secondary are. @default - the loss says everything */
  readonly age?: (secondary: UpCluster, primary: UpCluster | undefined) => string | undefined;
  /** How the pair replicates. @default - nothing needs to be said */
  readonly how?: (settings: Pick<EnvironmentSettings, 'snapshotIntervalSeconds'>) => string;
}

const WORDS: Readonly<Record<ReplicationKind, KindWords>> = {
  enterprise: { position: 'WAL', follows: 'follows' },
  snapshot: {
    position: 'RAFT INDEX',
    follows: 'is parked and copied to',
    age: ({ canaryAgeMs }) =>
      canaryAgeMs === undefined ? undefined : `The newest file is ${duration(canaryAgeMs)} old.`,
    how: ({ snapshotIntervalSeconds: seconds }) =>
      `The pair replicates by raft snapshots${seconds === undefined ? '' : `, one every ${seconds < 120 ? `${seconds} s` : `${seconds / 60} min`}`}.`,
  },
  postgres: {
    position: 'LOG BYTE',
    follows: 'follows',
    age: ({ lastRemoteWal, canaryAgeMs }, primary) => {
      const bytes =
        primary?.lastWal === undefined || lastRemoteWal === undefined
          ? undefined
          : `${Math.max(0, primary.lastWal - lastRemoteWal)} bytes`;
      const age = canaryAgeMs === undefined ? undefined : duration(canaryAgeMs);
      const behind = [bytes, age].filter((part) => part !== undefined).join(', ');
      return behind === '' ? undefined : `The replica is behind by ${behind}.`;
    },
    how: () => 'The pair replicates by the streaming replication of PostgreSQL.',
  },
};

export const kindWords = (kind: ReplicationKind): KindWords => WORDS[kind];

/** What a kind of replication guarantees, under which condition, and what it does not: one line for each. */
export function guaranteeLines(kind: ReplicationKind): string[] {
  const all = Object.entries(GUARANTEES[kind]) as [PromiseName, Guarantee][];
  const those = (holds: Guarantee['holds'], word: string): string[] => {
    const found = all.filter(([, guarantee]) => guarantee.holds === holds);
    const parts = found.map(([name, { how }]) => (holds === 'yes' ? PROMISES[name] : `${PROMISES[name]} (${how})`));
    return parts.length === 0 ? [] : [`${word}: ${parts.join('; ')}.`];
  };
  return [
    ...those('yes', 'Guaranteed'),
    ...those('partly', 'Guaranteed with a condition'),
    ...those('no', 'NOT guaranteed'),
  ];
}
