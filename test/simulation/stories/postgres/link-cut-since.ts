import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { PgWorld } from '../../postgres/pg-pair';
import type { Story } from '../story';

/** Each cuts the link, and what an operation says that has seen it before. */
const CUTS: readonly (readonly [left: string, cut: (world: PgWorld) => void])[] = [
  ['check-link', ({ clusters }) => void (clusters.home.reach = 'silent')],
  ['rejoin', ({ network }) => void (network.between = false)],
];

export const story: Story = {
  name: 'an operation that has made a link says so when the link is cut before its end',
  tell: async ({ postgres }) => {
    for (const [left, cut] of CUTS) {
      const world = postgres({ toolMs: 1_000, insyncMs: 30_000 });
      before(world, 'promote away', () => later(world, 15_000, () => cut(world)));
      const ending = await world.operate(ask('switchover'));
      if (!world.lastResult?.steps.some(({ kind, outcome }) => kind === 'link' && outcome === 'done')) return 'no link';
      if (ending !== 'done') return `it is ${ending}: ${world.words.at(-1)}`;
      if (world.lastResult.left.join() !== left) return `it leaves ${world.lastResult.left.join() || 'nothing'}`;
    }
    return undefined;
  },
};
