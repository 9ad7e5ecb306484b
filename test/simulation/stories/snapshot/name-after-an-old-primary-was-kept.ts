import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a primary that the operator keeps after a killed failover does not lose the clients to the other one',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(20_000);
    before(world, 'promote away', () => world.lastRun?.kill());
    // With this clock its last file would not be the newest one, so that home cannot be demoted.
    await world.operate(ask('failover', { to: 'away', accept: ['unfenced-primary'] }), { skewMs: -300_000 });
    await world.pass(20_000);
    const kept = await world.operate(ask('failover', { to: 'home' }));
    await world.operate(ask('dns-switch'));
    return world.route53.weights.home > 0 ? undefined : `home was kept (${kept}), and the name leads to away`;
  },
};
