import type { ClusterName } from '../../functions/shared/contract';
import type { WatchResult } from '../../functions/watch/contract';
import { ALARM_CAUSES } from './alarm-causes';
import type { Behaviour } from '../local/vault';
import { TEST_MS } from './limits';
import { alarmsAfterLooks, lookAtHealthy, lookFrom, raisedAlarms } from './look';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld({ autopilot: true });

const look = (cluster: ClusterName): Promise<WatchResult> => lookAtHealthy(shared.current, cluster);
const inAlarm = (cluster: ClusterName): Promise<string[]> => raisedAlarms(shared.current, cluster);

describe('the watch of a healthy pair', () => {
  it.each(['home', 'away'] as const)('raises no alarm in the region of %s', async (cluster) => {
    expect(await look(cluster)).toMatchObject({ refusals: {}, problems: [] });
    expect(await inAlarm(cluster)).toEqual([]);
  });

  it('has no alarm that no test below causes', async () => {
    await look('away');
    const caused = new Set(ALARM_CAUSES.flatMap(({ alarms }) => alarms));
    expect(await shared.current.regions.away.alarms.inState('OK')).toEqual([...caused].sort());
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

it('tells the certificate that ends soon from the other one', async () => {
  const cure = await shared.current.pair.home.inject({ kind: 'certificate-ends', inDays: 20 });
  const { result } = await lookFrom(shared.current, 'away');
  await cure();
  expect(result.clusters.home.CertificateDaysLeft).toBeCloseTo(20, 1);
  expect(result.clusters.away.CertificateDaysLeft).toBeGreaterThan(1000);
});

describe('autopilot', () => {
  /** The nodes of both clusters, as the watch of away sees them. */
  async function nodesWith(behaviour: Partial<Behaviour>): Promise<unknown[]> {
    shared.current.pair.configure({ behaviour });
    const { result } = await lookFrom(shared.current, 'away');
    shared.current.pair.configure({ behaviour: { autopilot: 'healthy', autopilotOnSecondary: false } });
    expect(result).toMatchObject({ refusals: {}, problems: [] });
    return [result.clusters.home, result.clusters.away].map(({ FailureTolerance, DeadVoters }) => [
      FailureTolerance,
      DeadVoters,
    ]);
  }
  const [ALIVE, NOT_TOLD] = [
    [1, 0],
    [undefined, undefined],
  ];

  it.each<[string, Partial<Behaviour>, unknown[]]>([
    ['home tells, and the DR secondary does not', {}, [ALIVE, NOT_TOLD]],
    ['both clusters tell', { autopilotOnSecondary: true }, [ALIVE, ALIVE]],
    ['the storage has none', { autopilot: 'none' }, [NOT_TOLD, NOT_TOLD]],
    ['the token is denied', { autopilot: 'denied' }, [NOT_TOLD, NOT_TOLD]],
  ])('is measured where it tells: %s', async (_, behaviour, expected) => {
    expect(await nodesWith(behaviour)).toEqual(expected);
  });
});

describe('when something decays', () => {
  it.each(ALARM_CAUSES)('and $what, the alarms say so, until it is mended', async ({ alarms, cause }) => {
    await look('away');
    const cure = await cause(shared.current);
    let raised: string[] = [];
    try {
      raised = await alarmsAfterLooks(shared.current, 'away', alarms);
    } finally {
      await cure();
    }
    expect(raised).toEqual(alarms);
    await look('away');
    expect(await inAlarm('away')).toEqual([]);
  });
});
