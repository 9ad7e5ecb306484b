import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'a switchover to data that differs is refused before the demotion, even when the WAL numbers agree',
  tell: async (begin) => {
    const world = begin({}, { mayLose: false });
    await world.pass(1_000);
    // No client writes, so that both clusters report the same WAL number.
    world.network.clients.home = false;
    const { away } = world.clusters;
    away.settle();
    away.diverge(2);
    const ending = await world.operate(ask('switchover'));
    return ending === 'refused' ? undefined : `it is ${ending}`;
  },
};
