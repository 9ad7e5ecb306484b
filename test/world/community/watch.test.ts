import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchResult } from '../../../functions/watch/contract';
import { until } from '../../helpers/until';
import { DeployedPair } from '../../local/community/deployed-pair';
import type { Datum } from '../../local/watch-alarms';
import { TEST_MS } from '../limits';
import { lookUntilLogged } from '../look';

jest.setTimeout(TEST_MS);

/** After this time an alarm has forgotten what was sent to cause it. */
const FORGOTTEN_MS = 3_000;
const KEPT_MS = 60_000;
const MINUTE_MS = 60_000;

type Cure = () => unknown;

/** Something that decays, and the alarms that it raises in the region of away. */
interface Cause {
  readonly what: string;
  /** Sorted. */
  readonly alarms: readonly string[];
  readonly cause: (pair: DeployedPair) => Promise<Cure>;
}

/** A failover leaves a pair that only a person mends, so that a test is not repeated. */
jest.retryTimes(0);

const holdLease = async (pair: DeployedPair, heldMs: number): Promise<Cure> =>
  pair.holdLease({ since: new Date(Date.now() - heldMs), until: new Date(Date.now() + MINUTE_MS) });

const CAUSES: readonly Cause[] = [
  {
    what: 'home is lost',
    alarms: ['link-down', 'look-tomorrow', 'needs-a-person', 'no-primary', 'switchover-possible'],
    cause: async ({ nodes: { home } }) => {
      await home.kill();
      return async () => {
        await home.start();
        await home.until('it is active', ({ status }) => status === 200);
      };
    },
  },
  {
    what: 'no copy has come for ten minutes',
    // A failover from a living primary that nobody follows needs a person who accepts the loss.
    alarms: ['failover-possible', 'lag-seconds', 'link-down', 'look-tomorrow', 'needs-a-person', 'switchover-possible'],
    cause: async (pair) => {
      await pair.ageCopies('away', 10 * MINUTE_MS);
      return () => pair.invoke('away', 'snapshot-puller');
    },
  },
  {
    what: 'the client name leads elsewhere',
    alarms: ['name-elsewhere', 'needs-a-person'],
    cause: async (pair) => {
      await pair.setWeights({ home: 0, away: 255 });
      return () => pair.setWeights({ home: 255, away: 0 });
    },
  },
  {
    what: 'an operation holds the lease for twenty minutes',
    alarms: ['lease-held-seconds', 'needs-a-person'],
    cause: (pair) => holdLease(pair, 20 * MINUTE_MS),
  },
  {
    what: 'an operation runs, so that nobody is notified',
    alarms: ['operation-running'],
    cause: (pair) => holdLease(pair, MINUTE_MS),
  },
  {
    what: 'the lease table of the other region gives no answer',
    alarms: ['look-tomorrow', 'silent-tables', 'switchover-possible'],
    cause: ({ aws }) => Promise.resolve(aws.inject({ kind: 'reset', service: 'dynamodb', region: 'eu-west-1' })),
  },
  {
    what: 'a certificate ends in twenty days',
    // The emulator does not tell the alarms of the two clusters apart.
    alarms: ['away-certificate-days-left', 'home-certificate-days-left', 'look-tomorrow'],
    cause: ({ fronts: { home } }) => {
      home.showCertificate(new Date(Date.now() + 20 * 24 * 60 * MINUTE_MS));
      return Promise.resolve(() => home.showCertificate());
    },
  },
];

describe('when something decays in a pair that copies snapshots', () => {
  let pair: DeployedPair;
  beforeAll(async () => {
    pair = await DeployedPair.start();
    await pair.invoke('away', 'snapshot-puller');
  });
  afterAll(() => pair.stop());

  /** What the puller writes to its log in a run. */
  async function published(run: () => Promise<unknown>): Promise<Datum[]> {
    const since = Date.now();
    let found: Datum[] = [];
    await until(async () => {
      // The emulator may show the log of a run only with that of the next one.
      await run();
      found = await pair.alarms('away', 'snapshot-puller').readMetrics(since);
      return found.some(({ name }) => name === 'SnapshotFailed');
    });
    return found;
  }

  /** Lets the puller and the watch run, and sends their metrics to the alarms, as CloudWatch does. */
  async function copyAndLook(): Promise<void> {
    const copied = await published(() => pair.invoke('away', 'snapshot-puller'));
    await pair.alarms('away').send(copied, KEPT_MS);
    await look(KEPT_MS);
  }

  async function look(forgottenInMs: number): Promise<WatchResult> {
    const alarms = pair.alarms('away');
    const watch = (): Promise<WatchResult> => pair.invoke<WatchResult>('away', 'community-watch');
    const { result, published } = await lookUntilLogged(alarms, watch);
    await alarms.send(published, forgottenInMs);
    return result;
  }
  const raised = (): Promise<string[]> => pair.alarms('away').inState('ALARM');

  it.each(CAUSES)('and $what, the alarms say so, until it is mended', async ({ alarms, cause }) => {
    await copyAndLook();
    const cure = await cause(pair);
    let found: string[] = [];
    try {
      await look(FORGOTTEN_MS);
      found = await raised();
    } finally {
      await cure();
      await sleep(FORGOTTEN_MS);
    }
    expect(found).toEqual(alarms);
    await copyAndLook();
    expect(await raised()).toEqual([]);
  });

  it('and a copy fails, its alarm says so', async () => {
    await pair.nodes.home.kill();
    const failed = await published(async () => {
      await expect(pair.invoke('away', 'snapshot-puller')).rejects.toThrow();
    });
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    expect(failed.map(({ name }) => name)).toContain('SnapshotAgeSeconds');
    await look(KEPT_MS);
    await pair.alarms('away').send(failed, KEPT_MS);
    expect(await raised()).toEqual(['needs-a-person', 'snapshot-failed']);
  });

  it('and home returns after a failover, the alarms say that both clusters are primary', async () => {
    const { home } = pair.nodes;
    await pair.invoke('away', 'snapshot-puller');
    await home.kill();
    await pair.invoke('away', 'community-operations', { operation: 'failover', reason: 'a test' });
    await home.start();
    await home.until('it is active', ({ status }) => status === 200);
    await look(KEPT_MS);
    expect(await raised()).toEqual(expect.arrayContaining(['needs-a-person', 'two-primaries']));
  });
});
