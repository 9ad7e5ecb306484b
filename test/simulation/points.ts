import type { OperationRequest } from '../../functions/dr-operations/event';
import { request } from '../functions/dr-operations/worlds';
import type { Habits } from './sim-cluster';
import { calm, isWell, recover } from './recover';
import { FAULTS, type Fault } from './sim-run';
import { SimWorld } from './sim-world';

const PLAIN: Habits = {
  demoteMs: 600,
  promoteMs: 300,
  lagMs: 0,
  duringRestart: 'reset',
  oldRoleMs: 0,
  statusDuringDemote: false,
  demotedStatus: 'with-wals',
  shipsAfterDemote: true,
  idlePromoteNeedsForce: false,
  walOffset: -70,
};

/** A story up to the operation that a fault hits. */
interface Stage {
  readonly name: string;
  readonly asked: OperationRequest;
  readonly mayLose: boolean;
  readonly habits?: Partial<Habits>;
  readonly before?: (world: SimWorld) => Promise<unknown> | void;
}

/** One write is acknowledged in the very moment before the first demotion, and never ships. */
function beUnlucky(world: SimWorld): void {
  const acts = world.watch.acts.bind(world.watch);
  world.watch.acts = (run, effect) => {
    acts(run, effect);
    if (effect !== 'demote home') return;
    const id = world.acknowledged.size + 1;
    world.acknowledged.add(id);
    world.clusters.home.write(id, undefined);
    world.watch.acts = acts;
  };
}

const STAGES: readonly Stage[] = [
  { name: 'a switchover', asked: request('switchover'), mayLose: false },
  {
    name: 'a switchover whose demoted cluster tells its root alone',
    asked: request('switchover'),
    mayLose: false,
    habits: { demotedStatus: 'as-secondary', duringRestart: 'bootstrapping' },
  },
  {
    name: 'a switchover whose last write never ships',
    asked: request('switchover'),
    mayLose: false,
    before: beUnlucky,
  },
  {
    name: 'a failover',
    asked: request('failover'),
    mayLose: true,
    before: ({ clusters }) => void (clusters.home.reach = 'refuses'),
  },
  { name: 'a failover from a primary that answers', asked: request('failover'), mayLose: true },
  {
    name: 'a rejoin',
    asked: request('rejoin'),
    mayLose: true,
    before: async (world) => {
      world.clusters.home.reach = 'refuses';
      await world.operate(request('failover'));
      world.clusters.home.reach = 'open';
    },
  },
];

async function play(
  { asked, mayLose, habits, before }: Stage,
  faults: { call: number; kind: Fault }[],
): Promise<SimWorld> {
  const world = new SimWorld({ ...PLAIN, ...habits }, mayLose);
  await before?.(world);
  await world.operate(asked, { faults: faults.map((fault) => ({ ...fault, times: 1 })) });
  return world;
}

/** The same again, and then what a person does. */
async function end(world: SimWorld, asked: OperationRequest): Promise<void> {
  await calm(world);
  await world.operate(asked);
  await recover(world);
}

function verdict(world: SimWorld): string {
  const [name = 'home'] = world.primaries();
  const lost = world.mayLose ? 0 : world.lost(name).length;
  if (world.watch.broken.length > 0) return world.watch.broken.join('; ');
  if (lost > 0) return `${lost} writes lost`;
  return isWell(world) ? 'well' : `not well: primaries ${world.primaries().join(', ') || 'none'}`;
}

/** What goes wrong when one call of an operation is hit; `well` when nothing does. */
async function hit(stage: Stage, faults: { call: number; kind: Fault }[]): Promise<string> {
  const world = await play(stage, faults);
  await end(world, stage.asked);
  return verdict(world);
}

/** So many say enough. */
const MOST_BAD = 10;

/**
 * Hits each call of each operation with each fault, one at a time, runs the operation again, and checks that every
 * promise was kept and that all is well.
 *
 * @param every hit only every n-th call
 * @returns how many calls were hit
 * @throws Error that names the calls after which it is not
 */
export async function checkPoints({ every = 1 } = {}): Promise<number> {
  const random = Math.random;
  const bad: string[] = [];
  let hits = 0;
  const judge = async (stage: Stage, faults: { call: number; kind: Fault }[]): Promise<void> => {
    // No jitter and a client that writes at every second call: each case is the same on every machine.
    let draws = 0;
    Math.random = () => (draws++ % 2 === 0 ? 0.25 : 0.75);
    const said = await hit(stage, faults);
    const where = faults.map(({ call, kind }) => `, call ${call}: ${kind}`).join('');
    if (said !== 'well') bad.push(`${stage.name}${where}: ${said}`);
    if (bad.length >= MOST_BAD) throw new Error(bad.join('\n'));
  };
  try {
    for (const stage of STAGES) await judge(stage, []);
    for (const stage of STAGES) {
      const { lastRun } = await play(stage, []);
      const calls = lastRun?.calls ?? 0;
      if (calls <= 10) bad.push(`${stage.name} makes only ${calls} calls`);
      for (const kind of FAULTS)
        for (let call = 0; call < calls; call += every, hits++) await judge(stage, [{ call, kind }]);
    }
  } finally {
    Math.random = random;
  }
  if (bad.length > 0) throw new Error(bad.join('\n'));
  return hits;
}
