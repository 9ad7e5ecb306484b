import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterName } from '../../functions/shared/contract';
import type { WatchResult } from '../../functions/watch/contract';
import { TEST_MS } from './limits';
import { alarmAfterALook, lookFrom, raisedAlarms } from './look';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();
/** After this time an alarm has forgotten what was sent to cause it. */
const FORGOTTEN_MS = 3_000;
const KEPT_MS = 30_000;

const look = (cluster: ClusterName, forgottenInMs: number): Promise<WatchResult> =>
  alarmAfterALook(shared.current, cluster, forgottenInMs);
const inAlarm = (cluster: ClusterName): Promise<string[]> => raisedAlarms(shared.current, cluster);

describe('the watch of a healthy pair', () => {
  it.each(['home', 'away'] as const)('raises no alarm in the region of %s', async (cluster) => {
    expect(await look(cluster, KEPT_MS)).toMatchObject({ refusals: {}, problems: [] });
    expect(await inAlarm(cluster)).toEqual([]);
  });

  it('publishes each metric that it returns, with its dimensions', async () => {
    const { result, published } = await lookFrom(shared.current, 'home');
    const { pair, clusters } = result;
    const ofPair = published.filter(({ dimensions }) => dimensions['cluster'] === undefined);
    const ofHome = published.filter(({ dimensions }) => dimensions['cluster'] === 'home');
    expect(Object.fromEntries(ofPair.map(({ name, value }) => [name, value]))).toEqual(pair);
    expect(Object.fromEntries(ofHome.map(({ name, value }) => [name, value]))).toEqual(clusters.home);
    expect(ofPair[0]).toMatchObject({ namespace: 'VaultDr', dimensions: { environment: 'dev', identifier: 'eu1' } });
  });
});

/** What is done to the pair, the alarms that it raises in the region of away, and how it is undone. */
const CAUSES: readonly (readonly [
  what: string,
  alarms: readonly string[],
  cause: () => Promise<() => Promise<unknown>>,
])[] = [
  [
    'the token is gone',
    ['failover-possible', 'needs-a-person', 'switchover-possible', 'look-tomorrow', 'token-seconds-left'],
    () => shared.current.regions.away.deleteSecret(),
  ],
  [
    'home is lost',
    ['link-down', 'no-primary', 'needs-a-person', 'switchover-possible', 'look-tomorrow'],
    () => shared.current.pair.home.inject({ kind: 'refuse' }),
  ],
  [
    'the lease table of the other region gives no answer',
    ['look-tomorrow', 'silent-tables', 'switchover-possible'],
    async () => {
      const { aws, regions } = shared.current;
      const mend = aws.inject({ kind: 'reset', service: 'dynamodb', region: regions.home.name });
      return Promise.resolve(async () => Promise.resolve(mend()));
    },
  ],
  [
    'the token has not been rotated for an hour',
    ['look-tomorrow', 'rotation-age-seconds'],
    async () => {
      const { away } = shared.current.regions;
      const text = await away.secret();
      const issuedAt = new Date(Date.now() - 3_600_000).toISOString();
      await away.putSecret(JSON.stringify({ ...(JSON.parse(text) as object), issuedAt }));
      return () => away.putSecret(text);
    },
  ],
  [
    'the client name leads elsewhere',
    ['name-elsewhere', 'needs-a-person'],
    async () => {
      await shared.current.setWeights({ home: 0, away: 255 });
      return () => shared.current.setWeights({ home: 255, away: 0 });
    },
  ],
];

describe('when something decays', () => {
  it.each(CAUSES)('and %s, the alarms say so, until it is mended', async (_, alarms, cause) => {
    await look('away', KEPT_MS);
    const cure = await cause();
    await look('away', FORGOTTEN_MS);
    expect(await inAlarm('away')).toEqual([...alarms].sort());
    await cure();
    await sleep(FORGOTTEN_MS);
    await look('away', KEPT_MS);
    expect(await inAlarm('away')).toEqual([]);
  });
});
