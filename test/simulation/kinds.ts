import { FAULTS, type Fault } from './sim-run';
import { tally } from './tally';

/** What may befall a pair, between operations and in the middle of one. */
export const TROUBLES = [
  'a cluster is lost',
  'a cluster comes back',
  'a cluster is sealed',
  'a cluster is unsealed',
  'a cluster elects a leader',
  'a cluster answers looks and hangs every write',
  'a cluster that hung goes on',
  'a path of a Lambda closes',
  'a path of a Lambda opens',
  'a resolver fails',
  'a path of the clients changes',
  'the clusters do not hear each other',
  'the clusters hear each other again',
  'the regions part',
  'the regions meet again',
  'a table fails',
  'a table is a black hole',
  'a table answers again',
  'a table gets out of reach for one region',
  'a table is in reach again',
  'the token is rotated',
  'the token is about to end',
  'the secret is deleted',
  'the next promotion will not hold',
  'a secondary diverges with equal numbers',
  'a Merkle tree is corrupted',
  'a cluster belongs to another set',
  'somebody does it by hand',
] as const;
export type TroubleKind = (typeof TROUBLES)[number];

/** What only the middle of an operation knows. */
const IN_THE_MIDDLE = ['a process stands still', 'another operation begins'] as const;

/** What clusters, networks and machines do by themselves. */
const NOISE = [
  'a call takes from 5 to 1,100 ms',
  'a change of the name is not yet on every name server',
  'a link compares and copies before it streams',
  'a look is answered by a node sealed',
  'a look is answered by a node uninitialised',
  'a look is answered by a node without a leader',
  'a look is answered by a node with its old role',
  'a promotion is accepted and does not hold',
  'a promotion is refused as still catching up',
  'a write hangs (its effect: never)',
  'a write hangs (its effect: early)',
  'a write hangs (its effect: late)',
  'a call to a table out of reach',
  'more than an hour passes',
  'the clock of a Lambda is off',
  'there is little time for an operation',
  'two operations begin at once',
] as const;

type Noise = (typeof NOISE)[number];
type Middle = `while an operation runs: ${TroubleKind | (typeof IN_THE_MIDDLE)[number]}`;
type Meeting = TroubleKind | Middle | Noise | `a call meets a fault: ${Fault}`;

/** Counts that it happened. */
export const met = (kind: Meeting): void => tally.count(kind);

/** Each of them has to happen in the worlds of `make test`: nobody believes in worlds that never were. */
export const ALL_KINDS: readonly Meeting[] = [
  ...TROUBLES,
  ...TROUBLES.map((kind) => `while an operation runs: ${kind}` as const),
  ...IN_THE_MIDDLE.map((kind) => `while an operation runs: ${kind}` as const),
  ...NOISE,
  ...FAULTS.map((kind) => `a call meets a fault: ${kind}` as const),
];

/** @returns the kinds of trouble that nothing met */
export const neverMet = (): readonly string[] => ALL_KINDS.filter((kind) => tally.of(kind) === 0);
