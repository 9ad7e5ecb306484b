import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { TEST_MS } from './limits';
import { operate, refusalOf, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();

/** A listener with `disable_replication_status_endpoints`. */
const hide = (): Promise<unknown> =>
  Promise.all(
    CLUSTER_NAMES.map((name) =>
      shared.current.pair[name].inject({
        kind: 'error',
        path: 'sys/replication/dr/status',
        status: 400,
        error: 'disabled path',
      }),
    ),
  );
const links = (): number =>
  shared.current.pair.drCalls.filter(({ path }) => path === 'sys/replication/dr/secondary/update-primary').length;

describe('a pair that does not answer its replication status', () => {
  beforeEach(hide);

  it('is linked once after a failover, and the operator is told to look', async () => {
    const heal = await shared.current.pair.home.inject({ kind: 'refuse' });
    await operate(shared.current, 'away', { operation: 'failover', reason: 'test' });
    await heal();
    const rejoin = { operation: 'rejoin', accept: ['loss'], reason: 'test' } as const;
    expect(await operate(shared.current, 'away', rejoin)).toMatchObject({ outcome: 'done', left: ['check-link'] });
    expect(links()).toBe(1);
    expect(shared.current.pair.home).toMatchObject({ mode: 'secondary', state: 'stream-wals' });
  });

  it('keeps its link when rejoin is run', async () => {
    expect(await refusalOf(shared.current, 'home', { operation: 'rejoin' })).toContain('cannot be seen');
    expect(links()).toBe(0);
  });

  it('is not handed over', async () => {
    expect(await refusalOf(shared.current, 'home', { operation: 'switchover' })).toContain('cannot be seen');
    expect(shared.current.pair.home.mode).toBe('primary');
  });

  it('is reported by status', async () => {
    expect((await statusOf(shared.current, 'home')).problems.map(({ kind }) => kind)).toEqual(['link-unseen']);
  });
});
