import { TEST_MS } from './limits';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();

const METADATA = {
  InvokedBy: 'arc-region-switch.amazonaws.com',
  PlanArn: 'arn:aws:arc-region-switch::111111111111:plan/vault-dr-dev-eu1:0a1b2c',
  ExecutionId: 'eu-central-1/0123456789abcdef',
};

/** Runs a step of a plan in the region that is activated. */
const step = (operation: 'switchover' | 'failover', to: 'home' | 'away') =>
  shared.current.invoke(to, 'dr-operations', {
    operation,
    to,
    reason: 'Region switch',
    ...METADATA,
    StepName: operation,
  });
const changes = (): string[] =>
  shared.current.pair.drCalls.filter(({ method }) => method !== 'GET').map(({ path }) => path);

describe('a plan of Region switch', () => {
  it('switches over in a graceful execution, after which the failover changes nothing', async () => {
    expect(await step('switchover', 'away')).toMatchObject({
      payload: { operation: 'switchover', to: 'away', outcome: 'done' },
      error: undefined,
    });
    const before = changes();
    const { payload, error } = await step('failover', 'away');
    expect({ payload, error }).toMatchObject({ payload: { outcome: 'done' }, error: undefined });
    expect(changes()).toEqual(before);
    expect(shared.current.pair.lostWrites('away')).toEqual([]);
  });

  it('repeats a step that is done without a change', async () => {
    await step('switchover', 'away');
    const before = changes();
    expect((await step('switchover', 'away')).payload).toMatchObject({ outcome: 'done' });
    expect(changes()).toEqual(before);
  });

  it('fails over in an ungraceful execution', async () => {
    await shared.current.pair.home.inject({ kind: 'refuse' });
    expect((await step('failover', 'away')).payload).toMatchObject({ operation: 'failover', outcome: 'done' });
  });

  it('is refused as everybody is, so that the step fails', async () => {
    await shared.current.pair.away.inject({ kind: 'refuse' });
    const { error } = await step('switchover', 'away');
    expect(error).toBeDefined();
    expect(changes()).toEqual([]);
  });
});
