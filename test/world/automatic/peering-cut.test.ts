import { MATRIX_MS } from '../limits';
import { shareWorld } from '../shared-world';
import { AFTER_MS, AUTOMATIC, until, Watchers } from './watchers';

jest.setTimeout(MATRIX_MS);

const shared = shareWorld(AUTOMATIC);
/** Long enough for a failover to begin, if it did. */
const NEVER_MS = AFTER_MS + 40_000;
/** An address at which nobody listens. */
const NOWHERE = 'https://127.0.0.1:9';

describe('a cut between the clusters', () => {
  it('begins no failover, because the watcher of home says that home serves', async () => {
    const world = shared.current;
    await world.regions.away.setVariable('watch', 'VAULT_HOME_ADDR', NOWHERE);
    world.pair.partition('silent');
    const watchers = new Watchers(world);
    try {
      expect(await until(async () => (await world.weights()).away === 255, NEVER_MS)).toBe(false);
      expect(watchers.last?.pair.WatchersDisagree).toBe(1);
    } finally {
      await watchers.end();
    }
    expect(await world.regions.away.journal()).toEqual([]);
  });
});
