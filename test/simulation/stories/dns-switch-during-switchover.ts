import { ask } from '../ask';
import { before } from '../happenings';
import { areServed, type Story } from './story';

export const story: Story = {
  name: 'dns-switch does nothing between a promotion and its proof',
  tell: async (begin) => {
    const world = begin({ demoteMs: 4_000 }, { mayLose: false });
    before(world, 'demote home', () => world.acknowledgeOn('home'));
    const happen = (): void => world.beginAlongside(ask('dns-switch'), { region: 'home' });
    await world.operate(ask('switchover'), { meanwhile: [{ afterMs: 2_000, happen }] });
    await world.pass(10_000);
    return areServed(world) ? undefined : 'the name leads to a cluster that does not serve';
  },
};
