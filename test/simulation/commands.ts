import fc from 'fast-check';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { request } from '../functions/dr-operations/worlds';
import type { Habits, Reach } from './sim-cluster';
import { FAULTS, type PlannedFault } from './sim-run';
import type { RunOptions, SimWorld } from './sim-world';

/** One thing that happens. `toString` is what a counter-example shows. */
export type Happening = fc.AsyncCommand<object, SimWorld>;

const happening = (words: string, happen: (world: SimWorld) => void | Promise<unknown>): Happening => ({
  check: () => true,
  run: async (_model, world) => {
    await happen(world);
    if (world.watch.broken.length > 0) throw new Error(world.watch.broken.join('\n'));
  },
  toString: () => words,
});

const cluster = fc.constantFrom(...CLUSTER_NAMES);

const fault: fc.Arbitrary<PlannedFault> = fc.record({
  call: fc.nat(90),
  times: fc.constantFrom(1, 1, 1, 3, 20),
  kind: fc.constantFrom(...FAULTS),
});

const sayFault = ({ call, times, kind }: PlannedFault): string =>
  `${kind} at call ${call}${times > 1 ? ` and ${times - 1} more` : ''}`;
const sayRequest = ({ operation, to, force }: OperationRequest): string =>
  `${operation}${to ? ` to ${to}` : ''}${force ? ' with force' : ''}`;

const options: fc.Arbitrary<RunOptions> = fc.record({
  region: cluster,
  faults: fc.array(fault, { maxLength: 3 }),
  skewMs: fc.constantFrom(0, 0, 0, 300_000, -300_000),
});

function sayOptions({ region, faults = [], skewMs = 0 }: RunOptions): string {
  const parts = [`in ${region}`, ...faults.map(sayFault), ...(skewMs ? [`clock off by ${skewMs / 1000} s`] : [])];
  return `(${parts.join(', ')})`;
}

const operate = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Happening> =>
  fc
    .tuple(requests, options)
    .map(([asked, how]) => happening(`${sayRequest(asked)} ${sayOptions(how)}`, (world) => world.operate(asked, how)));

const operateTwo = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Happening> =>
  fc
    .tuple(requests, requests)
    .map((two) => happening(`at once: ${two.map(sayRequest).join(' and ')}`, (world) => world.operateTwo(two)));

/** A cluster is lost, or comes back. */
const reach: fc.Arbitrary<Happening> = fc
  .tuple(cluster, fc.constantFrom<Reach>('refuses', 'silent', 'open'))
  .map(([name, how]) =>
    happening(`${name} ${how === 'open' ? 'is back' : how}`, ({ clusters }) => {
      clusters[name].reach = how;
      if (how === 'open') return;
      for (const each of CLUSTER_NAMES) if (each !== name) clusters[each].loseShipments();
    }),
  );

const seal: fc.Arbitrary<Happening> = fc
  .tuple(cluster, fc.boolean())
  .map(([name, sealed]) =>
    happening(`${name} is ${sealed ? 'sealed' : 'unsealed'}`, ({ clusters }) => void (clusters[name].sealed = sealed)),
  );

const time: fc.Arbitrary<Happening> = fc
  .constantFrom(100, 5_000, 60_000)
  .map((ms) => happening(`${ms / 1000} s pass`, (world) => world.pass(ms)));

const token: fc.Arbitrary<Happening> = fc.constantFrom(
  happening('the token is rotated', ({ tokens }) => tokens.rotate()),
  happening('the token is about to end', ({ tokens }) => tokens.endIn(2_000)),
  happening('the secret is deleted', ({ tokens }) => tokens.deleteSecret()),
);

const table: fc.Arbitrary<Happening> = fc.tuple(cluster, fc.boolean()).map(([name, fails]) =>
  happening(`DynamoDB ${fails ? 'fails' : 'answers'} in ${name}'s region`, ({ tables }) => {
    tables[name].behaviour = fails ? 'fails' : 'answers';
  }),
);

/** Nobody types so fast that a cluster still shows the role that it has just lost. */
const BY_HAND_MS = 1_000;

/** Somebody does it by hand, and asks nobody. */
const byHand: fc.Arbitrary<Happening> = fc
  .tuple(cluster, fc.constantFrom('promote', 'demote', 'move the name to', 'set half the weight of'))
  .map(([name, what]) =>
    happening(`by hand: ${what} ${name}`, (world) => {
      const one = world.clusters[name];
      one.settle();
      if (what === 'promote' && one.role === 'secondary' && !one.restart) one.promote();
      if (what === 'demote' && one.role === 'primary' && !one.restart) one.demote(world.other(name));
      if (what === 'move the name to') world.route53.weights = weights(name, 255);
      if (what === 'set half the weight of') world.route53.weights = weights(name, 100);
      return world.pass(BY_HAND_MS);
    }),
  );

const weights = (name: ClusterName, weight: number): { home: number; away: number } => ({
  home: name === 'home' ? weight : 0,
  away: name === 'away' ? weight : 0,
});

const planned = fc.constantFrom(
  request('switchover'),
  request('switchover', { to: 'home' }),
  request('failback'),
  request('rejoin'),
);
const unplanned = fc.constantFrom(
  request('failover'),
  request('failover', { to: 'home' }),
  request('failover', { force: true }),
  request('switchover', { force: true }),
  request('rejoin', { force: true }),
);

const around = [reach, seal, time, token, table];

/** Nothing by which a write may be lost: whatever happens, none is. */
export const harmless: readonly fc.Arbitrary<Happening>[] = [
  operate(planned),
  operate(planned),
  operateTwo(planned),
  ...around,
];

/** Everything that may happen to a pair. */
export const anything: readonly fc.Arbitrary<Happening>[] = [
  operate(fc.oneof(planned, unplanned)),
  operate(fc.oneof(planned, unplanned)),
  operateTwo(fc.oneof(planned, unplanned)),
  byHand,
  ...around,
];

export const anyHabits: fc.Arbitrary<Habits> = fc.record({
  demoteMs: fc.constantFrom(50, 1_000, 9_000),
  promoteMs: fc.constantFrom(50, 2_000, 9_000),
  lagMs: fc.constantFrom(0, 20, 400, 4_000),
  duringRestart: fc.constantFrom('reset', 'unavailable', 'bootstrapping'),
  oldRoleMs: fc.constantFrom(0, 0, 40, 900),
  statusDuringDemote: fc.boolean(),
  demotedStatus: fc.constantFrom('with-wals', 'as-secondary', 'bare'),
  shipsAfterDemote: fc.boolean(),
  idlePromoteNeedsForce: fc.boolean(),
  walOffset: fc.constantFrom(-70, 0, 50),
});

/**
 * A demoted cluster that tells neither its last WAL nor its root leaves one hole that nobody can close from outside: a
 * write between the last look and the demotion that never ships. Such a Vault has to be quick and ship what it has.
 */
export const provableHabits: fc.Arbitrary<Habits> = anyHabits.map((drawn) =>
  drawn.demotedStatus === 'bare' ? { ...drawn, lagMs: Math.min(drawn.lagMs, 20), shipsAfterDemote: true } : drawn,
);
