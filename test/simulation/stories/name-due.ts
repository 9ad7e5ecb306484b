import { ask } from '../ask';
import type { SimWorld } from '../sim-world';
import type { Story } from './story';

export const story: Story = {
  name: 'a failover that leaves the client name to others is not finished, and a later operation moves the name',
  tell: async (begin) => {
    for (const operation of ['failover', 'dns-switch'] as const) {
      const world = begin();
      world.clusters.home.reach = 'refuses';
      await world.operate(ask('failover', { dns: 'defer' }));
      const wrong = await whileDue(world);
      if (wrong !== undefined) return wrong;
      await world.pass(60_000);
      await world.operate(ask(operation));
      if (world.route53.weights.away === 0) return `after ${operation} the name does not lead to away`;
      const { problems } = await world.status();
      if (problems.some(({ kind }) => kind === 'name-due')) return 'status still says that the name is due';
    }
    return undefined;
  },
};

async function whileDue(world: SimWorld): Promise<string | undefined> {
  if (!world.clusters.away.isPrimary) return 'away is not primary';
  if (world.route53.weights.home === 0) return 'the name has been moved';
  const { problems } = await world.status();
  return problems.some(({ kind }) => kind === 'name-due') ? undefined : 'status does not say that the name is due';
}
