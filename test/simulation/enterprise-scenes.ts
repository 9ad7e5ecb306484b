import type { OperationRequest } from '../../functions/dr-operations/event';
import { ask } from './ask';
import { enterpriseWorld } from './enterprise-pair';
import type { Scene } from './scene';
import { PLAIN, type Habits } from './habits';
import { before } from './happenings';
import type { SimWorld } from './sim-world';

interface Prepared {
  readonly name: string;
  readonly asked: OperationRequest;
  readonly mayLose: boolean;
  readonly habits?: Partial<Habits>;
  readonly prepare?: (world: SimWorld) => Promise<unknown> | void;
}

const scene = ({ name, asked, mayLose, habits, prepare }: Prepared): Scene => ({
  name,
  asked,
  begin: async () => {
    const world = enterpriseWorld({ ...PLAIN, ...habits }, mayLose);
    world.isDisturbed = true;
    await prepare?.(world);
    return world;
  },
});

const PREPARED: readonly Prepared[] = [
  {
    name: 'a failover',
    asked: ask('failover'),
    mayLose: true,
    prepare: ({ clusters }) => void (clusters.home.reach = 'refuses'),
  },
  { name: 'a failover from a primary that answers', asked: ask('failover'), mayLose: true },
  {
    name: 'a failover from a primary that stops answering when it is demoted',
    asked: ask('failover'),
    mayLose: true,
    prepare: (world) => before(world, 'demote home', () => void (world.clusters.home.reach = 'silent')),
  },
  {
    name: 'a rejoin',
    asked: ask('rejoin', { accept: ['loss'] }),
    mayLose: true,
    prepare: async (world) => {
      world.clusters.home.reach = 'refuses';
      await world.operate(ask('failover'));
      world.clusters.home.reach = 'open';
    },
  },
  { name: 'a switchover', asked: ask('switchover'), mayLose: false },
  {
    name: 'a switchover whose demoted cluster reports only its Merkle root',
    asked: ask('switchover'),
    mayLose: false,
    habits: { demotedStatus: 'as-secondary', duringRestart: 'bootstrapping' },
  },
  {
    name: 'a switchover whose demoted cluster reports nothing',
    asked: ask('switchover'),
    mayLose: false,
    habits: { demotedStatus: 'bare' },
  },
  {
    name: 'a switchover with writes in transit',
    asked: ask('switchover'),
    mayLose: false,
    habits: { lagMs: 2_000 },
  },
  {
    name: 'a switchover whose last write never ships',
    asked: ask('switchover'),
    mayLose: false,
    prepare: (world) => before(world, 'demote home', () => world.acknowledgeOn('home')),
  },
];

/** Scenes of DR replication of Vault Enterprise. */
export const ENTERPRISE_SCENES: readonly Scene[] = PREPARED.map(scene);
