import { loseHome } from '../../outages';
import { areServed, type Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'a lost region is failed over by itself, once, with one journal entry that says why',
  tell: async (begin) => {
    const world = await watched(begin);
    loseHome(world, true);
    await world.pass(150_000);
    if (!areServed(world)) return 'nobody serves the clients after 150 s';
    await world.pass(600_000);
    const entries = world.tables.away
      .journal()
      .map(({ entry }) => JSON.parse(entry) as { actor: string; reason: string });
    if (entries.length !== 1) return `the journal has ${entries.length} entries`;
    const [{ actor, reason } = { actor: '', reason: '' }] = entries;
    if (actor !== 'automatic' || reason === '') return `the journal says ${actor}: ${reason}`;
    const { problems } = await world.status();
    if (!problems.some(({ kind }) => kind === 'automatic-unacknowledged'))
      return 'the status does not ask to acknowledge it';
    return endsWith(world, 'home and away');
  },
};
