import { ask } from '../ask';
import { areServed, type Story } from './story';

const MOST_MS = 60_000;

export const story: Story = {
  name: 'a promotion that was accepted and did not hold is planned again instead of waited for',
  tell: async (begin) => {
    const world = begin({ promotionsThatDoNotHold: 1 }, { mayLose: false });
    const beganAt = world.clock.now();
    await world.operate(ask('switchover'));
    const tookMs = world.clock.now() - beganAt;
    await world.pass(10_000);
    if (!areServed(world)) return 'the clients have no primary';
    return tookMs > MOST_MS ? `it takes ${tookMs} ms` : undefined;
  },
};
