import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a rejoin after a failover that was killed after its restore names the servers that did not begin anew',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(20_000);
    const { home } = world.clusters;
    home.reach = 'silent';
    before(world, 'restart the standbys of away', () => world.lastRun?.kill());
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    home.reach = 'open';
    world.pair.mend('home');
    await world.pass(60_000);
    await world.operate(ask('rejoin'));
    const { left = [] } = world.lastResult ?? {};
    if (!left.includes('restart-servers')) return `it is left: ${left.join() || 'nothing'}: ${world.words.at(-1)}`;
    const kinds = (await world.status()).problems.map(({ kind }) => kind);
    if (!kinds.includes('servers-not-restarted')) return `status knows of: ${kinds.join() || 'nothing'}`;
    await world.operate(ask('failover'));
    const { healthy, problems } = await world.status();
    return healthy ? undefined : `after the failover: ${problems.map(({ text }) => text).join(' ')}`;
  },
};
