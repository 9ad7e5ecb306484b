import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusResult } from '../../../functions/dr-operations/result';
import type { World } from '../../local/world';
import { MATRIX_MS } from '../limits';
import { raisedAlarms } from '../look';
import { loseRegion } from '../lose-region';
import { shareWorld } from '../shared-world';
import { AUTOMATIC, MOST_MS, until, Watchers } from './watchers';

jest.setTimeout(MATRIX_MS);

const shared = shareWorld(AUTOMATIC);
/** The watchers have seen each other write. */
const ACQUAINTED_MS = 15_000;
const FORGOTTEN_MS = 3_000;

/** The whole region of home is lost: its Vault, its AWS and its watcher. */
async function loseHome(world: World, watchers: Watchers): Promise<void> {
  watchers.silent.add('home');
  await loseRegion(world, 'home', 'silent');
}

/** Whether the last look of the watch of away raises the alarm of an act that nobody has acknowledged. */
async function isAlarmed(world: World, since: number): Promise<boolean> {
  const { alarms } = world.regions.away;
  const seen = (await alarms.readMetrics(since)).filter(({ name }) => name === 'ActsNotAcknowledged');
  await alarms.send(seen.slice(-1), FORGOTTEN_MS);
  return (await raisedAlarms(world, 'away')).includes('acts-not-acknowledged');
}

describe('a lost region', () => {
  it('is failed over by itself, so that the client writes again, and a person acknowledges it', async () => {
    const world = shared.current;
    const watchers = new Watchers(world);
    const client = world.client();
    try {
      client.start();
      await sleep(ACQUAINTED_MS);
      await loseHome(world, watchers);
      const lostAt = Date.now();
      expect(
        await until(
          () => client.attempts.some((each) => each.acknowledged && each.startedAt > lostAt + 5_000),
          MOST_MS,
        ),
      ).toBe(true);
      expect(await world.weights()).toEqual({ home: 0, away: 255 });

      const ended = async (): Promise<boolean> => (await world.regions.away.journal()).at(-1)?.outcome === 'done';
      await until(ended, MOST_MS);
      const journal = await world.regions.away.journal();
      expect(journal.map(({ operation, actor, outcome }) => [operation, actor, outcome])).toEqual([
        ['failover', 'automatic', 'done'],
      ]);
      const { payload } = await world.invoke('away', 'dr-operations', { operation: 'status' });
      expect((payload as StatusResult).problems.map(({ kind }) => kind)).toContain('automatic-unacknowledged');
      expect(await until(() => isAlarmed(world, lostAt), MOST_MS)).toBe(true);
      const control = await world.invoke('away', 'dr-operations', { operation: 'acknowledge', actor: 'a person' });
      expect(control.payload).toMatchObject({ outcome: 'done', changed: true });
      const acknowledgedAt = Date.now();
      expect(await until(async () => !(await isAlarmed(world, acknowledgedAt)), MOST_MS)).toBe(true);
    } finally {
      await client.stop();
      await watchers.end();
    }
  });
});
