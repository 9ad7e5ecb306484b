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

beforeEach(() => {
  // No jitter and a client that writes at every second call: each case is the same on every machine.
  let calls = 0;
  jest.spyOn(Math, 'random').mockImplementation(() => (calls++ % 2 === 0 ? 0.25 : 0.75));
});

afterEach(() => jest.restoreAllMocks());

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

describe.each(STAGES)('$name', (stage) => {
  it('ends well by itself', async () => {
    const world = await play(stage, []);
    await end(world, stage.asked);
    expect(verdict(world)).toBe('well');
  });

  it.each(FAULTS)(
    'keeps every promise and ends well when any one of its calls is hit: %s',
    async (kind) => {
      const calls = await countCalls(stage);
      const bad: Record<number, string> = {};
      for (let call = 0; call < calls; call++) {
        const world = await play(stage, [{ call, kind }]);
        await end(world, stage.asked);
        if (verdict(world) !== 'well') bad[call] = verdict(world);
      }
      expect(calls).toBeGreaterThan(10);
      expect(bad).toEqual({});
    },
    120_000,
  );
});

/** How many calls the operation makes when nothing fails. */
async function countCalls(stage: Stage): Promise<number> {
  const world = await play(stage, []);
  return world.lastRun?.calls ?? 0;
}
