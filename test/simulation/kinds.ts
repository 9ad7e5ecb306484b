import { PG_TROUBLES } from './postgres/kinds';
import { FAULTS, type Fault } from './sim-run';
import { tally } from './tally';

/** Troubles that a pair may meet, between operations and while one runs. */
export const TROUBLES = [
  'a cluster is lost',
  'a cluster comes back',
  'a cluster is sealed',
  'a cluster is unsealed',
  'a cluster elects a leader',
  'a cluster answers reads and hangs on every write',
  'a cluster no longer hangs',
  'a path of a Lambda closes',
  'a path of a Lambda opens',
  'a resolver fails',
  'a path of the clients changes',
  'the clusters do not reach each other',
  'the clusters reach each other again',
  'the regions are cut off from each other',
  'the regions reach each other again',
  'a table fails',
  'a table is a black hole',
  'a table answers again',
  'a table cannot be reached from one region',
  'a table can be reached again',
  'the token is rotated',
  'the token is about to expire',
  'the secret is deleted',
  'the next promotion will not hold',
  'a secondary diverges with equal WAL numbers',
  'a Merkle tree is corrupted',
  'a cluster belongs to another replication set',
  'a cluster is upgraded',
  'a license ends',
  'a status endpoint is switched off',
  'a status endpoint is switched on',
  'a person changes something by hand',
] as const;
export type TroubleKind =
  (typeof TROUBLES)[number] | (typeof PG_TROUBLES)[number] | (typeof ON_SNAPSHOTS)[number] | Watching;

/** Troubles of clusters with raft storage, of their servers, and of the buckets with their snapshots. */
const ON_SNAPSHOTS = [
  'a server stops',
  'a server is started again',
  'Systems Manager does not reach a server',
  'Systems Manager reaches a server again',
  'a bucket fails',
  'a bucket answers again',
  'a region is lost',
  'a region comes back',
  'the newest file is damaged',
  'the newest file is cut off',
  'a file of another cluster is put into a bucket',
  'an older file gets a newer name',
  'a parked cluster gets data of its own',
  'a cluster with data gets the marker',
  'a parked cluster loses its marker',
  'a cluster gets another seal',
  'a cluster gets a newer version',
] as const;

/** Troubles of the watchers, and what people do about what begins by itself. */
const WATCHING = [
  'the region of home is lost',
  'the region of home is back',
  'a region does not reach the AWS of home',
  'a region reaches the AWS of home again',
  'a path to STS changes',
  'a watcher is silent',
  'a watcher runs again',
] as const;
type Watching = (typeof WATCHING)[number];

/** Troubles that exist only while an operation runs. */
const IN_THE_MIDDLE = ['the process is paused', 'another operation begins'] as const;

/** What clusters, networks and machines do without a fault. */
const NOISE = [
  'a call takes from 5 to 1,100 ms',
  'a change of the client name is not yet on every name server',
  'a link compares and copies before it streams',
  'a read is answered by a node that is sealed',
  'a read is answered by a node that is uninitialised',
  'a read is answered by a node that has no leader',
  'a read is answered by a node that has its old role',
  'a promotion is accepted and does not hold',
  'a promotion is refused as still catching up',
  'a write hangs (takes effect: never)',
  'a write hangs (takes effect: early)',
  'a write hangs (takes effect: late)',
  'a call to a table that cannot be reached',
  'more than an hour passes',
  'the clock of a Lambda is wrong',
  'an operation has little time',
  'two operations begin at once',
  'a path flaps',
  'a person repairs everything',
  'pause was confirmed',
  'resume was confirmed',
  'acknowledge was confirmed',
  'a failover is asked for by a watcher',
  'a fence is asked for by a watcher',
  'a failover began by itself',
  'a fence began by itself',
  'a database refuses a change',
] as const;

type Noise = (typeof NOISE)[number];
type Middle = `while an operation runs: ${TroubleKind | (typeof IN_THE_MIDDLE)[number]}`;
type Meeting = TroubleKind | Middle | Noise | `a call meets a fault: ${Fault}`;

/** Counts one occurrence. */
export const met = (kind: Meeting): void => tally.count(kind);

/** Each kind has to occur in the worlds of `make test`: a trouble that never occurs proves nothing. */
export const ALL_KINDS: readonly Meeting[] = [
  ...[...TROUBLES, ...PG_TROUBLES],
  ...[...TROUBLES, ...PG_TROUBLES].map((kind) => `while an operation runs: ${kind}` as const),
  ...IN_THE_MIDDLE.map((kind) => `while an operation runs: ${kind}` as const),
  ...WATCHING,
  ...NOISE,
  ...FAULTS.map((kind) => `a call meets a fault: ${kind}` as const),
];

/** The kinds that never occurred. There are fewer worlds on snapshots, so that each moment counts there. */
export const neverMet = (): readonly string[] => {
  const isUnmet = (kind: string): boolean => tally.of(kind) === 0;
  return [
    ...ALL_KINDS.filter(isUnmet),
    ...ON_SNAPSHOTS.filter((kind) => isUnmet(kind) && isUnmet(`while an operation runs: ${kind}`)),
  ];
};
