import { ask } from '../ask';
import { before } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'link never moves the clients, even after a colleague has failed back meanwhile',
  tell: async (begin) => {
    const world = begin({}, { mayLose: false });
    before(world, 'promote away', () => (world.network.between = false));
    await world.operate(ask('switchover'));
    world.network.between = true;
    const linked = await world.operate(ask('link', { to: 'away' }));
    if (linked !== 'done') return `linking is ${linked}: ${world.words.at(-1)}`;
    await world.operate(ask('failback'));
    const again = await world.operate(ask('link', { to: 'away' }));
    const [primary] = world.primaries();
    return again === 'refused' && primary === 'home' ? undefined : `linking to home's secondary is ${again}`;
  },
};
