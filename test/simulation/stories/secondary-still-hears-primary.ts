import { ask } from '../ask';
import type { Story } from './story';
import { refusesFor } from './story';

export const story: Story = {
  name: 'a primary that only the Lambda cannot reach is not treated as lost, because its secondary still hears it',
  tell: async (begin) => {
    for (const path of ['silent', 'nameless', 'refuses'] as const) {
      const world = begin();
      await world.pass(20_000);
      world.network.setLambda('away', 'home', path);
      const ending = await world.operate(ask('failover'));
      const said = refusesFor(world, ending, 'unfenced-primary');
      if (said !== undefined) return `${path}: ${said}`;
    }
    return undefined;
  },
};
