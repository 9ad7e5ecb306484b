import { BadAnswerError } from '../../../functions/shared/errors';
import type { JsonAnswer } from '../../../functions/shared/vault-client';
import { ask } from '../ask';
import { refusesFor, type Story } from './story';

const portal = (): JsonAnswer => ({ status: 200, body: { message: 'welcome to the portal' } });
const page = (): JsonAnswer => {
  throw new BadAnswerError('https://home.test', 'sys/health', 'not-json');
};

export const story: Story = {
  name: 'an answer from a server that is not Vault does not mean that home is gone',
  tell: async (begin) => {
    for (const answer of [portal, page]) {
      // `first`: a version whose secondary does not report heartbeats.
      const world = begin({ statusShape: 'first' });
      world.interpose = (cluster) => (cluster === 'home' ? answer() : undefined);
      const said = refusesFor(world, await world.operate(ask('failover')), 'unfenced-primary');
      if (said !== undefined) return said;
    }
    return undefined;
  },
};
