import { ask } from '../ask';
import { before } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a switchover links only after the proof, even where the client name already leads to away',
  tell: async (begin) => {
    const world = begin({}, { mayLose: false });
    await world.pass(1_000);
    world.route53.weights = { home: 0, away: 255 };
    // A client with a cached DNS answer writes right before the demotion, and the write never ships.
    before(world, 'demote home', () => world.acknowledgeOn('home'));
    await world.operate(ask('switchover'));
    const [primary = 'home'] = world.primaries();
    const lost = world.lost(primary).length;
    return lost > 0 ? `${lost} writes are lost` : undefined;
  },
};
