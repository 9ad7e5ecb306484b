import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'when the client name and the journal name different primaries, the operator must say which one to keep',
  tell: async (begin) => {
    const world = begin();
    world.clusters.home.reach = 'refuses';
    await world.operate(ask('failover'));
    await world.pass(5_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    world.clusters.home.reach = 'open';
    world.route53.weights = { home: 255, away: 0 };
    await world.pass(5_000);
    const ending = await world.operate(ask('rejoin', { accept: ['loss'] }));
    return ending === 'refused' ? undefined : `it is ${ending}: ${world.words.at(-1)}`;
  },
};
