import { ask } from '../../ask';
import type { Story } from '../story';
import { pauseAtEachLook } from './pause-at-each-look';

export const story: Story = {
  name: 'a process that was paused before its promotion looks at the lease and at the clusters again',
  tell: (begin) =>
    pauseAtEachLook(begin, {
      pauseMs: 25_000,
      happens: {
        afterMs: 10_000,
        what: (world) => world.beginAlongside(ask('failover', { to: 'home' }), { region: 'home' }),
      },
      judge: (world) => {
        const { length } = world.primaries();
        return length === 1 ? undefined : `${length} are primary`;
      },
    }),
};
