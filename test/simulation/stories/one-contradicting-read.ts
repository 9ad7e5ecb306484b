import { ask } from '../ask';
import { before } from '../happenings';
import { areServed, type Story } from './story';

export const story: Story = {
  name: 'one read that contradicts an accepted role change does not undo a takeover',
  tell: async (begin) => {
    const world = begin({ demoteMs: 9_000 }, { mayLose: false });
    let demotedAt = Number.POSITIVE_INFINITY;
    before(world, 'demote home', () => (demotedAt = world.clock.now()));
    let told = false;
    world.interpose = (cluster, path) => {
      if (told || cluster !== 'home' || path === 'sys/health' || world.clock.now() < demotedAt + 6_000)
        return undefined;
      told = true;
      const data = { mode: 'primary', state: 'running', last_dr_wal: 100, known_secondaries: ['away'] };
      return { status: 200, body: { data } };
    };
    const ending = await world.operate(ask('switchover'));
    return ending === 'done' && areServed(world) ? undefined : `it is ${ending}`;
  },
};
