import { ask } from '../../ask';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a switchover goes back to the old primary if the connection to the bucket breaks while the file is fetched',
  tell: async ({ snapshot }) => {
    const world = snapshot({ betweenWritesMs: 600_000 }, { mayLose: false });
    await world.pass(20_000);
    world.pair.buckets.away.breaksOff = true;
    await world.operate(ask('switchover'));
    if (world.primaries().join() !== 'home') return `primary: ${world.primaries().join()}; ${world.words.at(-1)}`;
    return areServed(world) ? undefined : 'nobody is served';
  },
};
