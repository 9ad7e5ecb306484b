import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover whose old primary is unfenced by hand meanwhile ends by saying that both take writes',
  tell: async ({ postgres }) => {
    for (const toolMs of [undefined, 30_000]) {
      const world = postgres({ insyncMs: 30_000, ...(toolMs !== undefined && { toolMs }) });
      before(world, 'promote away', () =>
        later(world, 5_000, () => {
          world.watch.twoPrimaries = 'a person has taken the fence from home';
          world.clusters.home.unfence();
        }),
      );
      const ending = await world.operate(ask('switchover'));
      const { error, left = [], steps = [] } = world.lastResult ?? {};
      if (world.primaries().length !== 2) return 'home was fenced again';
      if (ending !== 'partial' || error?.refusal !== 'two-primaries') return `it is ${ending} (${error?.refusal})`;
      if (left.join() !== 'rejoin') return `it leaves ${left.join(', ') || 'nothing'}`;
      const last = steps.findLast(({ kind }) => kind === 'link')?.detail;
      if (toolMs !== undefined && last?.includes('pg_rewind'))
        return 'it tells to overwrite a database that takes writes';
    }
    return undefined;
  },
};
