import { Evidence } from '../../../../../functions/dr-operations/evidence';
import type { StepContext } from '../../../../../functions/dr-operations/execute/context';
import { catchUp } from '../../../../../functions/dr-operations/replication/snapshot/catch-up';
import type { RunFacts } from '../../../../../functions/dr-operations/world';
import { Deadline } from '../../../../../functions/shared/clock';
import type { ClusterObservation } from '../../../../../functions/shared/cluster-observation';
import { FakeClock } from '../../../../helpers/fake-clock';
import { NOW, world } from '../../worlds';

const SILENT: ClusterObservation = { kind: 'unreachable', cause: 'refused' };

async function waitedFor(run: RunFacts): Promise<number> {
  const clock = new FakeClock(NOW);
  const replication = { observe: () => Promise.resolve(SILENT) };
  const evidence = new Evidence({ replication, clock, probeTimeoutMs: 1000 });
  const deadline = Deadline.in(clock, 60_000);
  const context = { evidence, clock, deadline, world: world({ run }) } as unknown as StepContext;
  const step = { kind: 'catch-up', cluster: 'away', cause: 'handover', reason: 'a test', patient: false } as const;
  expect(await catchUp(context, step)).toMatchObject({ run: { catchUp: 'not-proven' } });
  return clock.now() - NOW;
}

describe('catch-up of a snapshot', () => {
  it('does not wait for a cluster whose servers are all stopped', async () => {
    const fence = { cluster: 'home', outcome: 'confirmed' } as const;
    expect(await waitedFor({ demoted: 'home', fence })).toBeLessThan(1_000);
  });

  it('waits for a look at a cluster that was not stopped', async () => {
    expect(await waitedFor({})).toBeGreaterThan(4_000);
  });
});
