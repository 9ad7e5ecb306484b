import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'a takeover is done when a node of the new primary serves, not when its database takes writes',
  tell: async ({ postgres }) => {
    const world = postgres({ takeOverMs: 3_000 });
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'done') return `it is ${ending}`;
    return world.clusters.away.serves ? undefined : 'it is done, and no node of away is active';
  },
};
