import { ask } from '../../ask';
import { before } from '../../happenings';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a switchover that was killed while it restored the last file ends when it is run again',
  tell: async ({ snapshot }) => {
    const world = snapshot({ parks: true }, { mayLose: false });
    await world.pass(20_000);
    // The restore is accepted, and nobody waits for its end.
    before(world, 'promote away', () => world.lastRun?.kill());
    await world.operate(ask('switchover'));
    await world.pass(60_000);
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'done') return `the switchover is ${ending}`;
    if (world.primaries().join() !== 'away' || !areServed(world)) return 'away does not serve';
    const lost = world.lost('away').length;
    return lost === 0 ? undefined : `${lost} writes are lost`;
  },
};
