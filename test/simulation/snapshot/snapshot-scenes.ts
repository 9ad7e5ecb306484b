import { ask } from '../ask';
import type { Scene } from '../scene';
import { QUIET, type SnapshotHabits } from './snapshot-habits';
import { snapshotWorld, type SnapshotWorld } from './snapshot-pair';

interface Prepared extends Omit<Scene, 'begin'> {
  readonly mayLose: boolean;
  readonly habits?: Partial<SnapshotHabits>;
  readonly prepare?: (world: SnapshotWorld) => Promise<unknown> | void;
}

/** Until both pullers have copied the data at least once. */
const FIRST_COPY_MS = 90_000;

const scene = ({ name, asked, mayLose, habits, prepare }: Prepared): Scene => ({
  name: `snapshots: ${name}`,
  asked,
  begin: async () => {
    const world = snapshotWorld({ ...QUIET, ...habits }, mayLose);
    await world.pass(FIRST_COPY_MS);
    world.isDisturbed = true;
    await prepare?.(world);
    return world;
  },
});

const PREPARED: readonly Prepared[] = [
  { name: 'a switchover', asked: ask('switchover'), mayLose: false },
  {
    name: 'a switchover that parks the old primary',
    asked: ask('switchover'),
    mayLose: false,
    habits: { parks: true },
  },
  { name: 'a failover from a primary that answers', asked: ask('failover'), mayLose: true },
  {
    name: 'a failover past a primary that refuses',
    asked: ask('failover', { accept: ['unfenced-primary'] }),
    mayLose: true,
    prepare: ({ clusters }) => void (clusters.home.reach = 'refuses'),
  },
];

/** Scenes of pairs with snapshots. */
export const SNAPSHOT_SCENES: readonly Scene[] = PREPARED.map(scene);
