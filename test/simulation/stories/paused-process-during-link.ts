import { ask } from '../ask';
import type { Begin, Story } from './story';
import type { SimWorld } from '../sim-world';

const REJOIN = ask('rejoin', { accept: ['loss'] });
/** Moments at which a rejoin looks, revokes the token of the rejoin before it, issues its own and uses it. */
const MOMENTS_MS = Array.from({ length: 20 }, (_, i) => i);

export const story: Story = {
  name: 'a process that was paused between two calls of a link does not go on while another operation acts',
  tell: async (begin) => {
    for (const stopsClock of [false, true]) {
      for (const afterMs of MOMENTS_MS) {
        const world = await failToLink(begin);
        await world.operate(REJOIN, {
          meanwhile: [
            { afterMs, happen: (_world, run) => run.pause(10_000, stopsClock) },
            { afterMs: 400, happen: () => world.beginAlongside(REJOIN, { region: 'home' }) },
          ],
        });
        await world.pass(60_000);
        if (world.watch.broken.length > 0) return `after a pause at ${afterMs} ms`;
      }
    }
    return undefined;
  },
};

/** A world in which away has issued a token for home, and home does not follow it yet. */
async function failToLink(begin: Begin): Promise<SimWorld> {
  const world = begin();
  world.clusters.home.reach = 'refuses';
  await world.pass(20_000);
  await world.operate(ask('failover'));
  world.clusters.home.reach = 'open';
  world.network.between = false;
  await world.operate(REJOIN);
  world.network.between = true;
  return world;
}
