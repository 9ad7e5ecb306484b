import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'dns-switch takes no clients from an old primary that has returned while the name was due',
  tell: async (begin) => {
    const world = begin();
    const { home } = world.clusters;
    home.reach = 'refuses';
    await world.operate(ask('failover', { dns: 'defer' }));
    await world.pass(60_000);
    home.reach = 'open';
    await world.pass(5_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    const ending = await world.operate(ask('dns-switch'));
    return ending === 'refused' ? undefined : `it is ${ending}`;
  },
};
