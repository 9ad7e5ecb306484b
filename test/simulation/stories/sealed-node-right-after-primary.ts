import { NoAnswerError } from '../../../functions/shared/errors';
import { ask } from '../ask';
import type { Story } from './story';

/** The first look at home is over, and the look right before the promotion is not. */
const FROM_MS = 3;
const UNTIL_MS = 1_000;

export const story: Story = {
  name: 'a sealed node that answers alone does not outweigh "I am primary" a moment before',
  tell: async (begin) => {
    // A version whose secondary does not report heartbeats.
    const world = begin({ statusShape: 'first' });
    const began = world.clock.now();
    world.interpose = (cluster, path) => {
      const after = world.clock.now() - began;
      if (cluster !== 'home' || after < FROM_MS || after > UNTIL_MS) return undefined;
      if (path === 'sys/health') throw new NoAnswerError('https://home.test', path, 'reset', true);
      return { status: 503, body: { errors: ['Vault is sealed'] } };
    };
    await world.operate(ask('failover'), { region: 'home' });
    return world.primaries().length > 1 ? 'two primaries' : undefined;
  },
};
