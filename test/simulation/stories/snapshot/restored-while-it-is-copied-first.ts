import { ask } from '../../ask';
import { before, later } from '../../happenings';
import { PAIR_ID } from '../../snapshot/stores';
import type { Story } from '../story';

export const story: Story = {
  name: 'the first file of a cluster that is restored while it is copied does not get the id that it had before',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    const { pair } = world;
    await world.pass(5_000);
    before(world, 'promote away', () => {
      const { storeIn } = pair;
      pair.storeIn = (name, run) => {
        pair.storeIn = storeIn;
        // It has looked at the empty cluster, and goes on with the restored one.
        later(world, 3, () => run.pause(25_000, false));
        return storeIn(name, run);
      };
      void pair.pullers.copy('home');
    });
    await world.operate(ask('switchover'));
    await world.pass(120_000);
    const files = [...pair.buckets.home.objects].filter(([key]) => key.startsWith('snapshots/'));
    if (files.length === 0) return 'nothing was copied afterwards';
    const ids = files.map(([, versions]) => versions.at(-1)?.metadata['cluster-id']);
    const wrong = ids.find((id) => id !== PAIR_ID);
    return wrong && `a file of the pair has the id ${wrong}`;
  },
};
