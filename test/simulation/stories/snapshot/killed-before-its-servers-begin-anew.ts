import { ask } from '../../ask';
import { before } from '../../happenings';
import { areServed, type Story } from '../story';

const RESTART = 'restart the standbys of away';

export const story: Story = {
  name: 'a failover that was killed after its restore lets the other servers begin anew when it is run again',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(20_000);
    world.clusters.home.reach = 'silent';
    let restarts = 0;
    before(world, RESTART, () => world.lastRun?.kill());
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    before(world, RESTART, () => (restarts += 1));
    const ending = await world.operate(ask('failover'));
    if (ending !== 'done' || !areServed(world)) return `the second failover is ${ending}: ${world.words.at(-1)}`;
    if (restarts === 0) return 'the standbys still have what they read before the restore';
    before(world, RESTART, () => (restarts += 1));
    await world.operate(ask('failover'));
    return restarts === 1 ? undefined : 'a third run restarts them again';
  },
};
