import { ask } from '../ask';
import { before, later } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a primary is demoted only when time and token suffice to promote it again',
  tell: async (begin) => {
    const habits = { demoteMs: 9_000, lagMs: 4_000, statusDuringDemote: true };
    for (const budgetMs of [3_000, 20_000, 30_000, 46_000]) {
      const hurried = begin(habits, { mayLose: false, writes: 40 });
      hurried.clusters.away.catchesUpUntil = hurried.clock.now() + 120_000;
      await hurried.operate(ask('switchover'), { budgetMs });
      await hurried.pass(30_000);
      if (hurried.primaries().length !== 1) return `no primary after a switchover with ${budgetMs / 1000} s for it`;
    }

    const late = begin({}, { mayLose: false });
    before(late, 'demote home', () => {
      late.clusters.away.sealed = true;
      late.clusters.away.catchesUpUntil = Infinity;
      later(late, 14_000, () => void (late.clusters.away.sealed = false));
    });
    await late.operate(ask('switchover'), { budgetMs: 46_000 });
    await late.pass(30_000);
    if (late.primaries().length !== 1) return 'no primary after a switchover whose target came late';

    for (const endsInMs of [20_000, 61_000]) {
      const world = begin(habits, { mayLose: false, writes: 40 });
      world.tokens.endIn(endsInMs);
      world.clusters.away.catchesUpUntil = world.clock.now() + 70_000;
      await world.operate(ask('switchover'));
      await world.pass(30_000);
      if (world.primaries().length !== 1) return `no primary after a token that ended in ${endsInMs / 1000} s`;
    }
    return undefined;
  },
};
