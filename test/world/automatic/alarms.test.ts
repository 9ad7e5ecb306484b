import { setTimeout as sleep } from 'node:timers/promises';
import { MATRIX_MS } from '../limits';
import { lookFrom, raisedAlarms } from '../look';
import { shareWorld } from '../shared-world';
import { AUTOMATIC, MOST_MS, until, Watchers } from './watchers';

jest.setTimeout(MATRIX_MS);

const shared = shareWorld(AUTOMATIC);
const FORGOTTEN_MS = 3_000;

/** Lets the watch of away look for one run. @returns the alarms that are raised, which are then forgotten */
async function alarmsAfterARun(): Promise<string[]> {
  const world = shared.current;
  const { published } = await lookFrom(world, 'away');
  await world.regions.away.alarms.send(published, FORGOTTEN_MS);
  const raised = await raisedAlarms(world, 'away');
  await sleep(FORGOTTEN_MS);
  return raised;
}

describe('watchers that are silent', () => {
  it('raise alarms, until they write again', async () => {
    expect(await alarmsAfterARun()).toEqual([
      'look-tomorrow',
      'needs-a-person',
      'silent-watchers',
      'watchers-disagree',
    ]);
    const watchers = new Watchers(shared.current);
    try {
      expect(await until(() => watchers.last?.pair.SilentWatchers === 0, MOST_MS)).toBe(true);
      watchers.silent.add('away');
      expect(await alarmsAfterARun()).toEqual([]);
    } finally {
      await watchers.end();
    }
  });
});
