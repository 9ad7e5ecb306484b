import { ask } from '../ask';
import type { Scene } from '../scene';
import { before } from '../happenings';
import { PG_PLAIN, type PgHabits } from './habits';
import { pgWorld, type PgWorld } from './pg-pair';

interface Prepared extends Omit<Scene, 'begin'> {
  readonly mayLose: boolean;
  readonly habits?: Partial<PgHabits>;
  readonly prepare?: (world: PgWorld) => Promise<unknown> | void;
}

const scene = ({ name, asked, mayLose, habits, prepare }: Prepared): Scene => ({
  name: `PostgreSQL: ${name}`,
  asked,
  begin: async () => {
    const world = pgWorld({ ...PG_PLAIN, ...habits }, mayLose);
    world.isDisturbed = true;
    await prepare?.(world);
    return world;
  },
});

const PREPARED: readonly Prepared[] = [
  {
    name: 'a failover past a primary that cannot be fenced',
    asked: ask('failover', { accept: ['unfenced-primary'] }),
    mayLose: true,
    prepare: ({ clusters }) => void (clusters.home.reach = 'refuses'),
  },
  {
    name: 'a failover from a cluster whose nodes are sealed',
    asked: ask('failover'),
    mayLose: true,
    habits: { reloadMs: 0, endSessionMs: 0 },
    prepare: ({ clusters }) => void (clusters.home.sealed = true),
  },
  {
    name: 'a failover from a primary whose database is cut off when it is fenced',
    asked: ask('failover'),
    mayLose: true,
    prepare: (world) => before(world, 'demote home', () => void (world.clusters.home.databasePath = 'silent')),
  },
  {
    name: 'a switchover with records in transit and slow sessions',
    asked: ask('switchover'),
    mayLose: false,
    habits: { lagMs: 1_000, endSessionMs: 400, openTransactionMs: 2_000 },
  },
];

/** Scenes of pairs on PostgreSQL. */
export const PG_SCENES: readonly Scene[] = PREPARED.map(scene);
